// proves T1: approvals in any order, good and bad ones mixed, never let a step pass without its people.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovedStep, DealFile } from '@jhalak/contracts/handover-deal';
import { DAY_MS, seededRandom } from '@jhalak/kernel';
import { DEAL, hex, leadTo, openAct, person, TestDeal } from './deal.fixture.ts';
import { permute } from './permutations.fixture.ts';

const SEED = 20_260_105;
/** The proof runs thousands. */
const PERMUTATIONS = Number(process.env['JHALAK_PERMUTATIONS'] ?? 200);

test(`${PERMUTATIONS} permutations of good and bad approvals, none bypasses`, () => {
  const { tried, passed, refused } = permute(SEED, PERMUTATIONS);
  assert.equal(tried, PERMUTATIONS);
  assert.ok(passed > 0 && refused > passed, `${passed} passed, ${refused} approvals were refused`);
});

test('an approval counts once, for one proposal, and for its life', () => {
  const deal = leadTo(TestDeal.open(), 'terms');
  deal.screen('first');
  deal.propose('seller-a', 'terms', { bidder: 'first' });
  const early = deal.file('first-a', deal.complete(deal.approval('terms')));
  deal.mustAdd(early);
  assert.equal(deal.tryFile(early).kind, 'refused', 'twice');
  // The same document proposed again is another proposal.
  deal.propose('seller-a', 'terms', { bidder: 'first' });
  assert.equal(deal.tryFile(early).kind, 'refused', 'of an earlier proposal');
  deal.approve('first-a', 'terms');
  deal.nowMs += DAY_MS;
  deal.approve('seller-b', 'terms');
  assert.equal(deal.now.step, 'terms', 'the first approval was over when the second came');
  deal.approve('first-b', 'terms');
  assert.equal(deal.now.step, 'licence');
});

test('an approval of one deal, one document, one bidder or one step is none of another', () => {
  const random = seededRandom(SEED);
  const at = (step: ApprovedStep, changes = {}) => {
    const deal = leadTo(TestDeal.open(changes), step);
    if (step === 'terms') deal.screen('first');
    deal.propose(
      step === 'acceptance' ? 'first-a' : 'seller-a',
      step,
      step === 'terms' ? { bidder: 'first' } : {},
    );
    return deal;
  };
  const other = DEAL.replace(/1$/, '2');
  const files: DealFile[] = [];
  for (const step of ['letter', 'terms', 'licence', 'seal', 'acceptance'] as const) {
    const deal = at(step);
    for (const by of ['export-a', 'seller-b', 'first-b', 'region-a'])
      files.push(deal.file(by, deal.complete(deal.approval(step))));
  }
  person('seller-z');
  const changes = [
    { deal: other },
    { policy: { ...openAct().policy, freezeMaxMs: 59_999 } },
    { seller: { name: 'Seller', people: ['seller-a', 'seller-b', 'seller-z'].map(person) } },
    { ownerEpoch: 2 },
  ];
  for (const change of changes) {
    const deal = new TestDeal();
    deal.mustAdd(deal.file('seller-a', openAct(change)));
    for (const file of files) assert.equal(deal.tryFile(file).kind, 'refused');
    if ('deal' in change) continue;
    leadTo(deal, 'letter');
    deal.propose('seller-a', 'letter', { document: hex('d') });
    const shuffled = files.toSorted(() => random.next() - 0.5);
    for (const file of shuffled) assert.equal(deal.tryFile(file).kind, 'refused');
  }
});
