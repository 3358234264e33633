import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LockAd, LockPack } from '@jhalak/contracts/lock';
import {
  adHidden,
  adShown,
  adsLit,
  adsNow as adsOf,
  isLockAd,
  withAds,
  type AdMemory,
} from './ads.ts';
import { AD_SHOWN_MAX } from './bounds.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 1_800_000_000_000;
const NOTHING: AdMemory = { adsShown: [], adsHidden: [], cardsSinceAd: 0 };
const NONE: ReadonlySet<string> = new Set();

const ad = (name: string, part: Partial<LockAd> = {}): LockAd => ({
  ...{ id: `id-${name}`, creative: `creative-${name}`, token: `token-${name}` },
  ...{ label: 'Ad', sponsor: 'S', title: 'T', text: '', button: 'B', url: 'https://s.example/' },
  ...{ why: ['everyone'], caps: [], showingsMax: 3, untilMs: NOW_MS + HOUR_MS },
  ...part,
});
const packOf = (...ads: LockAd[]) => ({ ads }) as unknown as LockPack;
const adsNow = (pack: LockPack, killed: ReadonlySet<string>, memory: AdMemory, nowMs: number) =>
  adsOf(adsLit(pack, killed, memory, nowMs), memory, nowMs);
const names = (ads: readonly LockAd[]) => ads.map(({ creative }) => creative.slice(9));

test('an ad stays within its caps and its showings, whatever the pack that brings it', () => {
  const capped = ad('a', { caps: [{ count: 2, hours: 24 }] });
  let memory = NOTHING;
  const shownAt = (atMs: number, token = capped.token) => {
    memory = adShown(memory, { creative: capped.creative, token, atMs });
  };
  shownAt(NOW_MS - 23 * HOUR_MS, 'token of yesterday');
  assert.deepEqual(names(adsNow(packOf(capped), NONE, memory, NOW_MS)), ['a']);
  shownAt(NOW_MS - HOUR_MS);
  assert.deepEqual(adsNow(packOf(capped), NONE, memory, NOW_MS), []);
  assert.deepEqual(
    names(adsNow(packOf({ ...capped, untilMs: NOW_MS * 2 }), NONE, memory, NOW_MS + 2 * HOUR_MS)),
    ['a'],
  );
  const once = ad('b', { showingsMax: 1 });
  memory = adShown(NOTHING, { creative: once.creative, token: once.token, atMs: NOW_MS - 1 });
  assert.deepEqual(adsNow(packOf(once), NONE, memory, NOW_MS), []);
});

test('killed by what it shows or by its creative, over, or hidden here: it is not shown', () => {
  const one = ad('a');
  for (const killed of [one.id, one.creative])
    assert.deepEqual(adsNow(packOf(one), new Set([killed]), NOTHING, NOW_MS), []);
  assert.deepEqual(adsNow(packOf(one), NONE, NOTHING, one.untilMs), []);
  assert.deepEqual(adsNow(packOf(one), NONE, adHidden(NOTHING, one.creative), NOW_MS), []);
  assert.deepEqual(names(adsNow(packOf(one), NONE, NOTHING, NOW_MS)), ['a']);
  assert.deepEqual(adsNow({} as unknown as LockPack, NONE, NOTHING, NOW_MS), []);
});

test('ads are never first, never two in a row, never sooner than the pack says, and no card is lost', () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.nat(5),
      fc.integer({ min: 2, max: 20 }),
      fc.nat(40),
      (cardCount, adCount, every, since) => {
        const cards = Array.from({ length: cardCount }, (_, at) => ({ card: at }));
        const ads = Array.from({ length: adCount }, (_, at) => ad(String(at)));
        const line = withAds(cards, ads, every, since);
        assert.deepEqual(
          line.filter((one) => !isLockAd(one)),
          cards,
        );
        assert.ok(!isLockAd(line[0]));
        const places = line.flatMap((one, at) => (isLockAd(one) ? [at] : []));
        for (const [at, place] of places.entries())
          assert.ok(at === 0 || place - (places[at - 1] ?? 0) > every - 1);
        assert.ok(places.length <= ads.length);
      },
    ),
  );
});

test('who looks at one card a time sees the next ad after as many cards as anybody', () => {
  assert.equal(withAds([{ card: 1 }], [ad('a')], 4, 2).length, 1);
  assert.equal(withAds([{ card: 1 }], [ad('a')], 4, 3).length, 2);
});

test('what is remembered of ads has an end', () => {
  let memory = NOTHING;
  for (let at = 0; at < 3 * AD_SHOWN_MAX; at += 1) {
    memory = adShown(memory, { creative: 'c', token: `t${at}`, atMs: NOW_MS + at });
    memory = adHidden(memory, `c${at}`);
  }
  assert.equal(memory.adsShown.length, AD_SHOWN_MAX);
  assert.ok(memory.adsHidden.length <= 100);
  memory = adShown(memory, { creative: 'c', token: 't', atMs: NOW_MS + 40 * 24 * HOUR_MS });
  assert.equal(memory.adsShown.length, 1, 'no cap counts further back than thirty days');
});
