// Accessibility by axe-core: what it calls serious or critical is a failure.

import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { until } from './until.fixture.ts';

interface Finding {
  id: string;
  impact?: string | null;
  help: string;
  nodes: readonly { target: readonly unknown[] }[];
}

/** @returns one line a serious or critical violation on the page as it stands: rule, help, places. Cost: half a second. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await comesToRest(page);
  // As one expression, so that the page's content security policy stays as it is.
  await page.evaluate(`void (() => { ${axe.source} })()`);
  const first = await violationsNow(page);
  if (first.length === 0) return first;
  // Something may have arrived and changed its colour while axe looked; a barrier is what is there when nothing moves.
  await comesToRest(page);
  return await violationsNow(page);
}

async function violationsNow(page: Page): Promise<string[]> {
  const found = await page.evaluate<Finding[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.map(({ target }) => target.join(' ')).join(', ');
      return `${new URL(page.url()).pathname}: ${id}: ${help}: ${places}`;
    });
}

/** What is half faded in has no contrast yet; on a busy machine it begins to fade late. What moves for ever is not waited for. */
const REST_LIMIT_MS = 5_000;

/** Asked from here: in a page whose clock is the test's own no frame comes by itself. */
export async function comesToRest(page: Page): Promise<void> {
  await until('nothing moves', REST_LIMIT_MS, async () =>
    (await page.evaluate(rests)) ? true : undefined,
  ).catch(() => undefined);
}

/** In the page. */
function rests(): boolean {
  return document
    .getAnimations()
    .every(
      (animation) =>
        animation.playState !== 'running' ||
        animation.effect?.getComputedTiming().endTime === Infinity,
    );
}
