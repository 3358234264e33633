// Deals without a buyer as people see them: the room of a wind-down and of a hold, what visitors are told while a cell closes, once
// it has, and while it is held.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { DealKind } from '@jhalak/contracts/handover-deal';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import {
  LAPTOP,
  newPhone,
  openBrowser,
  PHONE,
  whyNoBrowser,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { digest, PaperDeal } from './deal.fixture.ts';
import { signIn } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Where each stop is looked at. */
const LOOKS = [
  { words: 'en', viewport: LAPTOP },
  { words: 'hi', viewport: PHONE },
] as const satisfies readonly { words: Words; viewport: typeof PHONE }[];

let browser: Browser | undefined;
before(async () => {
  if (whyNoBrowser() === undefined) browser = await openBrowser();
});
after(async () => await browser?.close());

async function withDeal(
  t: TestContext,
  kind: DealKind,
  work: (cell: TestCell, deal: PaperDeal) => Promise<void>,
): Promise<void> {
  if (browser === undefined) return t.skip(whyNoBrowser());
  const cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  try {
    const person = await cell.account('operator_one');
    await cell.cell.accounts.grantRole({
      personId: person.personId,
      role: 'operator',
      reason: 'joined',
    });
    const deal = new PaperDeal(cell, person.token);
    await cell.cell.handover.post(await deal.opening(kind), undefined);
    await work(cell, deal);
  } finally {
    await cell.close();
  }
}

/** Looks at a page in both languages and sizes. */
async function look(
  cell: TestCell,
  stop: string,
  path: string,
  until: (page: Page, say: (key: string) => string) => Promise<void>,
): Promise<void> {
  assert.ok(browser);
  for (const { words, viewport } of LOOKS) {
    const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
    try {
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const say = await wordsOf(words);
      if (path === '/transfer') await signIn({ page, t: say }, 'operator_one', path);
      else await page.goto(path);
      await until(page, say);
      await isWell(page, `without-${stop}-${viewport.width}-${words}`);
    } finally {
      await context.close();
    }
  }
}

async function seal(deal: PaperDeal, others: readonly 'seller-b'[]): Promise<void> {
  await deal.propose('seller-a', 'seal');
  for (const by of [...others, 'region-a', 'region-b'] as const) await deal.approve(by);
}

const evidence = digest('what was done');

test('a wind-down in the room, for visitors until the deadline, and after the end', async (t) => {
  await withDeal(t, 'wind_down', async (cell, deal) => {
    await deal.freezeInventory();
    await seal(deal, ['seller-b']);
    const untilMs = cell.parts.clock.nowMs() + 2 * DAY_MS;
    await deal.do('seller-a', { act: 'done', step: 'freeze', evidence, untilMs });
    await cell.cell.standing.close(untilMs);
    await look(cell, 'closing-room', '/transfer', async (page, say) => {
      await page.getByText(say('transferMissing.deadline')).waitFor();
      await page.getByText(say('dealKind.wind_down')).first().waitFor();
      assert.equal(await page.getByText(say('transferStep.takeover'), { exact: true }).count(), 0);
    });
    await look(cell, 'closing-home', '/settings', async (page, say) => {
      const banner = page.getByLabel(say('windDown.title'));
      await banner.getByRole('link', { name: say('windDown.take') }).waitFor();
    });
    cell.parts.clock.advance(2 * DAY_MS);
    await cell.cell.standing.look();
    const kept = await cell.cell.handover.kept(deal.deal);
    assert.equal(kept?.state.step, 'fence');
    await deal.do('seller-a', { act: 'done', step: 'fence', evidence, epoch: 1 });
    await deal.do('seller-a', { act: 'done', step: 'wind_down', evidence });
    await deal.do('seller-a', { act: 'done', step: 'proof', evidence });
    await cell.cell.standing.thaw();
    await look(cell, 'closed-room', '/transfer', async (page, say) => {
      await page.getByText(say('transferClosed.wind_down')).waitFor();
      const radio = page.getByRole('radio', {
        name: say('transferPlace.certificate'),
        exact: true,
      });
      await radio.focus();
      await page.keyboard.press('Space');
      await page.getByText(say('certificateKind.wind_down')).waitFor();
      await page.getByText(say('certificateNot.disk')).waitFor();
      await page.locator('.certificate table').first().waitFor();
    });
    await cell.cell.standing.close(cell.parts.clock.nowMs() + DAY_MS);
    await cell.parts.database.transaction(async (tx) => await cell.cell.standing.end(tx), {
      evenFrozen: true,
    });
    await cell.cell.standing.look();
    await look(cell, 'closed-home', '/', async (page, say) => {
      await page.getByRole('heading', { name: say('windDown.over') }).waitFor();
    });
  });
});

test('a hold in the room, and for visitors', async (t) => {
  await withDeal(t, 'hold', async (cell, deal) => {
    await seal(deal, []);
    await deal.do('seller-a', { act: 'done', step: 'freeze', evidence });
    await deal.do('seller-a', { act: 'done', step: 'keys', evidence });
    const document = digest('the release');
    await deal.do('seller-a', { act: 'propose', step: 'release', document, into: 'sale' });
    await look(cell, 'hold-room', '/transfer', async (page, say) => {
      await page.getByText(say('transferInto.sale')).waitFor();
      await page.getByText(say('dealKind.hold')).first().waitFor();
    });
    await cell.cell.standing.seize(cell.parts.clock.nowMs() + DAY_MS);
    await look(cell, 'held-home', '/', async (page, say) => {
      await page.getByRole('heading', { name: say('held.title') }).waitFor();
    });
  });
});
