// `npm run proof -- texts`: the five hundred texts that break programs, rendered as comments, captions, names, words about
// oneself and what a search finds. The result is kept in docs/proofs/texts.md. A run that was cut off goes on where it was, in
// the same commit.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanText } from '@jhalak/kernel';
import { TORTURE } from '../src/torture.fixture.ts';
import { openBrowser } from '../browser/browser.fixture.ts';
import { BATCH, faultsOf, openTextHouse } from '../browser/texts.fixture.ts';

/** One of each direction, in turn. */
const LANGUAGES = ['en', 'ur'] as const;
const texts = TORTURE.filter((text) => cleanText(text) !== '');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const kept = join(tmpdir(), `jhalak-texts-${commit}.json`);
/** How far an earlier run of this commit came, and what it found. */
const { done, wrong } = (
  existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : { done: 0, wrong: [] }
) as { done: number; wrong: string[] };
const browser = await openBrowser();
const house = await openTextHouse();
try {
  for (let at = done; at < texts.length; at += BATCH) {
    const words = LANGUAGES[(at / BATCH) % LANGUAGES.length] ?? 'en';
    wrong.push(...(await faultsOf(house, browser, texts.slice(at, at + BATCH), words)));
    writeFileSync(kept, JSON.stringify({ done: at + BATCH, wrong }));
    process.stderr.write(`${Math.min(texts.length, at + BATCH)} of ${texts.length}\n`);
  }
} finally {
  await browser.close();
  await house.close();
}
for (const one of wrong) process.stdout.write(`${one}\n`);
const total = { texts: TORTURE.length, rendered: texts.length, wrong: wrong.length };
if (wrong.length === 0) {
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    new URL('../../../docs/proofs/texts.md', import.meta.url),
    `# No text breaks a page

\`npm run proof -- texts\` at ${commit}, ${today}, Chromium, 360 px, in English and Urdu in turn. Each of the five hundred texts of \`tools/testing/src/torture.fixture.ts\` (self-written, looked at by nobody who speaks their languages) is a comment, a caption folded and open, a person's name and words about themselves on their page and among the people that a search finds. Each stands in an element of its own direction (\`dir="auto"\` or \`bdi\`) with nothing of somebody else in it; no line of it runs out of its box, no box out of the window; and no ink of it falls outside its box by more than 0.45 of its letters' size, measured pixel by pixel: the page drawn with the texts and without them. Marks are at most eight a letter when a text comes in, whatever invisible stands between them (\`cleanText\`).

What this does not show: other browsers than Chromium (one without \`overflow-clip-margin\` cuts at the box itself), whether a text reads well, and Chinese, Japanese and Korean where the machine has no font for them.

| texts | left when cleaned, rendered | faults |
|---|---|---|
| ${total.texts} | ${total.rendered} | 0 |
`,
  );
}
process.stdout.write(`${JSON.stringify({ proof: 'texts', ...total })}\n`);
process.exit(wrong.length > 0 ? 1 : 0);
