// `npm run proof -- orders [SEQUENCES] [READS] [SEED]`: 500 sequences and 10,000 reads unless said otherwise; kept in
// docs/proofs/orders.md. A run that was stopped goes on where it stood, by its seed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderCell } from '@jhalak/testing';
import { readOrdered } from '../src/order-reads.ts';
import { orderedWorld, playSequence } from '../src/order-sequences.ts';

const sequences = Number(process.argv[2] ?? 500);
const reads = Number(process.argv[3] ?? 10_000);
const seed = Number(process.argv[4] ?? 1);
const STEPS = 6;
const CLIPS = 12;
/** Sign-ins of a cell do not last for ever, and memory of one does not tell of the next. */
const SEQUENCES_A_CELL = 25;

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const kept = join(tmpdir(), 'jhalak-proof-orders', `${sequences}-${seed}.json`);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

/** What was played whole, and where the code stood then. */
interface Standing {
  done: number;
  commits: string[];
}

function standing(): Standing {
  return existsSync(kept)
    ? (JSON.parse(readFileSync(kept, 'utf8')) as Standing)
    : { done: 0, commits: [] };
}

async function playAll(): Promise<string[]> {
  mkdirSync(join(kept, '..'), { recursive: true });
  let { done, commits } = standing();
  while (done < sequences) {
    commits = [...new Set([...commits, commit])];
    const cell = await orderCell({ seed: seed + done });
    try {
      const world = await orderedWorld(cell, CLIPS);
      for (let at = 0; at < SEQUENCES_A_CELL && done < sequences; at += 1) {
        await playSequence(cell, world, seed * 100_000 + done, STEPS);
        done += 1;
        writeFileSync(kept, JSON.stringify({ done, commits } satisfies Standing));
      }
    } finally {
      await cell.close();
    }
    tell(`${done} of ${sequences} sequences`);
  }
  return commits;
}

const playedAt = await playAll();
const { served, lit, packed } = await readOrdered({ reads, seed, log: tell });
assert.ok(sequences > 0 && reads > 0, 'something was tried');
assert.ok(
  lit > 0 && packed > 0,
  'what no order names is shown, and there were lock cards to darken',
);
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/orders.md', import.meta.url),
  `# Orders

\`npm run proof -- orders ${sequences} ${reads} ${seed}\`, ${today}; the sequences at ${playedAt.join(', ')}, the reads at ${commit}.

| what | count | seed | wrong |
|---|---|---|---|
| sequences of ${STEPS} random acts (release, stay, resume, revoke) of overlapping orders over ${CLIPS} clips of three makers: clips, accounts, tags and keywords in three scripts. After every act each clip's page is dark exactly while some order in force names it, by a model of its own; at the end every page is byte for byte as before | ${sequences} | ${seed} | 0 |
| reads after the execution receipts of twelve orders (of clips, a keyword, tags, accounts), by what was remembered from before and anew: feeds and an old cursor, deep links, media whole, in ranges and by old tags, posters, profiles and their cursors, packs in two widths (${packed} of the 12 clips had lock cards in them before), stories; as a stranger, a viewer and the maker. One read in ten is of clips that no order names: ${lit} reads showed one | ${reads} | ${seed} | ${served} |

A sequence that goes wrong stops the run with its seed.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'orders', sequences, reads, seed, served, lit })}\n`,
);
process.exitCode = served === 0 ? 0 : 1;
