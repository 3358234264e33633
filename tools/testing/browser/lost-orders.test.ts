// A restored machine that does not know an order: the desk says so at once, and an officer says which order takes its place.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { orderCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { LAPTOP, PHONE, picture } from './browser.fixture.ts';
import { stageOf, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const REFERENCE = '69A/2026/118';
const stage = stageOf(async () => await orderCell({ startMs: Date.now(), web: await buildWeb() }));

test('orders that were lost with a machine stand above the desk’s list until an officer says which order takes their place', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const id = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
  const targets = [{ kind: 'clip' as const, id }];
  await cell.release({ targets });
  await cell.cell.border.publish();
  for (const table of ['orders', 'order_events', 'order_approvals', 'order_items'])
    await cell.parts.database.query({ name: `test.${table}`, text: `DELETE FROM ${table}` });
  await rm(cell.cell.parts.orderRegisterFile);
  assert.equal((await cell.cell.orders.findLosses()).length, 1);
  await cell.release({ targets, reference: REFERENCE });

  for (const [locale, viewport] of [
    ['ta', PHONE],
    ['en', LAPTOP],
  ] as const) {
    const window = await windowOf(t, on, {
      ...{ handle: 'legal_first', path: '/orders' },
      ...{ words: locale, viewport },
    });
    const { page, t: words } = window;
    const alarm = page.getByRole('alert');
    await alarm.getByText(words('orders.lossText')).waitFor();
    await alarm.getByText(words('orders.lossOpen')).waitFor();
    await isWell(page, `lost-orders-${locale}`);
    if (locale !== 'en') continue;
    await page.locator('.orders-list .order').click();
    await alarm.getByRole('button', { name: REFERENCE }).click();
    await page.getByText(words('orders.lossWord')).waitFor();
    await picture(page, 'lost-orders-word');
    await page.getByRole('button', { name: words('orders.lossConfirm') }).click();
    await alarm.waitFor({ state: 'detached' });
  }
  assert.deepEqual(await cell.cell.orders.findLosses(), []);
});
