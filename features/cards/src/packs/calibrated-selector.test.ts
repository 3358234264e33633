import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Choice } from '@jhalak/pipeline';
import { GENRES } from '@jhalak/contracts/languages';
import { seededRandom } from '@jhalak/kernel';
import fc from 'fast-check';
import { calibratedSelector } from './calibrated-selector.ts';
import { askedIn } from '@jhalak/taste';
import { candidateOf, cardOf, queryOf, someCards } from './card.fixture.ts';
import { askedAway } from './filters.ts';
import type { PackCandidate, PackQuery } from './query.ts';

function select(query: PackQuery, candidates: PackCandidate[], scores?: number[]): Choice[] {
  const worth = Float64Array.from(candidates, (_one, index) => scores?.[index] ?? 0);
  return [...calibratedSelector.select(query, candidates, worth, new Int32Array())];
}

test('a pack keeps its bounds whatever the candidates: count, bytes, one card an item, two a creator', () => {
  const candidate = fc.record({
    item: fc.nat(8),
    creator: fc.option(fc.nat(3)),
    bytes: fc.nat(300_000),
    genre: fc.constantFrom(...GENRES),
    score: fc.double({ min: -3, max: 3, noNaN: true }),
  });
  const id = (kind: string, number: number): string => `${kind}${number}`;
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 60 }), fc.nat(1_000), (all, seed) => {
      const candidates = all.map(({ item, creator, bytes, genre }) =>
        candidateOf(
          cardOf({
            itemId: id('item', item),
            genre,
            personId: creator === null ? undefined : id('creator', creator),
          }),
          bytes,
        ),
      );
      const query = queryOf({ random: seededRandom(seed) });
      const chosen = select(
        query,
        candidates,
        all.map(({ score }) => score),
      ).map(({ index }) => candidates[index]!);
      assert.ok(chosen.length <= 20);
      assert.ok(chosen.reduce((sum, one) => sum + one.bytes, 0) <= query.bytesMax);
      const items = chosen.map((one) => one.card.itemId);
      assert.equal(new Set(items).size, items.length);
      const creators = Map.groupBy(chosen, (one) => one.card.personId);
      for (const [creator, cards] of creators)
        if (creator !== undefined) assert.ok(cards.length <= 2);
    }),
    { numRuns: 200 },
  );
});

test('the stated probability of a choice is how often it is made', () => {
  const candidates = someCards(12).map((card) => candidateOf(card));
  const scores = candidates.map((_one, index) => index / 4);
  const rounds = 40_000;
  const random = seededRandom(20_261_122);
  const seen = new Map<number, number>();
  const stated = new Map<number, number>();
  for (let round = 0; round < rounds; round += 1) {
    const [first] = select(queryOf({ limit: 1, random }), candidates, scores);
    assert.ok(first);
    seen.set(first.index, (seen.get(first.index) ?? 0) + 1);
    stated.set(first.index, first.propensity);
  }
  assert.equal(seen.size, candidates.length, 'everything is explored');
  for (const [index, propensity] of stated) {
    const share = (seen.get(index) ?? 0) / rounds;
    const deviation = Math.sqrt((propensity * (1 - propensity)) / rounds);
    assert.ok(Math.abs(share - propensity) < 4 * deviation, `${index}: ${share} of ${propensity}`);
  }
  const sum = [...stated.values()].reduce((all, one) => all + one, 0);
  assert.ok(Math.abs(sum - 1) < 1e-9, 'probabilities of one place sum to one');
});

test('the same seed chooses the same pack', () => {
  const candidates = someCards(50).map((card) => candidateOf(card));
  const once = select(queryOf({ random: seededRandom(5) }), candidates);
  assert.deepEqual(select(queryOf({ random: seededRandom(5) }), candidates), once);
});

test('the mix of genres follows the viewer’s leanings and shuts nothing out', () => {
  const candidates = someCards(160).map((card) => candidateOf(card));
  const taste = {
    languages: {},
    genres: { sports: 3, music: 1.5, news: -3 },
    creators: {},
    unwanted: [],
  };
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 50; seed += 1) {
    const query = queryOf({ kind: 'personal', taste, random: seededRandom(seed) });
    for (const { index } of select(query, candidates)) {
      const genre = candidates[index]!.card.text.genre;
      counts.set(genre, (counts.get(genre) ?? 0) + 1);
    }
  }
  const share = (genre: string): number => (counts.get(genre) ?? 0) / 1_000;
  assert.ok(share('sports') > 0.3 && share('sports') < 0.6, `sports ${share('sports')}`);
  assert.ok(share('music') > share('dance') && share('music') < share('sports'));
  assert.ok(share('news') < share('dance'), `news ${share('news')}`);
  for (const genre of GENRES) assert.ok(share(genre) > 0, `${genre} is shut out`);
});

test('without a viewer no genre floods a pack, however many cards it has', () => {
  const flood = Array.from({ length: 150 }, () => cardOf({ genre: 'news' }));
  const rest = GENRES.filter((genre) => genre !== 'news').flatMap((genre) =>
    Array.from({ length: 6 }, () => cardOf({ genre })),
  );
  const candidates = [...flood, ...rest].map((card) => candidateOf(card));
  const chosen = select(queryOf(), candidates).map(({ index }) => candidates[index]!);
  const news = chosen.filter(({ card }) => card.text.genre === 'news').length;
  assert.ok(news >= 5 && news <= 10, `${news} of 20`);
  assert.equal(new Set(chosen.map(({ card }) => card.text.genre)).size, GENRES.length);
});

test('of what somebody does not want no card is left: clip, creator, genre, language, words in any script, what a clip’s tags say', () => {
  const text = { age: 'all' as const, summary: '', attribution: ['A paper'] };
  const cards = [
    cardOf({ genre: 'food' }),
    cardOf({ kind: 'clip', itemId: 'refused' }),
    cardOf({ kind: 'clip', personId: 'creator' }),
    cardOf({ genre: 'dance' }),
    cardOf({ language: 'ta' }),
    cardOf({ text: { ...text, genre: 'news', headline: 'क्रिकेट का फाइनल' } }),
    cardOf({ text: { ...text, genre: 'news', headline: 'Today', summary: 'all of it #Wow' } }),
    cardOf({ kind: 'clip', itemId: 'says' }),
  ];
  const of = (kind: 'clip' | 'creator' | 'genre' | 'language' | 'tag' | 'words', value: string) =>
    ({ id: value, of: kind, value, wish: 'none', sinceMs: 0 }) as const;
  const asked = askedIn([
    ...[of('clip', 'refused'), of('creator', 'creator'), of('genre', 'dance')],
    ...[of('language', 'ta'), of('words', 'cricket'), of('tag', '#wow')],
  ]);
  const query = queryOf({ kind: 'personal', asked, muted: new Set(['says']) });
  assert.deepEqual(
    askedAway.judge(
      query,
      cards.map((card) => candidateOf(card)),
      new AbortController().signal,
    ),
    [
      ...[null, 'not_interested', 'creator_not_wanted', 'genre_not_wanted', 'language_not_wanted'],
      ...['muted_words', 'muted_words', 'muted_words'],
    ],
  );
});
