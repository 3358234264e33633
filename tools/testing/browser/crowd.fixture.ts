// A small crowd of creators whose clips make a feed worth swiping: coloured gradients with a tone, two seconds each.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled, signUp, upload, type Creator } from './api.fixture.ts';
import { makeClip } from './clips.fixture.ts';

/** Two colours, a tone and a few words, so that genres can be told apart by eye and ear. */
const LOOKS = {
  dance: ['0xff3d7f', '0x2c1f38', 523, 'थिरकते क़दम'],
  music: ['0xb79bff', '0x1d1426', 440, 'एक धुन'],
  food: ['0xffc145', '0x6b2c00', 392, 'रसोई से'],
  comedy: ['0x16b8a6', '0x120c18', 349, 'हँसी की बात'],
  travel: ['0x3d8bff', '0x0c2a18', 330, 'रास्ते में'],
} as const;
type CrowdGenre = keyof typeof LOOKS;

const HANDLES = ['asha_nritya', 'ravi_rang', 'noor_taal', 'tara_dhun', 'kabir_rasoi', 'lila_thap'];
/**
 * In the order of uploading; what came last is shown first to somebody of whom nothing is known. So the genre that the
 * viewer will like waits below the others.
 */
const CLIPS: readonly CrowdGenre[] = [
  ...Array.from({ length: 12 }, () => 'dance' as const),
  ...(['comedy', 'travel', 'comedy', 'travel'] as const),
  ...(['music', 'food', 'music', 'food', 'music', 'food'] as const),
];
/** All of them encode on two busy cores in this time. */
const ALL_LIMIT_MS = 180_000;

export interface Crowd {
  creators: readonly Creator[];
  /** How many clips were sent. */
  count: number;
  /** Resolves when all are published. @throws naming one that is not. */
  published(): Promise<void>;
}

/** Signs everybody up and sends their clips, all in Hindi. Encoding goes on after it resolves. */
export async function sendCrowd(url: string): Promise<Crowd> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-crowd-'));
  try {
    const creators: Creator[] = [];
    for (const handle of HANDLES) creators.push(await signUp(url, handle));
    const made = new Set<CrowdGenre>();
    const sent: { creator: Creator; id: string }[] = [];
    for (const [index, genre] of CLIPS.entries()) {
      const creator = creators[index % creators.length];
      if (creator === undefined) throw new Error('a crowd has creators');
      const file = join(folder, `${genre}.mp4`);
      const [light, dark, toneHz, words] = LOOKS[genre];
      if (!made.has(genre)) await makeClip(file, { colours: [light, dark], toneHz });
      made.add(genre);
      const said = { caption: `${words} ${index + 1}`, language: 'hi', genre };
      sent.push({ creator, id: await upload(url, creator, file, said) });
    }
    return { creators, count: sent.length, published: () => allPublished(url, sent) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function allPublished(
  url: string,
  sent: readonly { creator: Creator; id: string }[],
): Promise<void> {
  for (const { creator, id } of sent) {
    const found = await settled(url, creator, id, ALL_LIMIT_MS);
    if (found.state !== 'published') throw new Error(`${id}: ${JSON.stringify(found.failure)}`);
  }
}
