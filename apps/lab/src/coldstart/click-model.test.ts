import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { ClickModel } from './click-model.ts';
import { clipTrial } from './clip-trial.ts';
import type { LogClip, LogEvent, SharedLog } from './shared-log.ts';
import { viewerTrial } from './viewer-trial.ts';

/** A hundred clips; those with an even number hold people, and viewers of a tag like it. */
function smallLog(): SharedLog {
  const random = seededRandom(5);
  const clips: LogClip[] = Array.from({ length: 100 }, (_one, clip) => ({
    ...{ creator: `creator ${clip % 20}`, tag: `tag ${clip % 5}`, sound: '', durationMs: 9_000 },
  }));
  const events: LogEvent[] = Array.from({ length: 6_000 }, (_one, place) => {
    const user = random.below(150);
    const clip = random.below(100);
    const chance = (clip % 2 === 0 ? 0.6 : 0.15) + (clip % 5 === user % 5 ? 0.3 : 0);
    return { user, clip, atMs: 1_000_000 + place * 60_000, level: random.next() < chance ? 1 : 0 };
  });
  return { clips, events };
}

test('the click model keeps which clips hold people and who likes what', () => {
  const model = new ClickModel(smallLog());
  assert.ok(model.quality(2) > 0.5 && model.quality(3) < 0.35);
  assert.ok(model.liking(0, 'tag 0') > model.liking(0, 'tag 1'));
});

test('with stages more of the best new clips become known than without, from the same pages', () => {
  const log = smallLog();
  const model = new ClickModel(log);
  const run = (policy: 'staged' | 'unstaged'): number =>
    clipTrial(log, model, { policy, pages: 1_500, seed: 3 }).newShowings;
  assert.ok(run('staged') > run('unstaged'));
  assert.deepEqual(
    clipTrial(log, model, { policy: 'staged', pages: 200, seed: 3 }),
    clipTrial(log, model, { policy: 'staged', pages: 200, seed: 3 }),
    'the same seed gives the same run',
  );
});

test('a viewer of whom nothing is known is shown what is popular, by every ranker', () => {
  const rows = viewerTrial(smallLog(), { seed: 1, most: 12 }).filter(({ known }) => known === 0);
  assert.equal(rows.length, 3);
  assert.equal(new Set(rows.map(({ ndcg10 }) => ndcg10)).size, 1);
});
