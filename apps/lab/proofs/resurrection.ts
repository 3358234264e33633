// `npm run proof -- resurrection [THINGS] [SEED]`: every way in which something dark could come back, with twenty things
// each unless said otherwise; kept in docs/proofs/resurrection.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resurrect, WAYS, type Tried, type Way } from '../src/resurrections.ts';

const things = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
assert.ok(things > 0, 'something is tried');

const done: Tried[] = [];
for (const way of Object.keys(WAYS) as Way[]) {
  const tried = await resurrect(way, { things, seed });
  if (tried === undefined) throw new Error(`${way}: ffmpeg is not installed (apt install ffmpeg)`);
  assert.ok(tried.lit > 0, `${way}: what no order names is shown`);
  for (const line of tried.served) process.stderr.write(`served: ${line}\n`);
  process.stderr.write(`${way}: ${tried.reads} reads, ${tried.served.length} served\n`);
  done.push(tried);
}
const undefended = await resurrect('restored backup', { things, seed, isUndefended: true });
const found = undefended?.served.length ?? 0;
const served = done.reduce((sum, one) => sum + one.served.length, 0);
const reads = done.reduce((sum, one) => sum + one.reads, 0);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
writeFileSync(
  new URL('../../../docs/proofs/resurrection.md', import.meta.url),
  `# Resurrection

\`npm run proof -- resurrection ${things} ${seed}\` at ${commit}, ${new Date().toISOString().slice(0, 10)}.

${things} clips, on feeds, pages and media before and most of them on lock screens, are made dark by an order each (two in five name the clip, the others a keyword, a tag or the account). Then they are brought back in every way that we know, in a cell of its own each, and every address is read again over HTTP: as a stranger, a viewer and the maker, whole, in ranges and with the tags and cursors from before. Clips that no order names are shown in each of them.

| way | what is done | things | reads | shown of what is dark |
|---|---|---|---|---|
${done.map((one) => `| ${one.way} | ${WAYS[one.way]} | ${one.things} | ${one.reads} | ${one.served.length} |`).join('\n')}

With the register taken away on purpose, a restored backup shows ${found} times what was dark: the search finds it.

What is not in here: there are no remixes and no sounds yet, and no search page; nothing of content goes to another cell ([border](border.md)), so that nothing can come back from one. A film of the same scene with other bytes is another film to this: likeness is not looked at yet. Restoring through \`npx jhalak restore\`, with a register that is newest, older or missing, is a test (\`apps/jhalak/src/backup/orders-restore.test.ts\`).
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'resurrection', ways: done.length, things, reads, served, undefended: found, seed })}\n`,
);
process.exitCode = served === 0 && found > 0 ? 0 : 1;
