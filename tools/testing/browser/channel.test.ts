// A creator takes their channel to another cell, as they see it: the settings of both cells, and an old link that leads there.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  whyNoBrowser,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';
const PICTURES = process.env['JHALAK_PICTURES'];

let from: TestCell | undefined;
let to: TestCell | undefined;
let browser: Browser | undefined;
const makers = new Map<Words, TestPerson>();
before(async () => {
  if (whyNoBrowser() !== undefined) return;
  browser = await openBrowser();
  const web = await buildWeb();
  [from, to] = await Promise.all([
    startCell({ startMs: Date.now(), seed: 21, web }),
    startCell({ startMs: Date.now(), seed: 22, web }),
  ]);
  for (const words of ['en', 'hi'] as const) {
    makers.set(words, await from.account(`maker_${words}`));
    await to.account(`maker_${words}_there`);
  }
  await from.cell.crossings.meet(await to.cell.crossings.card());
});
after(async () => {
  await browser?.close();
  await Promise.all([from?.close(), to?.close()]);
});

async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
  if (PICTURES === undefined) return;
  await page.locator('#your-channel').screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function signedIn(
  cell: TestCell,
  handle: string,
  { words, viewport }: { words: Words; viewport: typeof PHONE },
): Promise<Page> {
  assert.ok(browser);
  const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const say = await wordsOf(words);
  await open(page, '/signin?next=/settings');
  await page.getByLabel(say('signUp.handle')).fill(handle);
  await page.getByLabel(say('signUp.password')).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('#your-channel').waitFor();
  return page;
}

for (const [words, viewport] of [
  ['en', LAPTOP],
  ['hi', PHONE],
] as const) {
  test(`a creator asks in one cell, says the code in the other, and an old link leads there (${words}, ${viewport.width})`, async (t) => {
    const maker = makers.get(words);
    if (from === undefined || to === undefined || maker === undefined) {
      t.skip(whyNoBrowser());
      return;
    }
    const say = await wordsOf(words);
    const clip = await from.publish({ personId: maker.personId, caption: 'The tide' });
    const page = await signedIn(from, `maker_${words}`, { words, viewport });
    const other = await signedIn(to, `maker_${words}_there`, { words, viewport });
    t.after(async () => {
      await page.context().close();
      await other.context().close();
    });
    await isWell(page, `channel-ask-${words}-${viewport.width}`);
    await page.getByRole('button', { name: say('channel.ask'), exact: true }).click();
    const code = (await page.locator('.channel-code code').textContent()) ?? '';
    assert.match(code, /^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
    await isWell(page, `channel-code-${words}-${viewport.width}`);

    // The operators' part, without what is carried.
    const [move] = (await from.cell.channels.asked()).filter(
      ({ personId }) => personId === maker.personId,
    );
    assert.ok(move);
    const { channel } = await from.cell.channels.gather(move);
    await from.cell.channels.packed(move, 'a'.repeat(64), 1);
    const { moveId, codeDigest } = move;
    const fromCell = await from.cell.border.cellId();
    await to.cell.channels.arrive({ moveId, fromCell, codeDigest, channel }, 'a'.repeat(64));

    await other.getByText(say('channel.bring')).click();
    await other.getByLabel(say('channel.codeLabel')).fill('aaaa-aaaa-aaaa-aaaa-aaaa');
    const take = other.getByRole('button', { name: say('channel.take'), exact: true });
    await take.click();
    await other.getByText(say('channel.wrong')).waitFor();
    await isWell(other, `channel-wrong-${words}-${viewport.width}`);
    await other.getByLabel(say('channel.codeLabel')).fill(code);
    await take.click();
    await other.locator('.channel-taken').waitFor();
    await isWell(other, `channel-taken-${words}-${viewport.width}`);
    assert.equal((await to.cell.videos.stored([clip])).get(clip)?.caption, 'The tide');

    const there = await to.cell.channels.arrived(moveId);
    assert.ok(there);
    await from.cell.channels.moved(move, there, 'b'.repeat(64));
    await page.reload();
    await page.getByRole('link', { name: say('channel.open') }).waitFor();
    await isWell(page, `channel-moved-${words}-${viewport.width}`);
    const { address } = await to.cell.crossings.card();
    for (const [path, url] of [
      [`/v/${clip}`, `${address}/v/${clip}`],
      [`/@maker_${words}`, `${address}/@maker_${words}_there`],
    ] as const) {
      const reply: Response = await fetch(`${from.url}${path}`, { redirect: 'manual' });
      assert.deepEqual([reply.status, reply.headers.get('location')], [308, url]);
    }
    const stays = await fetch(`${from.url}/@nobody_here`, { redirect: 'manual' });
    assert.notEqual(stays.status, 308);
  });
}
