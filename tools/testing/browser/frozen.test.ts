// A cell that is handed over, as people see it: what they do while it is frozen is kept and sent after; once another owner
// goes on, a page says who.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '@jhalak/contracts/accounts';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { open, STEP_LIMIT_MS } from './browser.fixture.ts';
import { until } from './until.fixture.ts';
import { openWindow, stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const FREEZE_MS = 60_000;

let asha: TestPerson;
const stage = stageOf(async () => {
  const cell = await webCell();
  asha = await cell.account('asha_dances');
  await cell.account('ravi_cooks');
  return cell;
});

for (const words of ['en', 'hi'] as const) {
  test(`what is done while the cell is frozen is kept, also over a reload, and sent when it thaws (${words})`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    const { cell } = on;
    const { standing } = cell.cell;
    const { page, t: say } = await windowOf(t, on, {
      ...{ handle: 'asha_dances', path: '/@ravi_cooks' },
      words,
    });
    const before = await follows(cell);
    const button = page.getByRole('button', {
      name: `${say(before ? 'person.followed' : 'person.follow')}: @ravi_cooks`,
      exact: true,
    });
    await button.waitFor();
    await standing.freeze(cell.parts.clock.nowMs() + FREEZE_MS);
    await button.click();
    await page.locator('.held-note').waitFor();
    await isWell(page, `frozen-${words}`);
    assert.equal(await follows(cell), before, 'nothing is changed while it is frozen');
    await page.reload();
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    await standing.thaw();
    await until('the follow is sent', STEP_LIMIT_MS, async () =>
      (await follows(cell)) === before ? undefined : true,
    );
    await page.locator('.held-note').waitFor({ state: 'detached' });
  });
}

test('once another owner goes on, a page says who and where; who wants to goes on watching here', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const { standing } = cell.cell;
  await standing.freeze(cell.parts.clock.nowMs() + FREEZE_MS);
  await cell.parts.database.transaction(
    async (tx) => {
      await standing.keep(tx);
      await standing.end(tx, 'https://new-owner.example');
    },
    { evenFrozen: true },
  );
  await standing.look();
  for (const words of ['en', 'hi', 'ta'] as const) {
    const { page, t: say } = await openWindow(t, on, { words });
    await open(page, '/');
    await page.getByRole('heading', { name: say('ended.title') }).waitFor();
    const link = page.getByRole('link', { name: say('ended.open') });
    assert.equal(await link.getAttribute('href'), 'https://new-owner.example');
    await isWell(page, `moved-${words}`);
    await page.getByRole('button', { name: say('ended.stay') }).click();
    await page.locator('.shell.is-for-you').waitFor();
  }
});

async function follows(on: TestCell): Promise<boolean> {
  const reply = await on.api<Person>('GET', '/v1/people/ravi_cooks', { token: asha.token });
  return reply.body.followed === true;
}
