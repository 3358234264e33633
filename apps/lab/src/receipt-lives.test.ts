import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptLives } from './receipt-lives.ts';

// The full count is `npm run proof -- lock-receipts`.
const LIVES = 60;
const SEED = 20_261_122;

test('over 60 random lives of phones no card is counted as shown under a receipt that was not in force', async (t) => {
  const report = await receiptLives({
    lives: LIVES,
    seed: SEED,
    log: (line) => t.diagnostic(line),
  });
  assert.deepEqual(report.wrong, []);
  const { shown, afterWithdrawal, withoutReceipt, either } = report.showings;
  for (const count of [shown, afterWithdrawal, withoutReceipt, either, report.refusedAnswers])
    assert.ok(count > 5, `the lives were too quiet: ${JSON.stringify(report)}`);
});
