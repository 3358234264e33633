// The person's own uploads, brought in by the real engine: one that is live, with moments to choose a cover from and
// subtitles, one that is on a list and waits for a reviewer, one that nothing can read.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { makeClip } from '../browser/clips.fixture.ts';
import { ask } from './ask.ts';

const WORDS = { language: 'ml', genre: 'food', sample: false } as const;
const SUBTITLES = 'WEBVTT\n\n00:00.000 --> 00:03.900\nമഴ വരുന്നു, അകത്തേക്ക് വരൂ\n';

/** Cost: some five seconds, three short clips through the ladder. */
export async function makeClips(
  cell: TestCell,
  { person, admin }: { person: TestPerson; admin: TestPerson },
): Promise<void> {
  const live = await clipOf(cell, 'live', ['0xffc145', '0x4b2b8f', '0x16b8a6']);
  const listed = await clipOf(cell, 'listed', ['0x33aacc', '0x663300']);
  const torn = await clipOf(cell, 'torn', ['0x2b2420', '0xff3d7f']);
  await writeFile(torn, (await readFile(torn)).subarray(0, 4_000));
  const sha256 = createHash('sha256')
    .update(await readFile(listed))
    .digest('hex');
  await ask(cell, admin, 'POST', '/v1/moderation/lists', {
    ...{ name: 'Known files', issuer: 'Test issuer' },
    csv: `kind,hash,reason\nsha256,${sha256},A1\n`,
  });
  const bring = async (file: string, caption: string): Promise<string> =>
    (
      await cell.cell.media.ingestFile(file, {
        ...WORDS,
        tags: [],
        caption,
        personId: person.personId,
      })
    ).videoId;
  const shown = await bring(live, 'മൂന്ന് നിറങ്ങൾ, ഒരു മഴ');
  await bring(listed, 'കായലിനു മേൽ സന്ധ്യ');
  await bring(torn, 'പാതി വഴിയിൽ മുറിഞ്ഞത്');
  await cell.drain();
  await ask(cell, person, 'PUT', `/v1/videos/${shown}/subtitles/ml`, { text: SUBTITLES });
}

async function clipOf(cell: TestCell, name: string, colours: string[]): Promise<string> {
  const file = join(cell.parts.folder, `${name}.mp4`);
  await makeClip(file, { colours, toneHz: 200 + 40 * name.length, seconds: 4 });
  return file;
}
