// The cast of an archive's way: a maker with two clips on a phone in Hindi and on a laptop in English, and two officers who
// close the region.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Order, OrderRecord } from '@jhalak/contracts/orders';
import type { Browser, Page } from 'playwright-core';
import { call, PASSWORD, settled, signUp, upload, type Creator } from './api.fixture.ts';
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
import { makeClip } from './clips.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { startProgram, type Program } from './program.fixture.ts';

const run = promisify(execFile);
const MAKER = 'le_jane_wali';
/** Encoding two short clips on a busy machine. */
const READY_LIMIT_MS = 300_000;

export interface Taker {
  page: Page;
  t: (key: string) => string;
}

export interface ExportHouse {
  program: Program;
  browser: Browser;
  maker: Creator;
  phone: Taker;
  laptop: Taker;
  tamil: Taker;
  folder: string;
  wrong: string[];
  /** Closes the whole region by an order of two. */
  closeRegion(): Promise<void>;
  end(): Promise<void>;
}

export async function openExportHouse(): Promise<ExportHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-exports-'));
  const program = await startProgram();
  const browser = await openBrowser();
  const end = async (): Promise<void> => {
    await browser.close();
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const wrong: string[] = [];
    const officers = await openOffice(program);
    const maker = await signUp(program.url, MAKER);
    await publish(program.url, maker, folder);
    const taker = async (words: Words, viewport: typeof PHONE): Promise<Taker> => {
      const context = await newPhone(browser, program.url, `${words}-IN`, viewport);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
      const t = await wordsOf(words);
      await signIn({ page, t });
      return { page, t };
    };
    return {
      ...{ program, browser, maker, folder, wrong, end },
      phone: await taker('hi', PHONE),
      laptop: await taker('en', LAPTOP),
      tamil: await taker('ta', PHONE),
      closeRegion: async () => await closeRegion(program.url, officers),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function openOffice(program: Program): Promise<[Creator, Creator]> {
  const { url } = program;
  const officers = [
    await signUp(url, 'officer_first'),
    await signUp(url, 'officer_second'),
  ] as const;
  for (const { handle } of officers)
    await program.command(
      'user',
      'grant',
      handle,
      '--role',
      'legal_officer',
      '--reason',
      'the desk',
    );
  return [...officers];
}

async function publish(url: string, maker: Creator, folder: string): Promise<void> {
  const looks = [
    ['पुल पर रात', ['0x16b8a6', '0x2c1f38']],
    ['நதிக்கரை மாலை', ['0xffc145', '0xff3d7f']],
  ] as const;
  const sent: string[] = [];
  for (const [caption, colours] of looks) {
    const file = join(folder, `${sent.length}.mp4`);
    await makeClip(file, { colours, toneHz: 330, seconds: 2 });
    sent.push(await upload(url, maker, file, { caption, language: 'hi', genre: 'travel' }));
  }
  for (const id of sent)
    assert.equal((await settled(url, maker, id, READY_LIMIT_MS)).state, 'published');
}

async function signIn({ page, t }: Taker): Promise<void> {
  await open(page, '/signin?next=/settings');
  await page.getByLabel(t('signUp.handle')).fill(MAKER);
  await page.getByLabel(t('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === '/settings');
}

async function closeRegion(url: string, [first, second]: [Creator, Creator]): Promise<void> {
  const entered = await call(url, 'POST', '/v1/orders', {
    token: first.token,
    body: {
      ...{ authority: 'Ministry of Tests', law: 's69a', reference: 'T/1', text: 'Close it.' },
      ...{ interim: true, emergency: false, confidential: false, receivedAtMs: Date.now() - 1_000 },
      targets: [{ kind: 'app' }],
    },
  });
  const { id } = (await entered.json()) as Order;
  const read = await call(url, 'GET', `/v1/orders/${id}`, { token: second.token });
  const { order } = (await read.json()) as OrderRecord;
  const approval = order.approvals.find(({ act }) => act === 'release');
  assert.ok(approval);
  await call(url, 'POST', `/v1/orders/${id}/approvals/${approval.id}`, {
    token: second.token,
    body: { digest: approval.digest },
  });
}

/** Nothing sticks out, and nothing is hard to read or to reach. */
export async function isWell(page: Page): Promise<void> {
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await seriousViolations(page), []);
}

/** Presses the download button. @returns the folder of the unpacked archive. */
export async function download({ page, t }: Taker, folder: string, name: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: t('data.download') }).click();
  const file = await waiting;
  assert.match(file.suggestedFilename(), /^jhalak-le_jane_wali-\d{4}-\d\d-\d\d\.zip$/);
  const zip = join(folder, `${name}.zip`);
  await file.saveAs(zip);
  return await unpacked(zip);
}

/** Unpacks and checks an archive with Debian's own programs. */
export async function unpacked(zip: string): Promise<string> {
  const to = zip.replace(/\.zip$/, '');
  await run('unzip', ['-q', zip, '-d', to]);
  const { stdout } = await run('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: to });
  assert.equal(stdout, '');
  const clips = JSON.parse(await readFile(join(to, 'clips.json'), 'utf8')) as { count: number };
  assert.equal(clips.count, 2);
  return to;
}
