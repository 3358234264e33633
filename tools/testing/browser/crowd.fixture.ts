// A small crowd of creators whose clips make a feed worth swiping: colours that flow, with a tone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled, signUp, upload, type Creator } from './api.fixture.ts';
import { keepsPictures } from './browser.fixture.ts';
import { makeClip, paintClip, type ClipLook } from './clips.fixture.ts';

/**
 * A look and a few words a genre, so that genres can be told apart by eye and ear. The one that is watched to its end is
 * short; the others are long enough to be left early.
 */
const LOOKS = {
  dance: { colours: ['0xff3d7f', '0x2c1f38'], toneHz: 523, seconds: 2, words: 'थिरकते क़दम' },
  music: { colours: ['0xb79bff', '0x1d1426'], toneHz: 440, seconds: 8, words: 'एक धुन' },
  food: { colours: ['0xffc145', '0x6b2c00'], toneHz: 392, seconds: 8, words: 'रसोई से' },
  comedy: { colours: ['0x16b8a6', '0x120c18'], toneHz: 349, seconds: 8, words: 'हँसी की बात' },
  travel: { colours: ['0x3d8bff', '0x0c2a18'], toneHz: 330, seconds: 8, words: 'रास्ते में' },
} satisfies Record<string, ClipLook & { words: string }>;
type CrowdGenre = keyof typeof LOOKS;

const HANDLES = ['asha_nritya', 'ravi_rang', 'noor_taal', 'tara_dhun', 'kabir_rasoi', 'lila_thap'];
/**
 * In the order of uploading; what came last is shown first to somebody of whom nothing is known. So the genre that the
 * viewer will like waits below the others.
 */
const CLIPS: readonly CrowdGenre[] = [
  ...manyOf(18, ['dance']),
  ...manyOf(8, ['comedy', 'travel']),
  ...manyOf(14, ['music', 'food']),
];
function manyOf(count: number, genres: readonly [CrowdGenre, ...CrowdGenre[]]): CrowdGenre[] {
  return Array.from({ length: count }, (_, at) => genres[at % genres.length] ?? genres[0]);
}
/** All of them encode on two busy cores in this time. */
const ALL_LIMIT_MS = 400_000;

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
    await Promise.all(
      (Object.keys(LOOKS) as CrowdGenre[]).map(async (genre) => {
        const file = fileOf(folder, genre);
        if (keepsPictures()) await paintClip(file, genre, LOOKS[genre].seconds);
        else await makeClip(file, LOOKS[genre]);
      }),
    );
    const sent: { creator: Creator; id: string }[] = [];
    for (const [index, genre] of CLIPS.entries()) {
      const creator = creators[index % creators.length];
      if (creator === undefined) throw new Error('a crowd has creators');
      const said = { caption: `${LOOKS[genre].words} ${index + 1}`, language: 'hi', genre };
      sent.push({ creator, id: await upload(url, creator, fileOf(folder, genre), said) });
    }
    return { creators, count: sent.length, published: () => allPublished(url, sent) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const fileOf = (folder: string, genre: CrowdGenre): string => join(folder, `${genre}.mp4`);

async function allPublished(
  url: string,
  sent: readonly { creator: Creator; id: string }[],
): Promise<void> {
  for (const { creator, id } of sent) {
    const found = await settled(url, creator, id, ALL_LIMIT_MS);
    if (found.state !== 'published') throw new Error(`${id}: ${JSON.stringify(found.failure)}`);
  }
}
