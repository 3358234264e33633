import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCard, refreshed, cut } from './card-changes.ts';
import type { CardMaterial, CardTelling } from './types.ts';

const telling: CardTelling = {
  language: 'en',
  headline: 'Two papers, one event',
  summary: 'What both say.',
  attribution: ['The First', 'The Second'],
};
const picture = {
  focus: { x: 0.5, y: 0.4 },
  thumbhash: 'x',
  alternative: '',
  renditions: [
    { key: 'a/b', format: 'webp', widthPx: 360, heightPx: 640, bytes: 9, sha256: '0' } as const,
  ],
};
const material: CardMaterial = {
  kind: 'story',
  itemId: 'story',
  tellings: [telling],
  genre: 'news',
  age: 'all',
  openPath: '/stories/story',
  happenedAtMs: 1_000,
  trend: 0.2,
  durationMs: 0,
  story: { reports: 2, origins: 1, confirmed: false, disagreements: [] },
  picture: { kind: 'made', picture },
  publisherIds: ['one', 'two'],
  sample: false,
};
const approval = { by: 'editor' as const, atMs: 1 };
const approved = newCard(material, telling, { cardId: 'card', nowMs: 2_000, approval });
const proposed = newCard(material, telling, { cardId: 'card', nowMs: 2_000 });

test('a source that says the same changes nothing, in whatever order its members stand', () => {
  const turned = {
    ...material,
    story: { disagreements: [], confirmed: false, origins: 1, reports: 2 },
  };
  for (const card of [approved, proposed])
    assert.equal(refreshed(card, turned, telling, false), undefined);
});

test('a proposed card follows its source, and its version counts only what was shown', () => {
  const change = refreshed(proposed, material, { ...telling, headline: 'Other words' }, false);
  assert.deepEqual(
    [change?.type, change?.card.text.headline, change?.card.version],
    ['changed', 'Other words', 1],
  );
});

test('an approved card keeps its words, figures and picture until somebody has looked', () => {
  const says = [
    { of: { ...material, story: { ...material.story!, reports: 5 } }, telling },
    { of: material, telling: { ...telling, summary: 'More is known.' } },
    {
      of: {
        ...material,
        picture: { kind: 'made' as const, picture: { ...picture, thumbhash: 'y' } },
      },
      telling,
    },
  ];
  for (const one of says) {
    const change = refreshed(approved, one.of, one.telling, false);
    assert.equal(change?.type, 'correction_proposed');
    assert.deepEqual(change?.card.text, approved.text);
    assert.deepEqual(change?.card.story, approved.story);
    assert.deepEqual(change?.card.picture, approved.picture);
    assert.ok(change?.card.correction);
    // Told again, it is no news.
    assert.equal(refreshed(change.card, one.of, one.telling, false), undefined);
    // Back to what it was, the correction goes.
    const back = refreshed(change.card, material, telling, false);
    assert.deepEqual([back?.type, back?.card.correction], ['changed', undefined]);
  }
});

test('under a rule an approved card follows, and its version grows', () => {
  const change = refreshed(approved, material, { ...telling, headline: 'Other words' }, true);
  assert.deepEqual(
    [change?.type, change?.card.text.headline, change?.card.version],
    ['corrected', 'Other words', 2],
  );
});

test('a stricter age and a picture that was taken back need nobody’s look', () => {
  const adult = refreshed(approved, { ...material, age: '18plus' }, telling, false);
  assert.equal(adult?.card.text.age, '18plus');
  const bare = { ...material, picture: { kind: 'made' as const, picture: undefined } };
  assert.equal(refreshed(approved, bare, telling, false)?.card.picture, undefined);
  // The other way round it waits.
  const card = adult?.card;
  assert.ok(card);
  assert.equal(refreshed(card, material, telling, false)?.card.text.age, '18plus');
});

test('a sentence whose publisher closed its text goes at once; what others let us say stays', () => {
  const said = {
    ...telling,
    summary: 'The river rose by four metres overnight. Nobody was hurt in the town.',
  };
  const card = newCard(material, said, { cardId: 'card', nowMs: 2_000, approval });
  const closed = 'A flood. The river rose by  four metres overnight. Boats went out.';
  const narrowed = {
    ...said,
    summary: 'Nobody was hurt in the town.',
    closedTexts: [closed],
  };
  const change = refreshed(card, material, narrowed, false);
  assert.deepEqual(
    [change?.card.text.summary, change?.card.correction?.text.summary],
    ['', narrowed.summary],
  );
  assert.ok(change);
  assert.equal(refreshed(change.card, material, narrowed, false), undefined);
  // Another paper has the same sentence of the same agency.
  assert.equal(refreshed(card, material, { ...said, closedTexts: [closed] }, false), undefined);
});

test('of several pictures one that is taken back goes at once; what the desk sent stays', () => {
  const other = { ...picture, renditions: [{ ...picture.renditions[0]!, key: 'b/c' }] };
  const standing = {
    ...material,
    picture: { kind: 'made' as const, picture: other, standingKeys: ['b/c'] },
  };
  const change = refreshed(approved, standing, telling, false);
  assert.equal(change?.card.picture, undefined);
  assert.deepEqual(change?.card.correction?.picture, other);
  const both = { ...standing.picture, standingKeys: ['a/b', 'b/c'] };
  const kept = refreshed(approved, { ...standing, picture: both }, telling, false);
  assert.deepEqual(kept?.card.picture, picture);
  const sent = { ...picture, renditions: [{ ...picture.renditions[0]!, key: 'cards/card/x' }] };
  const bare = { ...material, picture: { kind: 'made' as const, picture: undefined } };
  const own = refreshed({ ...approved, picture: sent }, bare, telling, false);
  assert.equal(own, undefined);
});

test('the same words under another name need nobody’s look', () => {
  const renamed = { ...telling, attribution: ['The First, since renamed', 'The Second'] };
  const change = refreshed(approved, material, renamed, false);
  assert.deepEqual(
    [change?.type, change?.card.text.attribution, change?.card.correction],
    ['changed', renamed.attribution, undefined],
  );
});

test('an end that nobody chose moves with the news, and not for ever; one that an editor chose stays', () => {
  const day = 86_400_000;
  const goesOn = { ...material, happenedAtMs: 1_000 + day };
  assert.equal(refreshed(approved, goesOn, telling, false)?.card.untilMs, 1_000 + 3 * day);
  const chosen = { ...approved, untilMs: 1_000 + day / 2 };
  assert.equal(refreshed(chosen, goesOn, telling, false)?.card.untilMs, 1_000 + day / 2);
  const forEver = { ...material, happenedAtMs: 1_000 + 400 * day };
  assert.equal(refreshed(approved, forEver, telling, false)?.card.untilMs, 2_000 + 90 * day);
});

test('long words are cut at a word, and never inside a letter', () => {
  assert.equal(cut('short', 10), 'short');
  assert.equal(cut('one two three four', 12), 'one two…');
  const long = cut('😀'.repeat(20), 10);
  assert.ok(long.length <= 10);
  assert.ok(long.isWellFormed());
});
