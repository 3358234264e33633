import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBidRequest, lower, readBidRequest, type Verdict } from '@jhalak/openrtb';
import fc from 'fast-check';
import { fixturesMissing, sampleRequests } from './fixtures.fixture.ts';

// 10,000: `npm run proof -- openrtb-mutations`.
const MUTATIONS = Number(process.env['JHALAK_MUTATIONS'] ?? 2_000);
const SEED = 20_261_122;
/** A verdict takes well under a millisecond; a busy machine may let a process stand for seconds. */
const SLOWEST_MS = 10_000;

type Json = Record<string, unknown>;

/** One change: which node (counted through the whole message), and what is put there. */
const change = fc.record({
  node: fc.nat(10_000),
  act: fc.oneof(
    { arbitrary: fc.constant({ drop: true }), weight: 2 },
    { arbitrary: fc.record({ put: fc.jsonValue({ maxDepth: 3 }) }), weight: 4 },
    {
      arbitrary: fc.record({
        put: fc.constantFrom<unknown>(
          -1,
          0,
          1e308,
          0.5,
          '',
          'x'.repeat(5_000),
          [],
          {},
          true,
          '__proto__',
        ),
      }),
      weight: 4,
    },
    { arbitrary: fc.constant({ twice: true }), weight: 1 },
  ),
});
/** A character of the text that is replaced. */
const slip = fc.record({
  at: fc.nat(100_000),
  by: fc.constantFrom('"', '{', ']', '\\', '\u0000', '9', '-'),
});

/** @returns every [holder, key] below a value, in order. */
function places(value: unknown, found: [Json, string][] = []): [Json, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Json, key]);
    places((value as Json)[key], found);
  }
  return found;
}

function mutate(request: unknown, changes: readonly { node: number; act: object }[]): unknown {
  const copy = structuredClone(request);
  for (const { node, act } of changes) {
    const all = places(copy);
    const place = all[node % Math.max(1, all.length)];
    if (place === undefined) continue;
    const [holder, key] = place;
    if ('drop' in act) delete holder[key];
    else if ('put' in act) holder[key] = structuredClone(act.put);
    else if (Array.isArray(holder[key]))
      (holder[key] as unknown[]).push(...(holder[key] as unknown[]));
  }
  return copy;
}

function isVerdict(verdict: Verdict<unknown>): void {
  if (verdict.ok) return;
  assert.ok(verdict.faults.length >= 1 && verdict.faults.length <= 20);
  for (const { field, code, sentence } of verdict.faults)
    assert.ok(field !== '' && code.length > 2 && sentence.length > 5, JSON.stringify(verdict));
}

test(`${MUTATIONS} mutations of valid requests: each is taken, or refused by field; nothing is thrown`, (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const valid = sampleRequests().filter(({ status }) => status === 200);
  const tally = { taken: 0, refused: 0 };
  const property = fc.property(
    fc.nat(valid.length - 1),
    fc.array(change, { minLength: 1, maxLength: 3 }),
    fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary: slip, weight: 1 }),
    (which, changes, typo) => {
      let text = JSON.stringify(mutate(valid[which]?.request, changes));
      if (typo !== undefined) {
        const at = typo.at % text.length;
        text = text.slice(0, at) + typo.by + text.slice(at + 1);
      }
      const begun = performance.now();
      const verdict = readBidRequest(text);
      assert.ok(performance.now() - begun < SLOWEST_MS);
      isVerdict(verdict);
      if (verdict.ok) {
        tally.taken += 1;
        // What is taken stays in order, and survives the way to 2.5 and back.
        assert.ok(checkBidRequest(verdict.value).ok);
        if (verdict.value.dooh === undefined)
          isVerdict(readBidRequest(JSON.stringify(lower(verdict.value))));
      } else tally.refused += 1;
    },
  );
  fc.assert(property, { numRuns: MUTATIONS, seed: SEED });
  t.diagnostic(`seed ${SEED}: ${tally.taken} taken, ${tally.refused} refused`);
  assert.ok(tally.taken > MUTATIONS / 20 && tally.refused > MUTATIONS / 20, JSON.stringify(tally));
});
