// `npm run proof -- plays`: every clip of the shared media goes through the program and is played in Chromium from first to
// last; the result is kept in docs/proofs/plays.md.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = spawnSync(
  process.execPath,
  ['--test', '--test-force-exit', '--test-reporter=tap', 'tools/testing/browser/plays.test.ts'],
  { cwd: root, env: { ...process.env, PLAYS: 'all' }, encoding: 'utf8' },
);
const lines = run.stdout.split('\n');
const clips = lines.filter((line) => /^ {4}(not )?ok \d+ - /.test(line));
const failed = clips.filter((line) => line.startsWith('    not ok'));
const skipped = lines.some((line) => line.includes('# SKIP'));
if (skipped || clips.length === 0) {
  process.stderr.write(`${run.stdout}\n${run.stderr}\nNOT RUN: nothing was played.\n`);
  process.exit(1);
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/plays.md', import.meta.url),
  `# Every clip plays, or says why not

\`npm run proof -- plays\` at ${commit}, ${today}. Every real and hostile clip of the shared media is uploaded to the whole program. It is published, and Chromium plays every rendition from first to last, in the source's shape and length; or it is refused with the code and the sentence that the test names.

| clips | as promised | otherwise |
|---|---|---|
| ${clips.length} | ${clips.length - failed.length} | ${failed.length} |
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'plays', clips: clips.length, failed: failed.length })}\n`,
);
process.exit(failed.length === 0 && run.status === 0 ? 0 : 1);
