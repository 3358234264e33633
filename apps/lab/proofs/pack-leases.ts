// `npm run proof -- pack-leases [CHANNELS] [ROUNDS]`: packs of 40 languages and phone brands, made anew each half hour for two days
// unless said otherwise, of two campaigns with small budgets; kept in docs/proofs/pack-leases.md. The same test as in `npm test`.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [channels = 40, rounds = 96] = process.argv.slice(2).map(Number);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const TOLD =
  /(\d+) packs of (\d+): (\d+) showings promised and billed, (\d+) given away; packs held ([\d.]+) % of what was left at most, (\d+) units/;

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const { status, stdout } = spawnSync(
  process.execPath,
  [
    ...['--test', '--test-reporter', 'tap', '--test-name-pattern', '^packs of many'],
    'features/ads/test/billing.test.ts',
  ],
  {
    ...{ cwd: HOUSE, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] },
    env: { ...process.env, JHALAK_AD_PACKS: `${channels},${rounds}` },
  },
);
assert.equal(status, 0, `something was wrong:\n${stdout}`);
const told = TOLD.exec(stdout);
assert.ok(told, 'the test says what it did');
const [, packs, asked, billed, given, heldPercent, dayUnits] = told.map(Number);
/** Units of a campaign of 20,000 and ten days at the end: what is not spent is laid out over fewer days. */
const dayShare = Math.floor(20_000 / (10 - rounds / 48));
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/pack-leases.md', import.meta.url),
  `# What lock packs hold of small budgets

\`npm run proof -- pack-leases ${channels} ${rounds}\` at ${commit}, ${today}. Packs without identifiers for ${channels} languages and phone brands, made anew every half hour, ${rounds} times, each asking for 200 showings of two campaigns of 200 rupees and ten days; one is paced, one spends as fast as it can. Every server is gone after its round without giving anything back. All phones tell of what they were promised a week later, when the packs have long been replaced.

| packs asked for | packs with an ad | showings promised | billed | given away | held by packs, of what was left | taken by packs in a day, of a day's share |
|---|---|---|---|---|---|---|
| ${asked} | ${packs} | ${billed} | ${billed} | ${given} | ${heldPercent} % at most | ${dayUnits} of ${dayShare} |

After each round the feed had a lease of both campaigns at once. At the end every lease is swept behind its tokens' last moment, and the wallet has what was paid in less what was billed.

Before there was a bound, each pack took a twentieth of what was left: so 60 of them held 95 % of a budget for eight days.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'pack-leases', channels, rounds, packs, billed, given, heldPercent, dayUnits })}\n`,
);
