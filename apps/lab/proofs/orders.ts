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

/** @returns how many sequences were played whole before. */
function standing(): number {
  return existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as { done: number }).done : 0;
}

async function playAll(): Promise<void> {
  mkdirSync(join(kept, '..'), { recursive: true });
  for (let done = standing(); done < sequences;) {
    const cell = await orderCell({ seed: seed + done });
    try {
      const world = await orderedWorld(cell, CLIPS);
      for (let at = 0; at < SEQUENCES_A_CELL && done < sequences; at += 1) {
        await playSequence(cell, world, seed * 100_000 + done, STEPS);
        done += 1;
        writeFileSync(kept, JSON.stringify({ done }));
      }
    } finally {
      await cell.close();
    }
    tell(`${done} of ${sequences} sequences`);
  }
}

await playAll();
const { served } = await readOrdered({ reads, seed, log: tell });
assert.ok(sequences > 0 && reads > 0, 'something was tried');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/orders.md', import.meta.url),
  `# Orders

\`npm run proof -- orders ${sequences} ${reads} ${seed}\` at ${commit}, ${today}.

| what | count | seed | wrong |
|---|---|---|---|
| sequences of ${STEPS} random acts (release, stay, resume, revoke) of overlapping orders over ${CLIPS} clips of three makers: clips, accounts, tags and keywords in three scripts. After every act each clip's page is dark exactly while some order in force names it, by a model of its own; at the end every page is byte for byte as before | ${sequences} | ${seed} | 0 |
| reads after the execution receipt: feeds and an old cursor, deep links, media whole, in ranges and by old tags, posters, the profile, packs in several widths, stories; as a stranger, a viewer and the maker | ${reads} | ${seed} | ${served} |

A sequence that goes wrong stops the run with its seed.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'orders', sequences, reads, seed, served })}\n`);
process.exitCode = served === 0 ? 0 : 1;
