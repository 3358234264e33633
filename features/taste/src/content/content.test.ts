import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, seededRandom, textHash, textSketch } from '@jhalak/kernel';
import { ItemTable } from '../item-table.ts';
import { emptyTaste } from '../viewer-taste.ts';
import { ContentTable } from './content-table.ts';
import { CONTENT_DIMENSIONS, contentVector, type ContentFacts } from './content-vector.ts';
import { copyOf } from '../model-bytes.ts';
import { EXPOSURE_TABLES } from './exposure-rules.ts';
import { ExposureBook, type ExposureDump } from './exposure.ts';
import { Newcomers } from './newcomers.ts';

function facts(given: Partial<ContentFacts> & { caption?: string; tags?: string[] }): ContentFacts {
  return {
    creatorId: 'one',
    language: 'hi',
    genre: 'sports',
    durationMs: 20_000,
    tagHashes: (given.tags ?? []).map(textHash),
    sound: '',
    words: textSketch(given.caption ?? ''),
    ...given,
  };
}

function cosine(a: ContentFacts, b: ContentFacts): number {
  const one = contentVector(a);
  const other = contentVector(b);
  let dot = 0;
  for (let at = 0; at < CONTENT_DIMENSIONS; at += 1) dot += (one[at] ?? 0) * (other[at] ?? 0);
  return dot / (127 * 127);
}

test('clips that share words, genre, creator or tags point the same way, others do not', () => {
  const clip = facts({ caption: 'Kohli hits a six in Mumbai', tags: ['cricket', 'kohli'] });
  const alike = facts({ creatorId: 'two', caption: 'what a six by Kohli', tags: ['cricket'] });
  const other = facts({
    ...{ creatorId: 'three', language: 'ta', genre: 'food', caption: 'ஆப்பம் செய்வது எப்படி' },
    tags: ['appam'],
  });
  assert.ok(cosine(clip, clip) > 0.95);
  assert.ok(cosine(clip, alike) > 0.5, `${cosine(clip, alike)}`);
  assert.ok(cosine(clip, other) < 0.25, `${cosine(clip, other)}`);
  const heard = cosine({ ...clip, sound: 'drum' }, { ...other, sound: 'drum' });
  assert.ok(heard > cosine(clip, other) + 0.05, `${heard}`);
});

test('a clip under every tag is like nothing in particular: tags cannot be piled up', () => {
  const tags = ['cricket', 'kohli', 'food', 'dance', 'song', 'news', 'comedy', 'travel', 'mumbai'];
  const honest = facts({ creatorId: 'two', tags: ['cricket'] });
  const poisoned = facts({ creatorId: 'three', genre: 'news', tags });
  const viewer = facts({ tags: ['cricket'] });
  assert.ok(cosine(viewer, poisoned) < 0.6 * cosine(viewer, honest));
});

/** A house of clips, every third of another genre and creator. */
function house(count: number): { items: ItemTable; content: ContentTable; book: ExposureBook } {
  const items = new ItemTable();
  const content = new ContentTable();
  const book = new ExposureBook();
  for (let clip = 0; clip < count; clip += 1) {
    const about = facts({
      creatorId: `creator ${clip % 3}`,
      genre: ['food', 'dance', 'music'][clip % 3] ?? '',
    });
    const item = items.put({ ...about, videoId: `clip ${clip}`, publishedAtMs: 0, alive: true });
    content.put(item, about);
    book.put(item, about);
  }
  return { items, content, book };
}

test('a new clip is near the viewers who watched its like', () => {
  const { items, content } = house(30);
  const viewer = emptyTaste();
  for (const clip of [0, 3, 6])
    viewer.recent.push({ video: `clip ${clip}`, slot: `${clip}`, level: 1, atMs: 0 });
  const profile = content.profileOf(viewer, items);
  assert.ok(profile);
  assert.ok(content.likeness(profile, 27) > 0.9);
  assert.ok(content.likeness(profile, 28) < 0.6);
  assert.equal(content.profileOf(emptyTaste(), items), undefined);
});

test('content and exposure come back from their dumps as they were', () => {
  const { items, content, book } = house(1_500);
  book.shown(7, 1, NOW);
  book.watched(7, 0, 0.5, 1);
  const again = ContentTable.from(structuredClone(content.dump()));
  assert.deepEqual(again.dump(), content.dump());
  const clips = Array.from({ length: items.count }, (_one, item) => items.facts(item));
  const book2 = ExposureBook.from(copyOf(book.view()) as ExposureDump, clips, () => 0);
  assert.deepEqual(copyOf(book2.view()), copyOf(book.view()));
  book.shown(8, 1, NOW);
  book2.shown(8, 1, NOW);
  assert.deepEqual(copyOf(book2.view()), copyOf(book.view()), 'and go on alike');
});

/** A time by which the first table is in force. */
const NOW = Date.parse(EXPOSURE_TABLES[0].date);

/** Shows a clip to viewers who watch it as fully as `level` says on average. */
function show(book: ExposureBook, item: number, level: number, times: number, seed: number): void {
  const random = seededRandom(seed);
  for (let time = 0; time < times && book.owed(item, 0, NOW) > 0; time += 1) {
    book.shown(item, 1, NOW);
    book.watched(item, 0, random.next() < level ? 1 : 0, 1);
  }
}

test('good clips are shown through their stages, bad ones stop early, and what they cost is counted', () => {
  let good = 0;
  let bad = 0;
  let badShowings = 0;
  const clips = 200;
  const { book } = house(2 * clips + 50);
  // What the house is used to: four tenths.
  for (let item = 2 * clips; item < 2 * clips + 50; item += 1) show(book, item, 0.4, 100, item);
  const before = book.spent.owed;
  for (let clip = 0; clip < clips; clip += 1) {
    show(book, clip, 0.65, 1_000, clip);
    show(book, clips + clip, 0.1, 1_000, clip);
    if (book.of(clip).stage === 'done') good += 1;
    if (book.of(clips + clip).stage === 'stopped') bad += 1;
    badShowings += book.of(clips + clip).showings;
  }
  assert.ok(good >= clips * 0.95, `${good} good ones came through`);
  assert.ok(bad === clips, `${bad} bad ones were stopped`);
  assert.ok(badShowings / clips <= 25, `${badShowings / clips} showings a bad clip`);
  assert.ok(book.spent.owed - before <= clips * 400 * 2);
  assert.ok(book.spent.stopped >= badShowings);
});

test('stages, bar and stop rules are those of the table in force when a showing comes', () => {
  const first = { ...EXPOSURE_TABLES[0], provenFrom: 1_000 };
  const date = '2027-03-01';
  const short = { ...first, date, stages: [5, 10], judgedFrom: 4, provenFrom: 8, owedForDays: 1 };
  const book = new ExposureBook([first, short]);
  const from = Date.parse(date);
  const about = { creatorId: 'c', genre: 'food' };
  for (const clip of [0, 1, 2]) book.put(clip, about);
  const showAt = (clip: number, times: number, atMs: number): void => {
    for (let time = 0; time < times; time += 1) {
      book.shown(clip, 1, atMs);
      book.watched(clip, 0, 0.5, 1);
    }
  };
  showAt(0, 10, from - 1);
  assert.equal(book.of(0).stage, 0, 'ten of twenty');
  assert.ok(book.owed(0, 2 * DAY_MS, from - 1) > 0);
  assert.equal(book.owed(0, 2 * DAY_MS, from), 0, 'from midnight on it is too old');
  showAt(1, 5, from);
  assert.equal(book.of(1).stage, 1, 'five of five');
  showAt(1, 5, from);
  assert.equal(book.of(1).stage, 'done');
  // A stage that the second table has not got any more.
  showAt(2, 100, from - 1);
  assert.equal(book.of(2).stage, 2);
  assert.ok(book.owed(2, 0, from - 1) > 0);
  assert.equal(book.owed(2, 0, from), 0);
  showAt(2, 1, from);
  assert.equal(book.of(2).stage, 'done');
});

test('a creator’s past speaks for their next clip, before anybody saw it', () => {
  const { book } = house(40);
  for (let item = 0; item < 30; item += 1)
    show(book, item, [0.9, 0.4, 0.1][item % 3] ?? 0, 60, item);
  book.put(100, { creatorId: 'creator 0', genre: 'food' });
  book.put(101, { creatorId: 'creator 2', genre: 'music' });
  book.put(102, { creatorId: 'nobody yet', genre: 'music' });
  assert.ok(book.quality(100) > book.quality(102) && book.quality(102) >= book.quality(101));
});

test('those who are not trusted say nothing of a clip’s quality, but their showings are spent', () => {
  const { book } = house(3);
  const before = book.quality(0);
  for (let time = 0; time < 19; time += 1) {
    book.shown(0, 0, NOW);
    book.watched(0, 0, 1, 0);
  }
  assert.equal(book.quality(0), before);
  assert.equal(book.of(0).showings, 19);
});

test('newcomers are those who are owed most; nobody is after two weeks or when dark', () => {
  const { items, book } = house(9);
  for (let time = 0; time < 10; time += 1) book.shown(3, 1, NOW);
  const lists = new Newcomers();
  const all = lists.of(items, book, 1_000, 'hi');
  assert.equal(all.length, 9);
  assert.equal(all.at(-1), 3, 'who had showings comes last');
  items.put({ ...items.facts(5), alive: false });
  assert.ok(!lists.of(items, book, 2_500, '').includes(5));
  assert.deepEqual(lists.of(items, book, 15 * DAY_MS, ''), []);
});
