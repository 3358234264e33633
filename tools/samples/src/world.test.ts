import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hashtagsOf } from '@jhalak/kernel';

import { SAMPLE_GENRES, SAMPLE_LANGUAGES, sampleWorld } from './index.ts';
import type { SampleLanguage } from './index.ts';
import { TEXTS } from './texts/all-texts.ts';

const SCRIPT: Record<SampleLanguage, RegExp> = {
  en: /\p{Script=Latin}/u,
  id: /\p{Script=Latin}/u,
  hi: /\p{Script=Devanagari}/u,
  mr: /\p{Script=Devanagari}/u,
  ta: /\p{Script=Tamil}/u,
  te: /\p{Script=Telugu}/u,
  bn: /\p{Script=Bengali}/u,
  gu: /\p{Script=Gujarati}/u,
};

/** Letters of a text that are in another script than the language's; joiners and digits are common. */
function strayLetters(text: string, language: SampleLanguage): string[] {
  const own = SCRIPT[language];
  return Array.from(text).filter((character) => /\p{L}/u.test(character) && !own.test(character));
}

test('every genre is there once in every language', () => {
  const { clips } = sampleWorld();
  const pairs = new Set(clips.map(({ genre, language }) => `${genre} ${language}`));
  assert.equal(clips.length, SAMPLE_GENRES.length * SAMPLE_LANGUAGES.length);
  assert.equal(pairs.size, clips.length);
  assert.equal(new Set(clips.map(({ id }) => id)).size, clips.length);
});

test('a newcomer sees all genres in the first eight clips and the five lock-screen languages in the first five', () => {
  const { clips } = sampleWorld();
  assert.equal(new Set(clips.slice(0, 8).map(({ genre }) => genre)).size, 8);
  const first = new Set(clips.slice(0, 5).map(({ language }) => language));
  assert.deepEqual([...first].toSorted(), ['en', 'hi', 'id', 'ta', 'te']);
});

test('a clip speaks its own script in headline, caption and tags', () => {
  for (const clip of sampleWorld().clips) {
    const { id, language, caption, headline, tags } = clip;
    for (const text of [caption, headline, ...tags]) {
      assert.ok(SCRIPT[language].test(text), `${id}: ${text}`);
      assert.deepEqual(strayLetters(text, language), [], `${id}: ${text}`);
      assert.equal(text, text.normalize('NFC'), id);
    }
    assert.ok(tags.length >= 1 && tags.length <= 2, `${id} has ${tags.length} tags`);
    assert.deepEqual(tags, hashtagsOf(caption, 10), id);
    assert.ok(headline.split(' ').length >= 2 && headline.split(' ').length <= 5, id);
  }
});

test('no two clips say the same', () => {
  const { clips } = sampleWorld();
  assert.equal(new Set(clips.map(({ caption }) => caption)).size, clips.length);
  const spoken = clips.map(({ language, headline }) => `${language} ${headline}`);
  assert.equal(new Set(spoken).size, clips.length);
});

test('creators are at least a dozen, with plain handles and names and words in their own script', () => {
  const { creators } = sampleWorld();
  assert.ok(creators.length >= 12);
  assert.equal(new Set(creators.map(({ handle }) => handle)).size, creators.length);
  for (const { handle, displayName, bio, languages } of creators) {
    assert.match(handle, /^[a-z][a-z0-9_]{3,29}$/);
    const language = languages[0] ?? assert.fail(`${handle} speaks nothing`);
    assert.deepEqual(strayLetters(displayName + bio, language), [], handle);
  }
});

test('every creator publishes, only in their own languages and genres', () => {
  const { creators, clips } = sampleWorld();
  for (const { handle, languages, genres } of creators) {
    const own = clips.filter(({ creatorHandle }) => creatorHandle === handle);
    assert.equal(own.length, 4, handle);
    for (const { language, genre } of own) {
      assert.ok(languages.includes(language) && genres.includes(genre), handle);
    }
  }
});

test('each language names its eight genres differently', () => {
  for (const language of SAMPLE_LANGUAGES) {
    const labels = SAMPLE_GENRES.map((genre) => TEXTS[language].clips[genre].label);
    assert.equal(new Set(labels).size, SAMPLE_GENRES.length, language);
    for (const label of labels) assert.deepEqual(strayLetters(label, language), [], label);
  }
});

test('for any seed: same seed same world, durations fit, follows join two different known people once', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const world = sampleWorld(seed);
      assert.deepEqual(world, sampleWorld(seed));
      for (const { durationMs, seed: clipSeed } of world.clips) {
        assert.ok(durationMs >= 4000 && durationMs <= 12_000 && durationMs % 500 === 0);
        assert.ok(Number.isSafeInteger(clipSeed) && clipSeed >= 0);
      }
      const handles = new Set(world.creators.map(({ handle }) => handle));
      assert.ok(world.follows.length >= handles.size);
      for (const [from, to] of world.follows) {
        assert.ok(handles.has(from) && handles.has(to) && from !== to);
      }
      assert.equal(new Set(world.follows.map((pair) => pair.join(' '))).size, world.follows.length);
    }),
    { numRuns: 50 },
  );
});

test('another seed changes how clips run, never which clips there are', () => {
  const [one, two] = [sampleWorld(1), sampleWorld(2)];
  const ids = (world: typeof one): string[] => world.clips.map(({ id }) => id);
  assert.deepEqual(ids(one), ids(two));
  assert.notDeepEqual(one, two);
});
