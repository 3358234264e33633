// `npm run proof -- log [SEED] [outside|flips|crashes|report]`: the public log in full counts; kept in docs/proofs/log.md.
// Resumable: what is done is remembered by seed in node_modules/.cache, and the next run goes on there. The parts can run
// side by side; the one that ends last writes the result.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { filesOf, openLabLog, type LabLog } from '../src/lab-log.ts';
import { CrashBench, FAULTS, FILE_CALLS, type Crash } from '../src/log-crashes.ts';
import { flipBytes, type FlipReport } from '../src/log-flips.ts';
import { buildOutsideCheck, outsideCheck, outsideMissing } from '../src/outside-check.ts';

const OUTSIDE_ENTRIES = 70_000;
const FLIPPED_ENTRIES = 1_000;
/** The flips are done, and remembered, in so many parts. */
const FLIP_PARTS = 24;
/** A writer makes some hundred of one call; who makes so many does not end, and the proof says so. */
const NTH_MAX = 1_000;

/** What is remembered of a part says where the code stood when it was run. */
interface Run {
  commits: string[];
}

interface Outside extends Run {
  said: string;
  code: number;
  ourSeconds: number;
  theirSeconds: number;
}

interface Crashes extends Run {
  runs: number;
  hits: number;
  receipts: number;
  wrong: string[];
  /** Points per call and fault: `fsync SIGKILL`. */
  points: Record<string, number>;
  finished: string[];
  ended: boolean;
}

interface Flips extends Run {
  report: FlipReport;
  parts: number;
}

const PARTS = ['outside', 'flips', 'crashes'] as const;
type Part = (typeof PARTS)[number];

const seed = Number(process.argv[2] ?? 1);
const chosen = PARTS.filter((part) => part === (process.argv[3] ?? part));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const cache = join(import.meta.dirname, '../../../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const missing = await outsideMissing();
if (missing !== undefined) throw new Error(missing);
const PROVE: Readonly<Record<Part, (log: LabLog) => Promise<void>>> = {
  outside: proveOutside,
  flips: proveFlips,
  crashes: proveCrashes,
};
for (const part of chosen) await withLog(PROVE[part]);
report();

function remembered<Kind>(part: Part): Kind | undefined {
  try {
    return JSON.parse(readFileSync(memoryOf(part), 'utf8')) as Kind;
  } catch {
    return undefined;
  }
}

function remember(part: Part, what: Outside | Flips | Crashes): void {
  writeFileSync(memoryOf(part), JSON.stringify(what));
}

function memoryOf(part: Part): string {
  return join(cache, `jhalak-proof-log-${seed}-${part}.json`);
}

function withThis(commits: readonly string[] = []): string[] {
  return [...new Set([...commits, commit])];
}

async function withLog(work: (log: LabLog) => Promise<void>): Promise<void> {
  const log = await openLabLog();
  try {
    await work(log);
  } finally {
    await log.close();
  }
}

async function proveOutside(log: LabLog): Promise<void> {
  if (remembered('outside') !== undefined) return;
  say(`${OUTSIDE_ENTRIES} entries`);
  await log.append(OUTSIDE_ENTRIES / 2);
  await log.border.publish();
  const olderFile = join(log.parts.folder, 'older');
  writeFileSync(olderFile, readFileSync(join(log.folder, 'checkpoint')));
  await log.append(OUTSIDE_ENTRIES / 2);
  await log.border.publish();
  const program = join(log.parts.folder, 'check-log');
  await buildOutsideCheck(program);
  let startedMs = performance.now();
  const { code, text } = await outsideCheck(program, { ...log, olderFile });
  const theirSeconds = (performance.now() - startedMs) / 1_000;
  startedMs = performance.now();
  const key = parseVkey(nodeCrypto.sha256, log.vkey);
  await verifyLog(nodeCrypto, filesOf(log.folder), { log: key, older: readFileSync(olderFile) });
  const ourSeconds = (performance.now() - startedMs) / 1_000;
  remember('outside', { said: text.trim(), code, ourSeconds, theirSeconds, commits: [commit] });
  say(text.trim());
}

async function proveFlips(log: LabLog): Promise<void> {
  let before = remembered<Flips>('flips');
  await log.append(FLIPPED_ENTRIES);
  await log.border.publish();
  for (let index = before?.parts ?? 0; index < FLIP_PARTS; index += 1) {
    const part = { of: FLIP_PARTS, index };
    const found = await flipBytes({ ...log, seed: seed + index, part });
    const believed = [...(before?.report.believed ?? []), ...found.believed];
    const flips = (before?.report.flips ?? 0) + found.flips;
    before = {
      report: { ...found, flips, believed },
      parts: index + 1,
      commits: withThis(before?.commits),
    };
    say(`${flips} of ${found.bytes} bytes flipped`);
    remember('flips', before);
  }
}

async function proveCrashes(log: LabLog): Promise<void> {
  const none = { runs: 0, hits: 0, receipts: 0, wrong: [], points: {}, finished: [], ended: false };
  const crashes = remembered<Crashes>('crashes') ?? { ...none, commits: [] };
  const bench = await CrashBench.prepare(log);
  for (const call of FILE_CALLS) {
    for (const fault of FAULTS) {
      let nth = 1;
      while (await crash(bench, crashes, { call, fault, nth })) {
        nth += 1;
        if (nth > NTH_MAX) throw new Error(`a writer makes more than ${NTH_MAX} calls of ${call}`);
      }
    }
  }
  crashes.ended = true;
  remember('crashes', crashes);
}

/** @returns whether there was an nth such call. */
async function crash(bench: CrashBench, crashes: Crashes, point: Crash): Promise<boolean> {
  const name = `${point.call} ${point.fault}`;
  const whole = `${name} ${point.nth}`;
  if (crashes.finished.includes(`${whole} none`)) return false;
  if (crashes.finished.includes(whole)) return true;
  const outcome = await bench.crash(point);
  crashes.commits = withThis(crashes.commits);
  crashes.runs += 1;
  crashes.receipts += outcome.receipts;
  crashes.wrong.push(...outcome.wrong.map((wrong) => `${whole}: ${wrong}`));
  if (outcome.hit) {
    crashes.hits += 1;
    crashes.points[name] = (crashes.points[name] ?? 0) + 1;
  }
  crashes.finished.push(outcome.hit ? whole : `${whole} none`);
  say(`${whole}: ${outcome.hit ? outcome.wrong.join('; ') || 'held' : 'not reached'}`);
  remember('crashes', crashes);
  return outcome.hit;
}

/** @returns where the code stood when a part was run, and which changes of the log's own code came after. */
function atCommits({ commits }: Run): string {
  const [first = commit] = commits;
  const code = ['core/tlog/src', 'features/border/src/log'];
  const format = ['log', '--format=%h (%s)', `${first}..HEAD`, '--', ...code];
  const cwd = join(import.meta.dirname, '../../..');
  const later = execFileSync('git', format, { encoding: 'utf8', cwd }).trim().split('\n');
  const changed = later[0] === '' ? '' : ` The log's code has changed since: ${later.join('; ')}.`;
  return `At ${commits.join(', ')}.${changed}`;
}

function report(): void {
  const outside = remembered<Outside>('outside');
  const flipped = remembered<Flips>('flips');
  const crashes = remembered<Crashes>('crashes');
  if (outside === undefined || flipped === undefined || crashes === undefined) {
    say('Not every part has been run; run the others.');
    return;
  }
  const whole = flipped.parts === FLIP_PARTS && crashes.ended;
  const flips = flipped.report;
  const today = new Date().toISOString().slice(0, 10);
  const points = Object.entries(crashes.points);
  writeFileSync(
    new URL('../../../docs/proofs/log.md', import.meta.url),
    `# The public log

\`npm run proof -- log ${seed}\`, ${today}; each part says at which commit it was run. The log is written by the cell's own code over PostgreSQL and a real disk.${whole ? '' : ' **Not run to its end yet**: the same command goes on where it stands, and the counts below say how far that is.'}

## Verified by others
${atCommits(outside)} Go's \`sumdb/note\` and \`sumdb/tlog\` (golang.org/x/mod of Debian; \`apps/lab/outside/check-log.go\`) on ${OUTSIDE_ENTRIES} entries: the signature, every entry, every tile byte by byte, one inclusion proof in 97, and consistency with the checkpoint of half the entries.

\`${outside.said}\`, exit ${outside.code}, in ${outside.theirSeconds.toFixed(1)} s; \`verifyLog\` over the same files in ${outside.ourSeconds.toFixed(1)} s.

## Every byte
${atCommits(flipped)} A log of ${FLIPPED_ENTRIES} entries, ${flips.files} files: each of its ${flips.bytes} bytes changed to another value, one at a time: ${flips.flips} changes so made, ${flips.believed.length} believed.

## Every file call
${atCommits(crashes)} The writer adds four entries, which fill a tile and open one of the level above, and waits for the receipt of each. One file call after the other is made to kill it (SIGKILL) or to fail (EIO, ENOSPC), by strace on its file thread. Right after it, before anything is mended, the files must be a valid log that holds every entry whose receipt was given out; then the next program must bring in every committed entry, going on from the older checkpoint.

${crashes.hits} points in ${crashes.runs} runs, ${crashes.receipts} receipts, ${crashes.wrong.length} wrong.

| call and fault | points |
|---|---|
${points.map(([name, count]) => `| ${name} | ${count} |`).join('\n')}

A kill leaves the kernel's page cache: what a power cut does rests on \`fsync\` being honest, and on the order in which files and folders are synced before the checkpoint names them.
`,
  );
  for (const line of [...crashes.wrong, ...flips.believed]) say(line);
  const wrong = crashes.wrong.length + flips.believed.length + Number(outside.code !== 0);
  process.stdout.write(
    `${JSON.stringify({ proof: 'log', seed, entries: OUTSIDE_ENTRIES, flips: flips.flips, crashes: crashes.hits, wrong, whole })}\n`,
  );
  process.exitCode = wrong === 0 && whole ? 0 : 1;
}
