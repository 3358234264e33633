// `npm run proof -- ads-kills [ROUNDS] [SERVERS] [SEED]`: 50 rounds of 8 servers unless said otherwise, every server killed with
// kill -9 while it bills; kept in docs/proofs/ads-kills.md. The same test as in `npm test`, in pieces of ten rounds on a database of
// their own. What is done is kept in the system's folder for temporary files: started again, it goes on behind the last whole piece.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [rounds = 50, servers = 8, seed = 1] = process.argv.slice(2).map(Number);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
/** Rounds on one database; a piece of ten takes about a minute. */
const PIECE_ROUNDS = 10;
const TOLD = /seed (\d+): (\d+) kills, (\d+) tried, (\d+) told done, (\d+) billed, (\d+) units/;

interface Sums {
  rounds: number;
  kills: number;
  tried: number;
  done: number;
  billed: number;
  units: number;
}

assert.ok(rounds > 0 && servers > 0, 'something is killed');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const kept = join(tmpdir(), `jhalak-ads-kills-${rounds}-${servers}-${seed}.json`);
let sums: Sums = existsSync(kept)
  ? (JSON.parse(readFileSync(kept, 'utf8')) as Sums)
  : { rounds: 0, kills: 0, tried: 0, done: 0, billed: 0, units: 0 };
while (sums.rounds < rounds) {
  sums = runPiece(sums, Math.min(PIECE_ROUNDS, rounds - sums.rounds));
  writeFileSync(kept, JSON.stringify(sums));
  process.stderr.write(`${sums.rounds}/${rounds} rounds, ${sums.billed} billed\n`);
}

function runPiece(before: Sums, count: number): Sums {
  const env = {
    ...process.env,
    JHALAK_AD_KILLS: Array.from({ length: count }, () => servers).join(','),
    JHALAK_AD_SEED: `${seed * 1_000 + before.rounds}`,
  };
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--test', '--test-reporter', 'tap', 'features/ads/test/billing-kills.test.ts'],
    { cwd: HOUSE, encoding: 'utf8', stdio: ['ignore', 'pipe', 2], env },
  );
  assert.equal(status, 0, `after ${before.rounds} rounds something was wrong:\n${stdout}`);
  const told = TOLD.exec(stdout);
  assert.ok(told, 'the test says what it did');
  const [, , kills = 0, tried = 0, done = 0, billed = 0, units = 0] = told.map(Number);
  return {
    rounds: before.rounds + count,
    kills: before.kills + kills,
    tried: before.tried + tried,
    done: before.done + done,
    billed: before.billed + billed,
    units: before.units + units,
  };
}

const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/ads-kills.md', import.meta.url),
  `# Billing of ads under kill -9

\`npm run proof -- ads-kills ${rounds} ${servers} ${seed}\` at ${commit}, ${today}. ${servers} servers at once take leases, show ads and bill them, with the machine's own clock; each is killed with kill -9 after 20 to 139 billed events, in the middle of others; then the next ${servers} begin on the same database, a fresh one every ${PIECE_ROUNDS} rounds. Three campaigns of one wallet, the first with a budget for 50 showings.

| kills | seed | events tried | told done | billed | units | budgets overspent | told done and not billed | billed without its one transfer | trial balance |
|---|---|---|---|---|---|---|---|---|---|
| ${sums.kills} | ${seed} | ${sums.tried} | ${sums.done} | ${sums.billed} | ${sums.units} | 0 | 0 | 0 | 0 |

After every round, of each campaign: billed and outstanding leases together within the budget, and what is held exactly what leases say. At the end of a piece: the last 200 events sent once more change nothing; every lease of a dead server is swept behind its tokens' last moment, and the wallet has what was paid in less what was billed.

This is process death; power loss is not tested.
`,
);
rmSync(kept, { force: true });
process.stdout.write(`${JSON.stringify({ proof: 'ads-kills', ...sums })}\n`);
