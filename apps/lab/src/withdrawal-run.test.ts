import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withdrawalRun } from './withdrawal-run.ts';

// The full count is `npm run proof -- consent-withdrawal`.
const PEOPLE = 4;
const SEED = 20_261_123;

test('once somebody has taken their consent back nothing personal happens any more, in the journal, on pages or in the learner', async (t) => {
  const report = await withdrawalRun({
    ...{ people: PEOPLE, seed: SEED },
    log: (line) => t.diagnostic(line),
  });
  const { learnedBefore, learnedWithin, learnedLater, personalSlots, stillKnown } = report;
  assert.ok(
    learnedBefore > 0 && report.reportsAfter > 0 && report.pagesAfter > 0,
    JSON.stringify(report),
  );
  assert.deepEqual(
    { learnedWithin, learnedLater, personalSlots, stillKnown },
    {
      ...{ learnedWithin: 0, learnedLater: 0, personalSlots: 0, stillKnown: 0 },
    },
  );
});
