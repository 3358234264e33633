import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as contract from '@jhalak/contracts/ad-slots';
import { AD_REPORT_REASONS } from './report-reasons.ts';

test('the reasons to report an ad are the contract’s', () => {
  assert.deepEqual([...AD_REPORT_REASONS], [...contract.AD_REPORT_REASONS]);
});
