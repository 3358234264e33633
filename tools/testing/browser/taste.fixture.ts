// A cell in which somebody has watched things: clips of every genre with pictures of their own, and a viewer with a taste.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { TestCell, TestPerson } from '@jhalak/testing';

/** The password that `startCell` gives everybody. */
export const PASSWORD = 'correct horse battery';

const LOOKS = {
  music: ['0x4b2b8f', '0xd7a6ff', 'शाम का राग'],
  dance: ['0xff6b2c', '0x6b1d3a', 'बारिश में गरबा #monsoon'],
  comedy: ['0xffc145', '0x7a3b00', 'दफ़्तर का सोमवार'],
  sports: ['0x0e7a4b', '0xc7f09b', 'आख़िरी ओवर का छक्का, क्रिकेट'],
  food: ['0xff8a3c', '0x5a1d00', 'मसाला डोसा, किनारे करारे'],
  travel: ['0x1272b8', '0xbfe9ff', 'लद्दाख की सड़क'],
  news: ['0x8a8175', '0x2b2420', 'आज की पाँच बातें'],
  learning: ['0x0f8f84', '0xd9fff8', 'तारे क्यों टिमटिमाते हैं'],
} as const;
type Genre = keyof typeof LOOKS;
const GENRES = Object.keys(LOOKS) as Genre[];
const MAKERS = ['rang_manch', 'chai_wala', 'tara_ghar', 'dilli_ke_din', 'mela_girl'];

/** Publishes forty clips by five people, each with a poster of its genre's colours. @param bytes what all of them play. */
export async function fillCell(cell: TestCell, bytes?: Buffer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-posters-'));
  try {
    const posters = new Map<Genre, Buffer>();
    for (const genre of GENRES) posters.set(genre, await poster(folder, genre));
    for (const [place, handle] of MAKERS.entries()) {
      const { personId } = await cell.account(handle);
      for (const [at, genre] of GENRES.entries()) {
        const language = (at + place) % 3 === 0 ? 'ta' : 'hi';
        const caption = LOOKS[genre][2];
        const videoId = await cell.publish({
          ...{ personId, genre, language, caption },
          ...(bytes && { bytes }),
        });
        const key = `posters/${videoId}/poster.webp`;
        await cell.parts.blobs.putBytes(key, posters.get(genre) ?? Buffer.alloc(0));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await cell.drain();
}

async function poster(folder: string, genre: Genre): Promise<Buffer> {
  const [from, to] = LOOKS[genre];
  const file = join(folder, `${genre}.webp`);
  const look = `gradients=s=180x320:c0=${from}:c1=${to}:n=2:seed=${genre.length}`;
  await promisify(execFile)('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', look],
    ...['-frames:v', '1', file],
  ]);
  return await readFile(file);
}

const WATCH_MS = 8_000;
/** Pages that somebody looks through; on each they watch what they like. */
const PAGES = 3;

/** Lets somebody watch all dance and food that comes, half of the music, and skip the news. */
export async function watchALot(cell: TestCell, { token }: TestPerson): Promise<void> {
  const levels: Partial<Record<string, number>> = { dance: 1, food: 0.8, music: 0.5, news: 0.02 };
  for (let round = 0; round < PAGES; round += 1) {
    const { body } = await cell.api<FeedPage>('GET', '/v1/feeds/for-you?limit=8', { token });
    for (const { slot, video } of body.items) {
      cell.parts.clock.advance(WATCH_MS + 1_000);
      const at = cell.parts.clock.nowMs();
      const watchMs = Math.round(WATCH_MS * (levels[video.genre] ?? 0.15));
      const type = watchMs >= WATCH_MS ? 'finish' : watchMs < 1_000 ? 'skip' : 'progress';
      const events = [
        { type: 'impression', slot, seq: 0, at },
        { type, slot, seq: 1, at, watchMs },
      ];
      await cell.api('POST', '/v1/events', { token, body: { events } });
    }
    await cell.drain();
  }
}

/** Many newcomers look at their first page and watch some of it. */
export async function crowdLooks(cell: TestCell, people: number): Promise<void> {
  for (let nth = 0; nth < people; nth += 1) {
    const { token } = await cell.viewer({ languages: [], genres: nth % 2 === 0 ? ['dance'] : [] });
    const { body } = await cell.api<FeedPage>('GET', '/v1/feeds/for-you?limit=8', { token });
    cell.parts.clock.advance(WATCH_MS * 2);
    const at = cell.parts.clock.nowMs();
    const events = body.items.flatMap(({ slot, video }) => [
      { type: 'impression', slot, seq: 0, at },
      { type: 'progress', slot, seq: 1, at, watchMs: video.genre === 'dance' ? 6_000 : 900 },
    ]);
    await cell.api('POST', '/v1/events', { token, body: { events } });
  }
  await cell.drain();
}
