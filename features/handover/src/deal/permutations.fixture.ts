// Approvals in random orders, good ones and bad ones, against a count of its own.

import assert from 'node:assert/strict';
import type { DealFile, DealSide } from '@jhalak/contracts/handover-deal';
import { DAY_MS, seededRandom, type Random } from '@jhalak/kernel';
import { hex, leadTo, person, TestDeal, keyOf } from './deal.fixture.ts';
import { signFile, unsignedFile } from './signed-file.ts';

interface Candidate {
  file: DealFile;
  by: string;
  /** Undefined for one that must never count. */
  side?: DealSide;
}

/** Share of bad ones in one run, and of those that come twice. */
const BAD = 0.4;
const AGAIN = 0.2;
const STEPS = ['letter', 'terms', 'licence', 'seal', 'acceptance'] as const;
/** Of a sale; a hold's release is tried in kinds.test.ts. */
type SaleStep = (typeof STEPS)[number];
/** Written down here once more, on purpose: the rules must say the same. */
const NEEDED: Readonly<Record<SaleStep, Partial<Record<DealSide, number>>>> = {
  letter: { export: 1 },
  terms: { seller: 1, bidder: 1 },
  licence: { export: 1 },
  seal: { seller: 1, bidder: 1, export: 1, region: 2 },
  acceptance: { bidder: 1, region: 1 },
};
const SIDES: readonly (readonly [string, DealSide])[] = [
  ['seller-a', 'seller'],
  ['seller-b', 'seller'],
  ['first-a', 'bidder'],
  ['first-b', 'bidder'],
  ['export-a', 'export'],
  ['region-a', 'region'],
  ['region-b', 'region'],
  ['region-c', 'region'],
];

/** Deals that stand before their approvals are made once: each run begins with a copy. */
const standing = new Map<SaleStep, TestDeal>();

function before(step: SaleStep): TestDeal {
  let deal = standing.get(step);
  if (deal === undefined) {
    deal = leadTo(TestDeal.open(), step);
    if (step === 'terms') deal.screen('first');
    deal.propose(proposerOf(step), step, step === 'terms' ? { bidder: 'first' } : {});
    standing.set(step, deal);
  }
  const copy = new TestDeal();
  copy.state = deal.now;
  copy.events = [...deal.events];
  copy.nowMs = deal.nowMs;
  return copy;
}

const proposerOf = (step: SaleStep): string => (step === 'acceptance' ? 'first-a' : 'seller-a');

const made = new Map<SaleStep, Candidate[]>();

/** Signed once a step; each run has some of them twice: what counted once counts no second time. */
function candidates(deal: TestDeal, step: SaleStep, random: Random): Candidate[] {
  let once = made.get(step);
  if (once === undefined) made.set(step, (once = makeCandidates(deal, step)));
  const drawn = once.filter(({ side }) => side !== undefined || random.next() < BAD);
  return [...drawn, ...drawn.filter(() => random.next() < AGAIN)];
}

function makeCandidates(deal: TestDeal, step: SaleStep): Candidate[] {
  const good = deal.complete(deal.approval(step));
  const made: Candidate[] = [];
  for (const [by, side] of SIDES) {
    const may = NEEDED[step][side] !== undefined && by !== proposerOf(step);
    made.push({ file: deal.file(by, good), by, ...(may ? { side } : {}) });
  }
  const bad = (by: string, changes: Parameters<TestDeal['approval']>[1]) =>
    made.push({ file: deal.file(by, deal.complete(deal.approval(step, changes))), by });
  person('stranger');
  for (const [by] of SIDES) {
    bad(by, { scope: hex('7') });
    bad(by, { expiresAtMs: deal.nowMs });
    bad(by, { expiresAtMs: deal.nowMs + 61 * DAY_MS });
    bad(by, { step: STEPS[(STEPS.indexOf(step) + 1) % STEPS.length] ?? 'seal' });
    // Signed by a stranger who says that it is this person's key.
    const forged = signFile(unsignedFile(good), keyOf('stranger'));
    const keyid = deal.file(by, good).signatures[0]?.keyid ?? '';
    const sig = forged.signatures[0]?.sig ?? '';
    made.push({ file: { ...forged, signatures: [{ keyid, sig }] }, by });
  }
  for (const by of ['stranger', 'second-a', 'second-b', 'mediator-a']) bad(by, {});
  return made;
}

/** @returns how many ran, how many let their step pass, and how many approvals were refused. @throws at a bypass. */
export function permute(
  seed: number,
  runs: number,
): { tried: number; passed: number; refused: number } {
  const random = seededRandom(seed);
  let [passed, refused] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const step = STEPS[run % STEPS.length] ?? 'seal';
    const deal = before(step);
    const drawn = shuffled(candidates(deal, step, random), random);
    const counted = new Map<string, DealSide>();
    // Some runs stop halfway: then the step must not have passed by what is missing.
    const stop = random.next() < 0.5 ? drawn.length : random.below(drawn.length);
    for (const { file, by, side } of drawn.slice(0, stop)) {
      const isOpen = deal.now.step === step;
      const taken = deal.tryFile(file);
      const counts =
        isOpen && side !== undefined && !counted.has(by) && !tooEarly(step, side, counted);
      assert.equal(taken.kind === 'taken', counts, `run ${run}, seed ${seed}: ${by} for ${step}`);
      if (counts) counted.set(by, side);
      else refused += 1;
      const complete = missing(step, counted).length === 0;
      assert.equal(deal.now.step !== step, complete, `run ${run}, seed ${seed}: ${step}`);
    }
    if (deal.now.step !== step) passed += 1;
  }
  return { tried: runs, passed, refused };
}

function missing(step: SaleStep, counted: ReadonlyMap<string, DealSide>): string[] {
  const sides = [...counted.values()];
  return Object.entries(NEEDED[step])
    .filter(([side, needed]) => sides.filter((one) => one === side).length < needed)
    .map(([side]) => side);
}

function tooEarly(step: SaleStep, side: DealSide, counted: ReadonlyMap<string, DealSide>): boolean {
  return (
    step === 'seal' && side === 'region' && missing(step, counted).some((one) => one !== 'region')
  );
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const drawn = [...items];
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const [a, b] = [drawn[at], drawn[other]];
    if (a !== undefined && b !== undefined) [drawn[at], drawn[other]] = [b, a];
  }
  return drawn;
}
