// What every Clock must do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '@jhalak/kernel';

/** 2020-01-01 and 2100-01-01: a clock outside of them counts in other units or from another year. */
const [EARLIEST_MS, LATEST_MS] = [1_577_836_800_000, 4_102_444_800_000];

/**
 * Declares the tests.
 *
 * @param make gives a clock that shows the present or a time chosen between 2020 and 2100.
 */
export function clockConformance(name: string, make: () => Clock): void {
  test(`${name}: time is a whole number of UTC milliseconds since 1970`, () => {
    const clock = make();
    for (let reading = 0; reading < 1_000; reading += 1) {
      const nowMs = clock.nowMs();
      assert.ok(Number.isSafeInteger(nowMs));
      assert.ok(nowMs > EARLIEST_MS && nowMs < LATEST_MS);
    }
  });
}
