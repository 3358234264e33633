// A story in steps, each a test of its own that builds on the one before.

import type { TestContext } from 'node:test';

/**
 * Runs steps one after another; after one that failed the others say so instead of failing for the same reason.
 *
 * @param house what every step is given.
 * @param whenFailed keeps what helps to find out why.
 */
export function stepsOf<House>(
  t: TestContext,
  house: House,
  whenFailed: (one: TestContext) => Promise<void>,
): (name: string, run: (house: House) => Promise<void>) => Promise<void> {
  let failed: string | undefined;
  return async (name, run) => {
    await t.test(name, async (one) => {
      if (failed !== undefined) {
        one.skip(`NOT RUN: “${failed}” failed before it`);
        return;
      }
      try {
        await run(house);
      } catch (error) {
        failed = name;
        await whenFailed(one);
        throw error;
      }
    });
  };
}
