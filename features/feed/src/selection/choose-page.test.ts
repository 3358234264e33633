import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import type { Choice } from '@jhalak/pipeline';
import fc from 'fast-check';
import { choosePage, type PageQuestion } from './choose-page.ts';
import type { SelectionCandidate } from './page-columns.ts';
import { SELECTION_SETTINGS, type SelectionSettings } from './settings.ts';
import { BEST_MAX, POOL_MAX, shortlistOf } from './shortlist.ts';

type Question = Partial<PageQuestion> & { candidates: readonly SelectionCandidate[] };
const NOTHING = { weights: new Map<string, number>(), watches: 0 };
const STILL: SelectionSettings = { ...SELECTION_SETTINGS, explore: 0, stage: 0 };

function clip(number: number, facts: Partial<SelectionCandidate> = {}): SelectionCandidate {
  return {
    creatorId: `creator ${number}`,
    language: 'hi',
    genre: `genre ${number % 8}`,
    sound: 0,
    signatureHigh: 0,
    signatureLow: 0,
    tagBits: 0,
    claim: 0,
    seenAtMs: 0,
    ...facts,
  };
}

/** Best first, unless scores are given. */
function questionOf(given: Question): PageQuestion {
  const { candidates } = given;
  const scores =
    given.scores ?? Float64Array.from(candidates, (_one, index) => (candidates.length - index) / 9);
  const order = Int32Array.from(candidates.keys()).toSorted(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  );
  return {
    scores,
    shortlist: shortlistOf(order, (index) => (candidates[index]?.claim ?? 0) > 0),
    limit: 6,
    inOrder: false,
    ownGenres: NOTHING,
    ownLanguages: NOTHING,
    ...given,
  };
}

function choose(given: Question, seed = 1, settings = SELECTION_SETTINGS): Choice[] {
  return choosePage(questionOf(given), settings, seededRandom(seed));
}

test('the stated probability of a choice is how often it is made, and those of one slot sum to one', () => {
  const candidates = Array.from({ length: 14 }, (_one, number) =>
    clip(number, { claim: number % 4 === 3 ? number : 0, creatorId: `creator ${number % 6}` }),
  );
  const rounds = 60_000;
  // Of the second slot, too, given one first choice: there caps and likeness have begun to count.
  const firsts = new Map<number, number>();
  const stated = [new Map<number, number>(), new Map<number, number>()];
  const made = [new Map<number, number>(), new Map<number, number>()];
  for (let seed = 0; seed < rounds; seed += 1) {
    const [first, second] = choose({ candidates, limit: 2 }, seed);
    assert.ok(first && second);
    for (const [slot, choice] of [first, second].entries()) {
      if (slot === 1 && first.index !== 0) continue;
      stated[slot]?.set(choice.index, choice.propensity);
      made[slot]?.set(choice.index, (made[slot]?.get(choice.index) ?? 0) + 1);
    }
    firsts.set(first.index, (firsts.get(first.index) ?? 0) + 1);
  }
  for (const slot of [0, 1]) {
    const trials = slot === 0 ? rounds : (firsts.get(0) ?? 0);
    let sum = 0;
    for (const [index, propensity] of stated[slot] ?? []) {
      sum += propensity;
      const share = (made[slot]?.get(index) ?? 0) / trials;
      const deviation = Math.sqrt((propensity * (1 - propensity)) / trials);
      assert.ok(
        Math.abs(share - propensity) < 4 * deviation,
        `slot ${slot}, ${index}: ${share} of ${propensity}`,
      );
    }
    assert.ok(Math.abs(sum - 1) < 1e-9, `slot ${slot} sums to ${sum}`);
  }
  assert.equal(stated[0]?.size, candidates.length, 'whatever may stand in a slot can come into it');
});

test('a page keeps its bounds whatever the candidates, and gives nothing twice', () => {
  const any = fc.record({
    creator: fc.nat(9),
    genre: fc.nat(5),
    language: fc.nat(2),
    sound: fc.nat(4),
    seen: fc.boolean(),
    // As many digits as receipts keep, and pages are chosen with.
    claim: fc.float({ min: 0, max: 2, noNaN: true }),
    score: fc.double({ min: -1_000, max: 1_000, noNaN: true }),
    bits: fc.integer(),
  });
  const none = { creator: 0, genre: 0, language: 0, sound: 0, seen: false, claim: 0, bits: 0 };
  // Two scores as close as numbers can be, and a repeat.
  const touching = [
    { ...none, score: 0 },
    { ...none, score: Number.MIN_VALUE },
    { ...none, score: 0, seen: true },
  ];
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 220 }),
      fc.integer({ min: 1, max: 24 }),
      fc.nat(),
      (all, limit, seed) => {
        const candidates = all.map((one) =>
          clip(0, {
            creatorId: `creator ${one.creator}`,
            genre: `genre ${one.genre}`,
            language: `language ${one.language}`,
            sound: one.sound,
            seenAtMs: one.seen ? 1 : 0,
            claim: one.claim,
            signatureHigh: one.bits,
            signatureLow: one.bits,
            tagBits: one.bits & 0xff,
          }),
        );
        const scores = Float64Array.from(all, (one) => (one.seen ? -5_000 : one.score));
        const question = questionOf({ candidates, scores, limit });
        const choices = choosePage(question, SELECTION_SETTINGS, seededRandom(seed));
        assert.equal(choices.length, Math.min(limit, question.shortlist.length));
        assert.equal(new Set(choices.map(({ index }) => index)).size, choices.length);
        for (const { propensity } of choices) assert.ok(propensity > 0 && propensity <= 1 + 1e-12);
        const seen = choices.map(({ index }) => candidates[index]?.seenAtMs);
        assert.deepEqual(
          seen,
          seen.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
          'what was seen comes after all that was not',
        );
      },
    ),
    { numRuns: 150, examples: [[touching, 3, 0]] },
  );
});

test('creators and sounds have their share and never stand side by side while others are left', () => {
  const candidates = Array.from({ length: 40 }, (_one, number) =>
    clip(number, {
      creatorId: number < 10 ? 'one' : `creator ${number}`,
      sound: number >= 10 && number < 20 ? 7 : 0,
      genre: `genre ${number % 3}`,
    }),
  );
  for (let seed = 0; seed < 200; seed += 1) {
    const page = choose({ candidates, limit: 8 }, seed).map(({ index }) => candidates[index]!);
    assert.ok(page.filter(({ creatorId }) => creatorId === 'one').length <= 2);
    assert.ok(page.filter(({ sound }) => sound === 7).length <= 2);
    for (const [place, one] of page.entries()) {
      const before = page[place - 1];
      if (before === undefined) continue;
      assert.notEqual(one.creatorId, before.creatorId);
      assert.ok(one.sound === 0 || one.sound !== before.sound);
    }
  }
});

test('a clip like one on the page gives way to an unlike one of nearly the same score', () => {
  const twins = [clip(0), clip(1), clip(2)].map((one, number) => ({
    ...one,
    genre: 'one',
    signatureHigh: number === 2 ? 0x0f0f_0f0f : -1,
    signatureLow: number === 2 ? 0x0f0f_0f0f : -1,
  }));
  const rest = Array.from({ length: 60 }, (_one, number) => clip(number + 3, { genre: 'one' }));
  const scores = Float64Array.from([...twins, ...rest], (_one, index) => 1 - index / 100);
  const page = choose({ candidates: [...twins, ...rest], scores, limit: 2 }, 1, STILL);
  assert.deepEqual(
    page.map(({ index }) => index),
    [0, 2],
  );
});

test('the mix of genres and languages follows the viewer’s own, whatever is on offer', () => {
  const candidates = Array.from({ length: 120 }, (_one, number) =>
    clip(number, { genre: `genre ${number % 6}`, language: number % 2 === 0 ? 'hi' : 'ta' }),
  );
  const scores = new Float64Array(120);
  const ownGenres = {
    weights: new Map([
      ['genre 1', 6],
      ['genre 3', 3],
    ]),
    watches: 40,
  };
  const ownLanguages = {
    weights: new Map([
      ['ta', 9],
      ['hi', 1],
    ]),
    watches: 40,
  };
  const page = choose({ candidates, scores, limit: 20, ownGenres, ownLanguages }, 1, STILL);
  const count = (genre: string): number =>
    page.filter(({ index }) => candidates[index]?.genre === genre).length;
  // Two thirds of four fifths, and a sixth of the fifth that is always on offer.
  assert.ok(count('genre 1') >= 9 && count('genre 1') <= 13, `genre 1: ${count('genre 1')}`);
  assert.ok(count('genre 3') >= 4 && count('genre 3') <= 7, `genre 3: ${count('genre 3')}`);
  const tamil = page.filter(({ index }) => candidates[index]?.language === 'ta').length;
  assert.ok(tamil >= 13, `ta: ${tamil}`);
});

test('a viewer of one genre still meets others: the aim has a least entropy', () => {
  const candidates = Array.from({ length: 120 }, (_one, number) => clip(number));
  const ownGenres = { weights: new Map([['genre 0', 100]]), watches: 1_000 };
  const scores = Float64Array.from(candidates, ({ genre }) => (genre === 'genre 0' ? 1 : 0.5));
  const page = choose({ candidates, scores, limit: 12, ownGenres }, 1, STILL);
  const genres = new Set(page.map(({ index }) => candidates[index]?.genre));
  assert.ok(genres.size >= 3, `${[...genres].join()}`);
});

test('clips that are owed a showing get their share of slots, by their claims', () => {
  const candidates = [
    ...Array.from({ length: 200 }, (_one, number) => clip(number)),
    clip(200, { claim: 3 }),
    clip(201, { claim: 1 }),
  ];
  let slots = 0;
  const shown = new Map<number, number>();
  for (let seed = 0; seed < 4_000; seed += 1) {
    const [first] = choose({ candidates, limit: 1 }, seed);
    slots += 1;
    assert.ok(first);
    shown.set(first.index, (shown.get(first.index) ?? 0) + 1);
  }
  const share = (index: number): number => (shown.get(index) ?? 0) / slots;
  const { stage, explore } = SELECTION_SETTINGS;
  const even = explore / (BEST_MAX + 2);
  for (const [index, claim] of [[200, 0.75] as const, [201, 0.25] as const]) {
    const expected = stage * claim + even;
    const deviation = Math.sqrt((expected * (1 - expected)) / slots);
    assert.ok(Math.abs(share(index) - expected) < 4 * deviation, `${index}: ${share(index)}`);
  }
});

test('following keeps its order, and repeats come oldest first: neither is drawn', () => {
  const seen = Array.from({ length: 5 }, (_one, number) => clip(number, { seenAtMs: 5 - number }));
  const scores = Float64Array.from(seen, ({ seenAtMs }) => -1_000 - seenAtMs);
  const repeats = choose({ candidates: seen, scores, limit: 5 }, 9);
  assert.deepEqual(
    repeats.map(({ index, propensity }) => [seen[index]?.seenAtMs, propensity]),
    [1, 2, 3, 4, 5].map((time) => [time, 1]),
  );
  const followed = Array.from({ length: 9 }, () => clip(1));
  const page = choose({ candidates: followed, limit: 9, inOrder: true }, 9);
  assert.deepEqual(
    page.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test('a receipt’s shortlist chooses the same page again', () => {
  const candidates = Array.from({ length: 700 }, (_one, number) =>
    clip(number, { claim: number % 9 === 0 ? 1 : 0, tagBits: number & 7 }),
  );
  const question = questionOf({ candidates });
  const page = choosePage(question, SELECTION_SETTINGS, seededRandom(4));
  assert.equal(question.shortlist.length, BEST_MAX + POOL_MAX);
  const kept = Array.from(question.shortlist, (index) => candidates[index]!);
  const scores = Float64Array.from(question.shortlist, (index) => question.scores[index] ?? 0);
  const again = choose({ candidates: kept, scores }, 4);
  assert.deepEqual(
    again.map(({ index, propensity, how }) => [kept[index], propensity, how]),
    page.map(({ index, propensity, how }) => [candidates[index], propensity, how]),
  );
});
