import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Story } from '@jhalak/stories';
import { storyMaterials } from './story-materials.ts';

const HOUR_MS = 3_600_000;

function reportAt(id: string, publishedAtMs: number): Story['reports'][number] {
  return {
    id,
    publishedAtMs,
    language: 'en',
    publisher: { id: `paper-${id}`, licence: { text: 'full' }, sample: false },
  } as Story['reports'][number];
}

function storyOf(origins: string[][], reports: Story['reports']): Story {
  return {
    id: 'story',
    told: {
      genre: 'news',
      language: 'en',
      headline: 'It goes on',
      tellings: [],
      origins: origins.map((ids) => ({ reports: ids })),
      disagreements: [],
      confirmed: true,
      safety: { age: 'all' },
    } as unknown as Story['told'],
    reports,
    reportCount: reports.length,
    trend: 0,
    happenedAtMs: 0,
    updatedAtMs: 90 * HOUR_MS,
  };
}

async function newsAt(story: Story): Promise<number | undefined> {
  const source = storyMaterials({ stories: async () => new Map([['story', story]]) });
  return (await source.materials(['story'])).get('story')?.happenedAtMs;
}

test('a story’s news is as old as its newest origin, whoever repeats it', async () => {
  const reports = [reportAt('a', 0), reportAt('b', 20 * HOUR_MS), reportAt('c', 60 * HOUR_MS)];
  assert.equal(await newsAt(storyOf([['a', 'b', 'c']], reports)), 0);
  assert.equal(await newsAt(storyOf([['a', 'c'], ['b']], reports)), 20 * HOUR_MS);
  assert.equal(await newsAt(storyOf([['a', 'b'], ['c']], reports)), 60 * HOUR_MS);
});

test('a feed whose clock is ahead makes no news of the future', async () => {
  const reports = [reportAt('a', 0), reportAt('b', 900 * HOUR_MS)];
  assert.equal(await newsAt(storyOf([['a'], ['b']], reports)), 90 * HOUR_MS);
});
