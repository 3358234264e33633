// The transfer room, walked with signed files: a deal is opened, drafted, signed elsewhere and in the browser, refused where a
// rule says so, seen as each party may see it, and carried away as a record that is checked with the network cut.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { DealFile } from '@jhalak/contracts/handover-deal';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { digest, PaperDeal } from './deal.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  openWindow,
  signIn,
  stageOf,
  webCell,
  type Look,
  type Stage,
  type Window,
} from './stage.fixture.ts';
import { isWell as isWholeWell } from './whole-screen.fixture.ts';

/** Where pictures of each stop go, for who wants to look. */
const PICTURES = process.env['JHALAK_PICTURES'];

let deal: PaperDeal;
const stage = stageOf(async () => {
  const cell = await webCell();
  const tokens = new Map<string, string>();
  for (const role of ['operator', 'auditor'] as const) {
    const person = await cell.account(`${role}_one`);
    await cell.cell.accounts.grantRole({ personId: person.personId, role, reason: 'joined' });
    tokens.set(role, person.token);
  }
  deal = new PaperDeal(cell, tokens.get('operator') ?? '');
  return cell;
});

interface Room extends Window {
  on: Stage<TestCell>;
  name: string;
}

async function enter(
  t: TestContext,
  { handle = 'operator_one', words = 'en', viewport = LAPTOP }: Look & { handle?: string } = {},
): Promise<Room | undefined> {
  const on = stage(t);
  if (on === undefined) return undefined;
  const window = await openWindow(t, on, { words, viewport });
  window.page.on('pageerror', (error) => assert.fail(error));
  await signIn(window, handle, '/transfer');
  await window.page.locator('.transfer-page h1').waitFor();
  return { ...window, on, name: `${viewport.width}-${words}` };
}

/** Opens one of the room's places with keys alone. */
async function go({ page, t }: Room, place: string): Promise<void> {
  const radio = page.getByRole('radio', { name: t(`transferPlace.${place}`), exact: true });
  await radio.focus();
  await page.keyboard.press('Space');
}

async function isWell({ page, name }: Room, stop: string): Promise<void> {
  await isWholeWell(page, `transfer-${stop}-${name}`);
}

/** Within the margins of A4, in pixels as paper has them. */
const PAPER = { width: 688, height: 1_032 };

/** The certificate is one page, whatever its language; the annex follows on others. */
async function isOnePage({ page, name }: Room): Promise<void> {
  const size = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(PAPER);
  const height = await page
    .locator('.sheet-one')
    .evaluate((sheet) => sheet.getBoundingClientRect().bottom);
  assert.ok(height > 0 && height <= PAPER.height, `${name}: ${height} px on paper`);
  if (PICTURES !== undefined)
    await page.screenshot({ path: join(PICTURES, `transfer-paper-${name}.png`) });
  await page.emulateMedia({ media: 'screen' });
  if (size !== null) await page.setViewportSize(size);
}

/** Brings a file to the room, as it came from its signer. */
async function bring({ page, t }: Room, file: DealFile | string): Promise<void> {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  await page
    .locator('.act-drop input[type=file]')
    .setInputFiles({ name: 'act.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const add = page.getByRole('button', { name: t('transfer.add') });
  await add.or(page.locator('.act-refused')).first().waitFor();
  if (await add.isVisible()) await add.click();
}

/** Takes the drafted act away. */
async function takeDraft({ page, t }: Room): Promise<DealFile> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: t('transfer.takeDraft') }).click();
  const path = await (await downloading).path();
  return JSON.parse(await readFile(path, 'utf8')) as DealFile;
}

test('nothing is for sale; a deal is opened from a signed file, and what nobody signed is refused with the rule’s sentence', async (t) => {
  const room = await enter(t);
  if (room === undefined) return;
  const { page, t: say } = room;
  await page.getByRole('heading', { name: say('transfer.noDeal') }).waitFor();
  await isWell(room, 'empty');
  await bring(room, '{"not":"an act"}');
  await page.getByText(say('transfer.noAct')).waitFor();
  const opening = await deal.opening();
  await bring(room, { ...opening, signatures: [] });
  await page.locator('.act-refused p[lang=en]').waitFor();
  await bring(room, opening);
  await page.locator('.who-next').waitFor();
  await isWell(room, 'opened');
});

test('an act is drafted, signed on another machine or in the browser, and moves the deal; a rule that is broken is told', async (t) => {
  const room = await enter(t);
  if (room === undefined) return;
  const { page, t: say } = room;
  await page.locator('.who-next').waitFor();
  await go(room, 'acts');
  await page.locator('.act-draft select').first().selectOption('declare');
  await page.getByRole('button', { name: say('transfer.addInterest') }).click();
  await page.getByLabel(say('transfer.interestIn')).selectOption('first');
  await page.getByLabel(say('transfer.interestKind')).fill('convertible loan');
  await page
    .locator('.list-row input[type=file]')
    .setInputFiles({ name: 'loan.txt', mimeType: 'text/plain', buffer: Buffer.from('the loan') });
  const declared = await takeDraft(room);
  const act = JSON.parse(Buffer.from(declared.payload, 'base64').toString()) as object;
  assert.ok(JSON.stringify(act).includes(digest('the loan')), 'the file’s digest, not the file');
  // The wrong hand: the rule says whose act it is.
  await bring(room, deal.sign('seller-a', declared));
  assert.match(await page.locator('.act-refused p[lang=en]').innerText(), /mediator/);
  await bring(room, deal.sign('mediator-a', declared));
  await page.locator('.act-refused').waitFor({ state: 'detached' });
  await deal.freezeInventory();
  await deal.propose('seller-a', 'letter');
  await page.reload();
  await page.locator('.who-next').waitFor();
  await go(room, 'acts');
  const words = page.locator('.act-draft > .digest-words li');
  await words.first().waitFor();
  assert.equal(await words.count(), 16, 'the whole scope, in words');
  await isWell(room, 'acts');
  // Signed here: the key file stays in the page.
  const posted: string[] = [];
  page.on('request', (request) => posted.push(request.postData() ?? ''));
  const key = {
    name: 'key.pem',
    mimeType: 'text/plain',
    buffer: Buffer.from(deal.pem('export-a')),
  };
  await page.locator('.act-ways input[type=file]').setInputFiles(key);
  await page.getByText('Chen Bo').first().waitFor();
  await page.getByRole('button', { name: say('transfer.add') }).click();
  await page.getByText(say('transfer.taken')).waitFor();
  assert.equal((await deal.look()).step, 'rehearsal');
  assert.ok(!posted.some((body) => body.includes('PRIVATE')), 'the key goes nowhere');
});

test('each party sees what it may: a bidder no technology before the letter, one that is out only its copies; an auditor only reads', async (t) => {
  const room = await enter(t, { handle: 'auditor_one' });
  if (room === undefined) return;
  const { page, t: say } = room;
  await deal.work('seller-a', 'rehearsal', { bidder: 'first', passed: true });
  await deal.do('seller-a', {
    ...{ act: 'give_copy', bidder: 'second', copy: digest('plan'), what: 'Sealed plan, copy 2' },
  });
  await deal.do('seller-a', {
    ...{ act: 'drop_bidder', bidder: 'second', reason: 'the first talk did not go through' },
  });
  await deal.screen('first', [
    ['Chitra Holdings', 'in', 520],
    ['Lotus Fund', 'sg', 230],
    ['Dragon River', 'cn', 140],
  ]);
  await page.reload();
  await page.locator('.owner-list .is-excluded').first().waitFor();
  await page
    .getByText(say('transferMissing.allowance').replace('{name}', 'Chitra Media'))
    .waitFor();
  await isWell(room, 'path');
  await go(room, 'acts');
  await page.getByText(say('transfer.auditorReads')).waitFor();
  assert.equal(await page.locator('.act-draft').count(), 0);
  await go(room, 'inventory');
  await page.locator('.area').first().click();
  await page.locator('.group-detail table code').first().waitFor();
  await page.locator('.export-tag').first().waitFor();
  await isWell(room, 'inventory');
  const as = page.getByLabel(say('transfer.as'));
  await as.selectOption('mediator');
  await page.getByText(say('transfer.notForMediator')).waitFor();
  await as.selectOption('export');
  await page.locator('.verdict-line.is-hidden').waitFor();
  await as.selectOption('bidder:second');
  await page.getByRole('heading', { name: say('transfer.outTitle') }).waitFor();
  await page.getByText('Sealed plan, copy 2').waitFor();
  assert.equal(await page.getByText('Chitra').count(), await as.getByText('Chitra').count());
  await isWell(room, 'out');
});

test('the cut-over counts how long saving is paused; record and certificate are carried away and proven without a network', async (t) => {
  const room = await enter(t);
  if (room === undefined) return;
  const { cell } = room.on;
  const { page, t: say } = room;
  const document = digest('allowance');
  const screening = digest('owners of first');
  await deal.do('region-b', { act: 'allow', bidder: 'first', screening, document });
  await deal.propose('seller-a', 'terms', 'first');
  await deal.approve('seller-b', 'first-a');
  await deal.propose('seller-a', 'licence');
  await deal.approve('export-a');
  await deal.propose('seller-a', 'seal');
  await deal.approve('seller-b', 'first-a', 'export-a', 'region-a', 'region-b');
  const { clock } = cell.parts;
  await deal.work('seller-a', 'freeze', { untilMs: clock.nowMs() + 59_000 });
  clock.advance(12_000);
  await deal.work('seller-a', 'delta');
  await page.reload();
  await page.locator('.who-next').waitFor();
  await go(room, 'cutover');
  await page.locator('.big-clock.is-running').waitFor();
  assert.match(await page.locator('.clock-face').innerText(), /^00:[1-5]\d$/);
  await isWell(room, 'cutover');
  await go(room, 'certificate');
  await page.locator('.certificate-annex').waitFor();
  await isWell(room, 'certificate');
  await isOnePage(room);
  await cell.cell.border.publish();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: say('certificate.record') }).click();
  const record = await readFile(await (await downloading).path(), 'utf8');
  const work = cell.parts.folder;
  await writeFile(join(work, 'record.json'), record);
  await writeFile(join(work, 'letter.txt'), 'the letter');
  await writeFile(join(work, 'check.html'), await (await fetch(`${cell.url}/verify`)).text());
  await checkAway(t, room.on, work, await cell.cell.border.vkey(), record);
});

/** The page for checking, from a disk, with the network cut. */
async function checkAway(
  t: TestContext,
  on: Stage<TestCell>,
  work: string,
  vkey: string,
  record: string,
): Promise<void> {
  const { events } = JSON.parse(record) as { events: unknown[] };
  for (const locale of ['en', 'hi', 'ta', 'te', 'id']) {
    const context = await on.browser.newContext({ locale: `${locale}-IN`, viewport: PHONE });
    context.setDefaultTimeout(STEP_LIMIT_MS);
    t.after(async () => await context.close());
    await context.setOffline(true);
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(work, 'check.html')).href);
    await page.fill('#key', vkey);
    await page.setInputFiles('#file', [join(work, 'record.json'), join(work, 'letter.txt')]);
    await page.click('#check');
    const result = page.locator('#result.proven');
    await result.waitFor();
    const text = await result.innerText();
    assert.ok(text.includes('Chen Bo'), text);
    const count = String(events.length);
    assert.ok(text.split(count).length > 2, `${locale}: all ${count} acts are in the log: ${text}`);
    assert.ok(text.includes('letter'), 'the document is the one that an act names');
    assert.deepEqual(await sticksOut(page), [], locale);
    if (locale === 'en' || locale === 'ta') assert.deepEqual(await seriousViolations(page), []);
    if (PICTURES !== undefined)
      await page.screenshot({ path: join(PICTURES, `verify-deal-${locale}.png`), fullPage: true });
    if (locale !== 'en') continue;
    await writeFile(join(work, 'record.json'), record.replace('"atMs":', '"atMs":1'));
    await page.setInputFiles('#file', join(work, 'record.json'));
    await page.click('#check');
    await page.locator('#result.refuted').waitFor();
    await writeFile(join(work, 'record.json'), record);
  }
}

for (const [words, viewport] of [
  ['hi', PHONE],
  ['ta', PHONE],
  ['hi', LAPTOP],
] as const) {
  test(`every place fits ${viewport.width} pixels in ${words}`, async (t) => {
    const room = await enter(t, { words, viewport });
    if (room === undefined) return;
    const { page } = room;
    await page.locator('.who-next').waitFor();
    await isWell(room, 'path');
    await go(room, 'inventory');
    await page.locator('.area').first().waitFor();
    await isWell(room, 'inventory');
    await go(room, 'acts');
    await page.locator('.act-draft').waitFor();
    await isWell(room, 'acts');
    await go(room, 'cutover');
    await page.locator('.big-clock').waitFor();
    await isWell(room, 'cutover');
    await go(room, 'certificate');
    await page.locator('.certificate-annex').waitFor();
    await isWell(room, 'certificate');
    await isOnePage(room);
  });
}
