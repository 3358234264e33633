// An order's way as people meet it: an officer looks at what it would hide, a viewer meets the notice, and when it is revoked
// all is as it was. Then the whole region.

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
  await page.waitForURL(({ pathname }) => pathname === '/orders');
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

/** Calls the order desk as an officer. @returns the reply's body; it must be 201. */
async function asOfficer(
  of: TestCell,
  handle: string,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const session = await of.api<{ token: string }>('POST', '/v1/sessions', {
    body: { handle, password: PASSWORD },
  });
  const reply = await of.api(method, path, { token: session.body.token, body });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body;
}

interface Waiting {
  id: string;
  approvals: { id: string; act: string; digest: string }[];
}

/** The second officer's yes to what waits. */
async function approve(of: TestCell, { id, approvals }: Waiting, act: string): Promise<void> {
  const found = approvals.find((one) => one.act === act);
  assert.ok(found, act);
  const path = `/v1/orders/${id}/approvals/${found.id}`;
  await asOfficer(of, 'officer_two', 'POST', path, { digest: found.digest });
  await of.drain();
}

test('an officer sees what an order would hide; released by a second person it is dark in feed, link and lock; revoked, all is as before', async (t) => {
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
  assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200, 'nothing is dark yet');
  const entered = (await asOfficer(cell, 'officer_one', 'POST', '/v1/orders', {
    authority: 'Ministry of Electronics and IT',
    law: 's69a',
    reference: '69A/2026/117',
    text: 'The clip named below is to be blocked.',
    targets: [{ kind: 'clip', id: videoId }],
    interim: false,
    emergency: false,
    confidential: true,
    receivedAtMs: cell.parts.clock.nowMs(),
  })) as Waiting;
  await approve(cell, entered, 'release');
  const dark = await seen(cell, videoId);
  assert.deepEqual(
    [dark['feed'], dark['link'], dark['media'], dark['lock'], dark['killed']],
    [false, 451, 451, 0, 1],
  );
  const hi = await wordsOf('hi');
  const viewer = await phone(t, { words: 'hi', viewport: PHONE });
  const link = await viewer.goto(`/v/${videoId}`);
  assert.equal(link?.status(), 451);
  await viewer.getByText(hi('video.withheldTitle')).waitFor();
  await picture(viewer, 'link-360-hi');
  const asked = (await asOfficer(cell, 'officer_one', 'POST', `/v1/orders/${entered.id}/acts`, {
    act: 'revoke',
    note: 'The ministry lifted it.',
  })) as { order: Waiting };
  await approve(cell, asked.order, 'revoke');
  assert.deepEqual(await seen(cell, videoId), before, 'exactly as before');
});

test('while an order closes the region a viewer reads why, keeps the account, and officers work on', async (t) => {
  if (cell === undefined) {
    t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
    return;
  }
  const viewer = await phone(t, { words: 'hi', viewport: PHONE });
  await open(viewer, '/');
  const order = (await asOfficer(cell, 'officer_one', 'POST', '/v1/orders', {
    authority: 'Ministry of Electronics and IT',
    law: 's69a',
    reference: '69A/2026/200',
    text: '',
    targets: [{ kind: 'app' }],
    interim: true,
    emergency: false,
    confidential: false,
    receivedAtMs: cell.parts.clock.nowMs(),
  })) as Waiting;
  await approve(cell, order, 'release');
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
