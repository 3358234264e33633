/// <reference lib="dom" />
// Somebody hears a sound, looks where it comes from, and makes a clip with it; and what an order makes of it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestCell } from '@jhalak/testing';
import { makeClip } from './clips.fixture.ts';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import { answered, stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const IDS = { sound: '', use: '' };
const stageFor = stageOf(async () => {
  const cell = await webCell();
  const file = join(cell.parts.folder, 'heard.mp4');
  await makeClip(file, { colours: ['0x33aacc', '0x663300'], toneHz: 330, seconds: 6 });
  const bytes = await readFile(file);
  const { personId } = await cell.account('sound_maker');
  const user = await cell.account('sound_user');
  IDS.sound = await cell.publish({ personId, caption: 'rain on a tin roof', remix: true, bytes });
  IDS.use = await cell.publish({
    ...{ personId: user.personId, caption: 'dancing to the rain', sound: IDS.sound, bytes },
  });
  await cell.drain();
  return cell;
});

for (const { words, viewport, theme } of [
  { words: 'en', viewport: LAPTOP, theme: 'subah' },
  { words: 'hi', viewport: PHONE, theme: 'night' },
  { words: 'ta', viewport: PHONE, theme: 'subah' },
] as const)
  test(`a clip's sound leads to its page, and from there into a clip of one's own (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const handle = 'sound_user';
    const look = { words, viewport, handle, path: '/me' };
    const { page, t: say } = await windowOf(t, stage, look);
    await page.evaluate((value) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
    }, theme);
    const name = `sound-${words}-${viewport.width}`;
    await open(page, `/v/${IDS.use}`);
    const line = page.locator('.heard:visible').first();
    await line.waitFor();
    await isWell(page, `${name}-clip`);
    await line.click();
    await page.waitForURL(/\/sound\//u);
    await page.locator('.sound-uses .clip-tile').first().waitFor();
    assert.match(page.url(), new RegExp(IDS.sound, 'u'));
    assert.match(await page.locator('.sound-head h1').innerText(), /@sound_maker/u);
    await isWell(page, name);
    await page.getByRole('button', { name: say('discover.popular') }).click();
    await page.waitForURL(/order=popular/u);
    await page.locator('.sound-uses .clip-tile').first().waitFor();
    await page.getByRole('link', { name: say('sound.use') }).click();
    await page.waitForURL(/create\?sound=/u);
    await page.locator('.sound-wanted a').waitFor();
    await isWell(page, `${name}-create`);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'a.mp4', mimeType: 'video/mp4', buffer: Buffer.from('clip') });
    const field = page.locator('.sound-with');
    await field.waitFor();
    await field.getByText('@sound_maker').waitFor();
    await field.getByRole('radio', { name: say('sound.with') }).check();
    await isWell(page, `${name}-details`);
    await field.getByRole('button', { name: say('sound.drop') }).click();
    await page.getByRole('checkbox', { name: say('sound.offer') }).check();
  });

test('a creator lets others use a sound under its name; nobody else is offered what is not offered', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const maker = await cell.account('sound_owner');
  const own = await cell.publish({ personId: maker.personId, caption: 'mine alone' });
  await cell.drain();
  const look = { handle: 'sound_owner', path: '/me' } as const;
  const { page, t: say } = await windowOf(t, stage, look);
  await open(page, `/sound/${own}`);
  await page.getByText(say('sound.notOffered')).waitFor();
  await page.getByText(say('sound.noUses')).waitFor();
  await isWell(page, 'sound-not-offered');
  await open(page, '/me');
  await page.locator('.own-more').first().click();
  const remix = `/v1/videos/${own}/remix`;
  const offered = answered(page, 'PUT', remix);
  await page.locator('.clip-remix input[type=checkbox]').check();
  await offered;
  const title = page.getByLabel(say('sound.name'));
  await title.fill('Night train');
  await page.locator('.clip-remix').scrollIntoViewIfNeeded();
  await isWell(page, 'sound-offer');
  const named = answered(page, 'PUT', remix);
  await title.press('Tab');
  await named;
  await page.keyboard.press('Escape');
  await open(page, `/sound/${own}`);
  await page.getByRole('heading', { name: 'Night train' }).waitFor();
  await page.getByRole('link', { name: say('sound.use') }).waitFor();
  await order(cell, { kind: 'sound', id: own });
  await cell.drain();
  await open(page, `/sound/${own}`);
  await page.getByRole('heading', { name: say('sound.withheld') }).waitFor();
  await isWell(page, 'sound-withheld');
});

test('a silenced sound says why on its page; clips that use it stay', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const maker = await cell.account('silent_maker');
  const { personId } = await cell.account('silent_user');
  const bytes = await readFile(join(cell.parts.folder, 'heard.mp4'));
  const caption = 'drums at dusk';
  const own = await cell.publish({ personId: maker.personId, caption, remix: true, bytes });
  const use = await cell.publish({ personId, caption: 'with the drums', sound: own, bytes });
  await cell.drain();
  const look = { handle: 'silent_maker', path: '/me' } as const;
  const { page, t: say } = await windowOf(t, stage, look);
  await open(page, `/sound/${own}`);
  const silence = page.locator('.sound-silence button');
  await silence.click();
  await silence.click();
  await page.getByText(say('sound.silencedCreator')).waitFor();
  await isWell(page, 'sound-silent-creator');
  await page.getByRole('button', { name: say('sound.unsilence') }).click();
  await page.getByRole('link', { name: say('sound.use') }).waitFor();

  await order(cell, { kind: 'silent_sound', id: own });
  for (const { words, viewport } of [{ words: 'en', viewport: LAPTOP }] as const) {
    const { page: other, t: told } = await windowOf(t, stage, {
      ...{ words, viewport, handle: 'silent_user', path: '/me' },
    });
    await open(other, `/sound/${own}`);
    await other.getByText(told('sound.withheld')).waitFor();
    await other.getByText(told('orders.law.court')).waitFor();
    await other.locator('.sound-uses .clip-tile').first().waitFor();
    await isWell(other, `sound-silent-${words}`);
    await open(other, `/v/${use}`);
    await other.locator('.heard:visible').first().waitFor();
  }
});

let orders = 0;

/** An order that one officer enters and another releases. */
async function order(cell: TestCell, target: object): Promise<void> {
  orders += 1;
  const officer = await cell.account(`officer_${orders}a`);
  await cell.cell.accounts.grantRole({ personId: officer.personId, role: 'legal_officer' });
  const second = await cell.account(`officer_${orders}b`);
  await cell.cell.accounts.grantRole({ personId: second.personId, role: 'legal_officer' });
  const entered = await cell.api<{ id: string }>('POST', '/v1/orders', {
    token: officer.token,
    body: {
      ...{ authority: 'A', law: 'court', reference: 'R', text: '', interim: false },
      ...{ emergency: false, confidential: false, receivedAtMs: cell.parts.clock.nowMs() },
      targets: [target],
    },
  });
  assert.equal(entered.status, 201);
  const path = `/v1/orders/${entered.body.id}`;
  const record = await cell.api<{
    order: { approvals: { id: string; digest: string }[] };
  }>('GET', path, { token: second.token });
  const [approval] = record.body.order.approvals;
  const done = await cell.api('POST', `${path}/approvals/${approval?.id}`, {
    ...{ token: second.token, body: { digest: approval?.digest } },
  });
  assert.equal(done.status, 201);
  await cell.drain();
}
