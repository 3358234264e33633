// The page that checks a public log, as it is carried away: taken from a cell, opened from a disk, with the network cut.

import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startCell, type TestCell } from '@jhalak/testing';
import {
  parseVkey,
  proofFileText,
  readTile,
  TileHashes,
  verifyLog,
  type LogFiles,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import { openBrowser, PHONE, STEP_LIMIT_MS, whyNoBrowser } from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

const PROVEN = { en: 'Proven', hi: 'प्रमाणित', ta: 'நிரூபிக்கப்பட்டது', te: 'రుజువైంది', id: 'Terbukti' };
const ENTRIES = 300;

let cell: TestCell | undefined;
let browser: Browser | undefined;
let vkey = '';
let work = '';
/** As the page writes them; the cell itself says something at its start. */
let sizes = { older: '', now: '' };
before(async () => {
  if (whyNoBrowser() !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ web: await buildWeb() });
  work = cell.parts.folder;
  vkey = await cell.cell.border.vkey();
  await fill(cell);
  await writeFile(join(work, 'page.html'), await (await fetch(`${cell.url}/verify`)).text());
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

/** A log with an older checkpoint, a changed copy, and a proof of one entry. */
async function fill({ parts, cell: { border } }: TestCell): Promise<void> {
  const more = async (): Promise<string> => {
    const ids = await parts.database.transaction(async (tx) => {
      const made: string[] = [];
      for (let at = 0; at < ENTRIES / 2; at += 1)
        made.push(await border.log.append(tx, { kind: 'key', act: 'keys.rotated' }));
      return made;
    });
    await border.publish();
    return ids.at(-1) ?? '';
  };
  await more();
  await cp(join(work, 'log/checkpoint'), join(work, 'older'));
  const entryId = await more();
  const files: LogFiles = { read: async (path) => await readFile(join(work, 'log', path)) };
  const log = parseVkey(nodeCrypto.sha256, vkey);
  const { checkpoint, entry } = await verifyLog(nodeCrypto, files, { log, entryId });
  assert.ok(entry);
  const older = await readFile(join(work, 'older'), 'utf8');
  sizes = { older: older.split('\n')[1] ?? '', now: String(checkpoint.size) };
  const hashes = new TileHashes(
    nodeCrypto.sha256,
    checkpoint.size,
    async (path, width) => await readTile(files, path, width),
  );
  const proof = proofFileText({
    index: entry.index,
    entry: entry.bytes,
    hashes: await hashes.inclusion(entry.index),
    checkpoint: await readFile(join(work, 'log/checkpoint')),
  });
  await writeFile(join(work, 'one.tlog-proof'), proof);
  await cp(join(work, 'log'), join(work, 'changed'), { recursive: true });
  const path = join(work, 'changed/tile/entries/000');
  const bundle = await readFile(path, 'latin1');
  await writeFile(path, bundle.replace('rotated', 'retired'), 'latin1');
}

/** @param strict whether the browser's complaints are failures. */
async function carried(
  t: TestContext,
  locale: string,
  { strict } = { strict: true },
): Promise<Page | undefined> {
  if (browser === undefined) {
    t.skip(whyNoBrowser());
    return undefined;
  }
  const context = await browser.newContext({ locale: `${locale}-IN`, viewport: PHONE });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  t.after(() => context.close());
  await context.setOffline(true);
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error));
  page.on('console', (message) => {
    if (strict) assert.notEqual(message.type(), 'error', message.text());
  });
  await page.goto(pathToFileURL(join(work, 'page.html')).href);
  await page.fill('#key', vkey);
  return page;
}

async function verdict(page: Page): Promise<{ heading: string; text: string }> {
  await page.click('#check');
  const result = page.locator('#result');
  await result.locator('h2').waitFor();
  return {
    heading: await result.locator('h2').innerText(),
    text: await result.innerText(),
  };
}

test('in five languages the page proves one entry, fits a phone and passes axe', async (t) => {
  for (const [locale, proven] of Object.entries(PROVEN)) {
    const page = await carried(t, locale);
    if (page === undefined) return;
    await page.setInputFiles('#file', join(work, 'one.tlog-proof'));
    const { heading, text } = await verdict(page);
    assert.equal(heading, proven);
    assert.match(text, /keys\.rotated/);
    assert.equal(await page.locator('html').getAttribute('lang'), locale);
    assert.deepEqual(await sticksOut(page), []);
    // The pages differ in words only: once for each script is enough of a second's work.
    if (locale === 'en' || locale === 'ta') assert.deepEqual(await seriousViolations(page), []);
  }
});

test('a whole log is proven from its folder, with the older checkpoint that it goes on from', async (t) => {
  const page = await carried(t, 'en');
  if (page === undefined) return;
  await page.setInputFiles('#folder', join(work, 'log'));
  await page.locator('summary').click();
  await page.setInputFiles('#older', join(work, 'older'));
  const { heading, text } = await verdict(page);
  assert.equal(heading, 'Proven', text);
  assert.ok(text.includes(`a log of ${sizes.now} entries`), text);
  assert.ok(text.includes(`older checkpoint of ${sizes.older} entries`), text);
});

test('a changed log, and a key with a character changed, are not proven', async (t) => {
  const page = await carried(t, 'en');
  if (page === undefined) return;
  await page.setInputFiles('#folder', join(work, 'changed'));
  const changed = await verdict(page);
  assert.equal(changed.heading, 'Not true');
  assert.match(changed.text, /something was changed/);
  await page.fill(
    '#key',
    vkey.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
  );
  assert.equal((await verdict(page)).heading, 'Not checked');
});

test('the page may run nothing but its own script, and reach no network', async (t) => {
  const page = await carried(t, 'en', { strict: false });
  if (page === undefined || cell === undefined) return;
  await page.context().setOffline(false);
  const asked = await page.evaluate(
    async (url) =>
      await fetch(url).then(
        () => 'answered',
        () => 'refused',
      ),
    `${cell.url}/log/checkpoint`,
  );
  assert.equal(asked, 'refused');
});
