// Taking one's data with one, on the real program: asked for on a phone in Hindi, fetched, opened without network; while the
// program is killed; and while an order closes the region. JHALAK_PICTURES=folder keeps a picture of each step.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Export, ExportList } from '@jhalak/contracts/exports';
import { call } from './api.fixture.ts';
import { LAPTOP, open, PHONE, picture, STEP_LIMIT_MS, whyNotHere } from './browser.fixture.ts';
import {
  download,
  isWell,
  openExportHouse,
  unpacked,
  type ExportHouse,
} from './exports.fixture.ts';
import { stepsOf } from './steps.fixture.ts';
import { until } from './until.fixture.ts';

test('people take everything that is kept about them away, by hand, over a kill, and out of a closed region', async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const house = await openExportHouse();
  t.after(() => house.end());
  const step = stepsOf(t, house, async (one) => {
    one.diagnostic(await house.program.lastWords());
    await picture(house.phone.page, 'exports-failed-phone');
    await picture(house.laptop.page, 'exports-failed-laptop');
  });
  await step('asked for and fetched on a phone in Hindi', fetchedOnAPhone);
  await step('opened without network, it shows the clips', opensByItself);
  await step(
    'killed outright under way, it is made all the same, and never served half',
    overAKill,
  );
  await step('out of a closed region', outOfAClosedRegion);
  await step('nothing went wrong inside the pages', async () => {
    assert.deepEqual(house.wrong, []);
  });
});

async function fetchedOnAPhone({ phone, folder }: ExportHouse): Promise<void> {
  const { page, t } = phone;
  await open(page, '/settings#your-data');
  await page.getByRole('button', { name: t('data.ask') }).waitFor();
  await isWell(page);
  await picture(page, 'exports-1-ask-hi');
  await page.getByRole('button', { name: t('data.ask') }).click();
  await page.getByText(t('data.ready')).waitFor();
  await isWell(page);
  await picture(page, 'exports-2-ready-hi');
  const to = await download(phone, folder, 'phone');
  assert.match(await readFile(join(to, 'index.html'), 'utf8'), /<html lang="hi">/);
}

async function opensByItself({ browser, folder }: ExportHouse): Promise<void> {
  const address = pathToFileURL(join(folder, 'phone/index.html')).href;
  for (const [name, viewport] of [
    ['phone', PHONE],
    ['laptop', LAPTOP],
  ] as const) {
    const context = await browser.newContext({ viewport, offline: true });
    context.setDefaultTimeout(STEP_LIMIT_MS);
    const page = await context.newPage();
    await page.goto(address);
    // They come when they are about to be seen: the page does not wait for them.
    const pictures = page.locator('li img');
    assert.equal(await pictures.count(), 2);
    for (const one of await pictures.all()) {
      await one.scrollIntoViewIfNeeded();
      await until(
        'a picture is drawn',
        STEP_LIMIT_MS,
        async () =>
          (await one.evaluate((img) => (img as HTMLImageElement).naturalWidth)) || undefined,
      );
    }
    await page.evaluate(() => window.scrollTo(0, 0));
    assert.ok(await page.evaluate(() => document.body.scrollWidth <= window.innerWidth));
    await picture(page, `exports-3-opened-${name}`);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await picture(page, `exports-3-opened-end-${name}`);
    await context.close();
  }
}

async function overAKill({ program, maker, folder }: ExportHouse): Promise<void> {
  const { url } = program;
  const { token } = maker;
  const asked = await call(url, 'POST', '/v1/me/exports', { token, body: { language: 'en' } });
  const { id } = (await asked.json()) as Export;
  await program.kill();
  await program.startAgain();
  await until('the archive is ready', STEP_LIMIT_MS, async () => {
    const file = await fetch(`${url}/v1/me/exports/${id}/file`, {
      headers: { authorization: `Bearer ${token}` },
    });
    // Either a whole one or none.
    if (file.status === 409) return undefined;
    assert.equal(file.status, 200, await file.clone().text());
    const zip = join(folder, 'killed.zip');
    await writeFile(zip, Buffer.from(await file.arrayBuffer()));
    return await unpacked(zip);
  });
}

async function outOfAClosedRegion(house: ExportHouse): Promise<void> {
  const { laptop, tamil, phone, folder, program, maker } = house;
  await house.closeRegion();
  for (const [name, { page, t }] of Object.entries({ phone, laptop, tamil })) {
    assert.equal((await page.goto('/'))?.status(), 451);
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: t('region.takeData') }).waitFor();
    await isWell(page);
    await picture(page, `exports-4-closed-${name}`);
  }
  const { page, t } = laptop;
  await page.getByRole('link', { name: t('region.takeData') }).click();
  await page.getByRole('button', { name: t('data.askAgain') }).click();
  await page.getByText(t('data.ready')).waitFor();
  await until('the third is there', STEP_LIMIT_MS, async () => {
    const reply = await call(program.url, 'GET', '/v1/me/exports', maker);
    const { items } = (await reply.json()) as ExportList;
    return items.length === 3 && items[0]?.state === 'ready' ? true : undefined;
  });
  await open(page, '/settings#your-data');
  await page.getByText(t('data.ready')).waitFor();
  await isWell(page);
  await picture(page, 'exports-5-ready-laptop');
  const to = await download(laptop, folder, 'laptop');
  assert.match(await readFile(join(to, 'index.html'), 'utf8'), /<html lang="en">/);
  await open(tamil.page, '/settings#your-data');
  await tamil.page.getByText(tamil.t('data.ready')).waitFor();
  await isWell(tamil.page);
  await picture(tamil.page, 'exports-5-ready-tamil');
}
