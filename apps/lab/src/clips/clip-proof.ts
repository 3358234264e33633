// A proof that is a test with every clip of the shared media: runs it, counts its clips, keeps the page.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ClipProof {
  /** As in `npm run proof -- NAME`. */
  name: string;
  /** From the root. */
  testFile: string;
  /** Tells the test to take all of them. */
  env: Readonly<Record<string, string>>;
  title: string;
  /** What was done with each clip. */
  told: string;
  /** What the subtests are of; default: clips. */
  counted?: string;
}

/** What is told of each that failed. */
const FAILURE_LINES = 20;

/** Clips are the subtests of the file's one test. @returns the process's exit code. Cost: minutes. */
export function proveClips(proof: ClipProof): number {
  const { name, testFile, env, title, told, counted = 'clips' } = proof;
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const run = spawnSync(
    process.execPath,
    ['--test', '--test-force-exit', '--test-reporter=tap', testFile],
    { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' },
  );
  const lines = run.stdout.split('\n');
  const clips = lines.filter((line) => /^ {4}(not )?ok \d+ - /.test(line));
  const failed = clips.filter((line) => line.startsWith('    not ok'));
  if (lines.some((line) => /# SKIP|# NOT RUN/.test(line)) || clips.length === 0) {
    process.stderr.write(`${run.stdout}\n${run.stderr}\nNOT RUN: nothing was tried.\n`);
    return 1;
  }
  for (const [at, line] of lines.entries())
    if (line.startsWith('    not ok'))
      process.stderr.write(`${lines.slice(at, at + FAILURE_LINES).join('\n')}\n`);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    `${root}docs/proofs/${name}.md`,
    `# ${title}

\`npm run proof -- ${name}\` at ${commit}, ${today}. ${told}

| ${counted} | as promised | otherwise |
|---|---|---|
| ${clips.length} | ${clips.length - failed.length} | ${failed.length} |
`,
  );
  process.stdout.write(
    `${JSON.stringify({ proof: name, [counted]: clips.length, failed: failed.length })}\n`,
  );
  return failed.length === 0 && run.status === 0 ? 0 : 1;
}
