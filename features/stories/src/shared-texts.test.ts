// The five texts that come with the project's assignment: found by JHALAK_SHARED, never copied here.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { join } from 'node:path';

import { tellArticles, type ToldStory } from './index.ts';

const FOLDER = join(
  process.env['JHALAK_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
  'stories',
);

function told(t: TestContext): ToldStory[] | undefined {
  if (!existsSync(FOLDER)) {
    t.skip(`NOT RUN: there are no texts at ${FOLDER}; set JHALAK_SHARED`);
    return undefined;
  }
  return tellArticles(
    readdirSync(FOLDER).map((id) => {
      const text = readFileSync(join(FOLDER, id), 'utf8').trim();
      return {
        id,
        publisher: '',
        language: '',
        publishedAtMs: Date.parse(text.slice(5, 15)),
        title: '',
        text: text.slice(15),
      };
    }),
  );
}

/** Whose quantity it is, by a value of it. */
function withValue(
  story: ToldStory,
  value: number | string,
): Record<string, readonly string[]> | undefined {
  const found = story.disagreements.find(({ values }) => values.some((one) => one.value === value));
  return found && Object.fromEntries(found.values.map((one) => [one.value, one.reports]));
}

test('five reports of one agency are one story of one origin, unconfirmed', (t) => {
  const stories = told(t);
  if (stories === undefined) return;
  assert.equal(stories.length, 1);
  const [story] = stories;
  assert.equal(story?.reports.length, 5);
  assert.deepEqual(
    story?.origins.map(({ name }) => name),
    ['Bloomberg'],
  );
  assert.equal(story?.confirmed, false);
  assert.equal(story?.genre, 'news');
});

test('what the five reports differ in stands with its reports, and nothing else does', (t) => {
  const story = told(t)?.[0];
  if (story === undefined) return;
  assert.deepEqual(withValue(story, 500_000_000), {
    200000000: ['article-1.txt', 'article-2.txt', 'article-3.txt'],
    500000000: ['article-5.txt'],
  });
  assert.deepEqual(withValue(story, 33_000_000), {
    30000000: ['article-1.txt'],
    33000000: ['article-3.txt'],
  });
  assert.deepEqual(withValue(story, 'thousands'), {
    thousands: ['article-1.txt', 'article-2.txt'],
    200: ['article-5.txt'],
  });
  assert.equal(story.disagreements.length, 3);
});
