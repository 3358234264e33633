// `npm run bench -- exports [CLIPSxKB…]`: what a person's archive costs, for people with so many clips of that size (20x2000
// and 1000x2000 unless said otherwise), 500 likes, 50 follows and 5,000 player events each: bytes, time and CPU of the worker, and how much
// its memory grows while it writes. One JSON line.

import { randomBytes } from 'node:crypto';
import type { Export } from '@jhalak/contracts/exports';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const KB = 1_000;
const LIKES = 500;
const FOLLOWS = 50;
const EVENTS = 5_000;
/** As phones send them. */
const EVENTS_PER_ENTRY = 50;
const SAMPLE_EVERY_MS = 10;
/** Clips made side by side: the disk's syncs overlap. */
const AT_ONCE = 20;

interface Figures {
  clips: number;
  bytes: number;
  ms: number;
  cpuMs: number;
  /** Highest resident size while writing, above what it was before. */
  grownMb: number;
}

const wanted = process.argv.slice(2);
const sizes = (wanted.length === 0 ? ['20x2000', '1000x2000'] : wanted).map((one) => {
  const [clips = 0, kilobytes = 0] = one.split('x').map(Number);
  return { clips, clipBytes: kilobytes * KB };
});
const cell = await startCell();
const figures: Figures[] = [];
for (const size of sizes) figures.push(await measure(cell, size));
await cell.close();
process.stdout.write(`${JSON.stringify({ bench: 'exports', people: figures })}\n`);

interface Size {
  clips: number;
  clipBytes: number;
}

async function measure(house: TestCell, size: Size): Promise<Figures> {
  const { clips, clipBytes } = size;
  const person = await house.account(`maker_${clips}_${clipBytes / KB}`);
  await fill(house, person, size);
  const { token } = person;
  await house.api('POST', '/v1/me/exports', { token, body: { language: 'en' } });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, SAMPLE_EVERY_MS);
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const jobs = Object.fromEntries(
    house.cell.features.flatMap((feature) =>
      Object.entries(feature.jobs).filter(([name]) => name === 'exports.make'),
    ),
  );
  await house.parts.jobs.drain(jobs);
  const ms = performance.now() - startedMs;
  const used = process.cpuUsage(cpu);
  clearInterval(timer);
  const list = await house.api<{ items: Export[] }>('GET', '/v1/me/exports', { token });
  const [made] = list.body.items;
  if (made?.state !== 'ready') throw new Error(`the archive is ${made?.state}`);
  return {
    clips,
    bytes: made.bytes ?? 0,
    ms: Math.round(ms),
    cpuMs: Math.round((used.user + used.system) / 1_000),
    grownMb: Math.round((highest - before) / 1_000_000),
  };
}

async function fill(house: TestCell, { personId }: TestPerson, size: Size): Promise<void> {
  const { clips, clipBytes } = size;
  const { parts } = house;
  const { database, journal, ids, blobs, clock } = parts;
  for (let from = 0; from < clips; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, clips - from) }, async (_, at) => {
      const id = await house.publish({ personId, caption: `clip ${from + at}` });
      await blobs.putBytes(`sources/${id}/original`, randomBytes(clipBytes));
    });
    await Promise.all(some);
  }
  const edges = async (table: string, column: string, count: number): Promise<void> => {
    await database.query(
      {
        name: `bench.${table}`,
        text: `INSERT INTO ${table} (person_id, ${column}, since_ms) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS e(id)`,
      },
      [personId, Array.from({ length: count }, () => ids.next()), clock.nowMs()],
    );
  };
  await edges('social_likes', 'video_id', LIKES);
  await edges('social_following', 'followee_id', FOLLOWS);
  for (let sent = 0; sent < EVENTS; sent += EVENTS_PER_ENTRY) {
    const at = clock.nowMs();
    const events = Array.from({ length: EVENTS_PER_ENTRY }, () => ({
      ...{ slot: ids.next(), video: ids.next(), type: 'progress', at, watchMs: 6_000 },
      ...{ durationMs: 8_000, surface: 'feed.for_you', position: 3, learn: true },
    }));
    await database.transaction(async (tx) => {
      await journal.append(tx, [
        {
          ...{ stream: 'attention.events', key: personId, type: 'recorded', facts: {} },
          subject: personId,
          personal: { keyClass: 'activity', payload: { events } },
        },
      ]);
    });
  }
}
