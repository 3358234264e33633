// An order's whole way, as two officers and a viewer walk it: entered on a laptop, released on a phone in Hindi, dark in the
// feed, behind its link and on the lock screen, revoked, and back exactly as it was. Then the whole region.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { KillList, LockPack, SignedJson } from '@jhalak/contracts/lock';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';
/** Where pictures of the walk go, for whoever wants to look. */
const PICTURES = process.env['JHALAK_ORDER_PICTURES'];
const SPOKEN = 'a clip that is spoken of';

let cell: TestCell | undefined;
let browser: Browser | undefined;
before(async () => {
  try {
    browser = await openBrowser();
  } catch {
    // Each test says so.
    return;
  }
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  for (const handle of ['officer_one', 'officer_two']) {
    const { personId } = await cell.account(handle);
    await cell.cell.accounts.grantRole({ personId, role: 'legal_officer' });
  }
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined)
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

async function isWell(page: Page): Promise<void> {
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await seriousViolations(page), []);
}

type Place = { words: Words; viewport: { width: number; height: number } };

async function phone(t: TestContext, { words, viewport }: Place): Promise<Page> {
  assert.ok(cell !== undefined && browser !== undefined, 'asked only where there is a browser');
  const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
  t.after(async () => await context.close());
  return await context.newPage();
}

async function officer(t: TestContext, handle: string, place: Place): Promise<Page> {
  const page = await phone(t, place);
  const words = await wordsOf(place.words);
  await open(page, '/signin?next=/orders');
  await page.getByLabel(words('signUp.handle')).fill(handle);
  await page.getByLabel(words('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: words('account.signIn') }).click();
  await page.waitForURL('**/orders');
  return page;
}

const said = (signed: SignedJson): unknown =>
  JSON.parse(Buffer.from(signed.payload, 'base64url').toString('utf8'));

/** What a stranger gets of a clip, everywhere at once. */
async function seen(of: TestCell, videoId: string): Promise<Record<string, unknown>> {
  const viewer = await of.viewer({ languages: ['en'] });
  const feed = await of.api<{ items: { video: { id: string } }[] }>(
    'GET',
    '/v1/feeds/for-you?limit=30',
    { token: viewer.token },
  );
  const pack = await of.api<SignedJson>('GET', `/lock/v1/packs/in/en/current`);
  const kill = await of.api<SignedJson>('GET', '/lock/v1/kill');
  const page = await of.api<unknown>('GET', `/v1/videos/${videoId}`);
  return {
    feed: feed.body.items.some(({ video }) => video.id === videoId),
    link: page.status,
    media: (await of.api('GET', `/media/${videoId}/360.mp4`)).status,
    lock: (said(pack.body) as LockPack).cards.filter(({ open: path }) => path.endsWith(videoId))
      .length,
    killed: (said(kill.body) as KillList).cards.length,
    page: JSON.stringify(page.body),
  };
}

/** Makes a real clip of two seconds and publishes it. @returns its id; undefined where there is no ffmpeg. */
async function publish(
  of: TestCell,
  personId: string,
  caption: string,
  seed: number,
): Promise<string | undefined> {
  const path = join(of.parts.folder, `made-${seed}.mp4`);
  const source = `gradients=s=360x640:n=3:seed=${seed}:d=2:r=15`;
  const made = ['-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', path];
  try {
    execFileSync('ffmpeg', ['-v', 'error', ...made]);
  } catch {
    return undefined;
  }
  const words = { caption, language: 'en', genre: 'travel', tags: [] } as const;
  const { videoId } = await of.cell.media.ingestFile(path, {
    ...words,
    tags: [],
    personId,
    sample: false,
  });
  return videoId;
}

test('an order is entered, released by a second person, dark in feed, link and lock, revoked, and all is as before', async (t) => {
  if (cell === undefined) {
    t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
    return;
  }
  const maker = await cell.account('spoken_maker');
  await cell.cell.cards.addRule({
    kind: 'creator',
    subject: maker.personId,
    note: 'known to the desk',
    author: 'test',
    untilMs: cell.parts.clock.nowMs() + 86_400_000,
  });
  const ids: string[] = [];
  for (const caption of [SPOKEN, 'an evening by the river']) {
    const id = await publish(cell, maker.personId, caption, ids.length);
    if (id === undefined) {
      t.skip('NOT RUN: ffmpeg is not installed (apt install ffmpeg)');
      return;
    }
    ids.push(id);
  }
  await cell.drain();
  const videoId = ids[0] ?? '';
  const before = await seen(cell, videoId);
  assert.deepEqual([before['feed'], before['link'], before['lock']], [true, 200, 1]);

  const en = await wordsOf('en');
  const laptop = await officer(t, 'officer_one', { words: 'en', viewport: LAPTOP });
  await laptop.getByText(en('orders.emptyTitle')).waitFor();
  await isWell(laptop);
  await picture(laptop, 'empty-1280-en');
  await laptop.getByRole('button', { name: en('orders.enter') }).click();
  await laptop.getByLabel(en('orders.authority')).fill('Ministry of Electronics and IT');
  await laptop.getByLabel(en('orders.reference')).fill('69A/2026/117');
  await laptop.getByLabel(en('orders.words')).fill('The clip named below is to be blocked.');
  await laptop.getByLabel(en('orders.targetValue')).fill(`${cell.url}/v/${videoId}`);
  await laptop.getByRole('button', { name: en('orders.add'), exact: true }).click();
  await laptop.getByRole('button', { name: en('orders.preview') }).click();
  await laptop.getByText(/Clips 1 · stories 0 · lock cards 1/).waitFor();
  await isWell(laptop);
  await picture(laptop, 'enter-1280-en');
  await laptop.getByRole('button', { name: en('orders.enterNow') }).click();
  await laptop.getByText(en('orders.waitsForOther')).waitFor();
  assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200, 'not released yet');

  const hi = await wordsOf('hi');
  const handset = await officer(t, 'officer_two', { words: 'hi', viewport: PHONE });
  const row = handset.getByRole('button', { name: /69A\/2026\/117/ });
  await row.waitFor();
  await isWell(handset);
  await picture(handset, 'list-360-hi');
  await row.click();
  const release = handset.getByRole('button', { name: new RegExp(hi('orders.act.release')) });
  await release.waitFor();
  await isWell(handset);
  await picture(handset, 'release-360-hi');
  await release.click();
  await handset.getByText(hi('orders.proof'), { exact: true }).waitFor();
  await cell.drain();
  await isWell(handset);
  await picture(handset, 'released-360-hi');

  const dark = await seen(cell, videoId);
  assert.deepEqual(
    [dark['feed'], dark['link'], dark['media'], dark['lock'], dark['killed']],
    [false, 451, 451, 0, 1],
  );
  const viewer = await phone(t, { words: 'hi', viewport: PHONE });
  await open(viewer, `/v/${videoId}`);
  await viewer.getByText(hi('video.withheldTitle')).waitFor();
  await isWell(viewer);
  await picture(viewer, 'link-360-hi');

  await laptop.reload();
  await laptop.getByRole('button', { name: /69A\/2026\/117/ }).click();
  await laptop.getByText(en('orders.perSurface')).click();
  await isWell(laptop);
  await picture(laptop, 'proof-1280-en');
  await laptop.getByRole('button', { name: en('orders.act.revoke'), exact: true }).click();
  await laptop.getByLabel(en('orders.note')).fill('The ministry lifted it.');
  await laptop.getByLabel(en('orders.note')).press('Tab');
  await laptop.keyboard.press('Enter');
  await laptop.getByText(en('orders.waitsForOther')).waitFor();
  await handset.reload();
  await handset.getByRole('button', { name: /69A\/2026\/117/ }).click();
  await handset.getByRole('button', { name: new RegExp(hi('orders.act.revoke')) }).click();
  await handset.getByText(hi('orders.event.revoked')).waitFor();
  await cell.drain();
  assert.deepEqual(await seen(cell, videoId), before, 'exactly as before');
});

test('while an order closes the region a viewer reads why, keeps the account, and officers work on', async (t) => {
  if (cell === undefined) {
    t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
    return;
  }
  const api = async (
    handle: string,
    method: string,
    path: string,
    body: unknown,
  ): Promise<unknown> => {
    const session = await cell?.api<{ token: string }>('POST', '/v1/sessions', {
      body: { handle, password: PASSWORD },
    });
    const reply = await cell?.api(method, path, { token: session?.body.token, body });
    assert.equal(reply?.status, 201, JSON.stringify(reply?.body));
    return reply?.body;
  };
  const viewer = await phone(t, { words: 'hi', viewport: PHONE });
  await open(viewer, '/');
  const order = (await api('officer_one', 'POST', '/v1/orders', {
    authority: 'Ministry of Electronics and IT',
    law: 's69a',
    reference: '69A/2026/200',
    text: '',
    targets: [{ kind: 'app' }],
    interim: true,
    emergency: false,
    confidential: false,
    receivedAtMs: cell.parts.clock.nowMs(),
  })) as { id: string; approvals: { id: string; digest: string }[] };
  const [approval] = order.approvals;
  assert.ok(approval);
  await api('officer_two', 'POST', `/v1/orders/${order.id}/approvals/${approval.id}`, {
    digest: approval.digest,
  });
  await cell.drain();
  const hi = await wordsOf('hi');
  const reply = await viewer.goto('/');
  assert.equal(reply?.status(), 451);
  await viewer.getByText(hi('region.title')).waitFor();
  await viewer.getByText(hi('orders.law.s69a')).waitFor();
  await isWell(viewer);
  await picture(viewer, 'region-360-hi');
  await viewer.goto('/v/anything');
  await viewer.getByText(hi('region.title')).waitFor();
  const laptop = await officer(t, 'officer_one', { words: 'en', viewport: LAPTOP });
  await laptop.getByRole('button', { name: /69A\/2026\/200/ }).waitFor();
  await picture(laptop, 'list-1280-en');
  const wide = await phone(t, { words: 'en', viewport: LAPTOP });
  await wide.goto('/');
  await picture(wide, 'region-1280-en');
});
