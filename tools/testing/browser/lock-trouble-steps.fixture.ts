// What can go wrong around a lock screen: no network, a dead server, somebody in between, cards that are taken back, time.
// The page's clock is moved by hand; the service worker's and the program's are the machine's.

import assert from 'node:assert/strict';
import type { LockEventsBody, LockPack, SignedJson } from '@jhalak/contracts/lock';
import { open, picture, STEP_LIMIT_MS } from './browser.fixture.ts';
import type { LockCall } from './lock-line.fixture.ts';
import {
  ANY_CARD,
  allHeadlines,
  CARD,
  goToCard,
  HOUR_MS,
  keptHere,
  opensWithoutNetwork,
  passTime,
  POLL_MS,
  wake,
} from './lock-page.fixture.ts';
import { CLIP_CAPTION, STORY_HEADLINE, type LockHouse } from './lock.fixture.ts';
import { until } from './until.fixture.ts';

/** By then a new pack is asked for. */
const PACK_DUE_MS = 31 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const NEWEST_CARD = 'मेला कल भी रहेगा';
const NEW_CARD = 'नया कार्ड: मेले में मुफ़्त चाय';

export async function withoutNetworkItIsAllThere(house: LockHouse): Promise<void> {
  const { page, line, program, t } = house;
  await until('the service worker keeps the lock screen', STEP_LIMIT_MS, async () =>
    (await opensWithoutNetwork(page)) ? true : undefined,
  );
  await program.kill();
  await line.cut(page);
  await open(page, '/lock');
  await page.clock.runFor(10_000);
  await page.locator('.lock-offline').waitFor();
  await goToCard(page, CLIP_CAPTION);
  await page.locator(`${CARD} .lock-picture.is-ready`).waitFor();
  assert.equal((await allHeadlines(page)).length, 4);
  await page.getByRole('button', { name: t('lock.save') }).click();
  await until('what happened waits', STEP_LIMIT_MS, async () =>
    (await keptHere(page)).waiting.some((one) => one.startsWith('save ')) ? true : undefined,
  );
  await picture(page, 'lock-5-offline');
}

export async function eventsArriveOnce(house: LockHouse): Promise<void> {
  const { page, line, program, desk } = house;
  const { waiting } = await keptHere(page);
  await program.startAgain();
  const from = line.calls.length;
  // The cell takes them, and its answer is lost on the way: the device cannot know, and sends them again.
  let lost = 0;
  line.meddle = ({ path }) => {
    if (!path.endsWith('/events') || lost > 0) return undefined;
    lost += 1;
    return 'lose';
  };
  await line.mend(page);
  await passTime(house, POLL_MS, '/lock/v1/events');
  await until('nothing waits any more', STEP_LIMIT_MS, async () => {
    await page.clock.runFor(6_000);
    return (await keptHere(page)).waiting.length === 0 ? true : undefined;
  });
  line.meddle = () => undefined;
  const [first = [], ...later] = eventCalls(line.calls.slice(from)).map(namesOf);
  assert(first.length > 0);
  assert.deepEqual(missing(later.flat(), first), [], 'the same again, under the same numbers');
  assert.deepEqual(missing([...first, ...later.flat()], waiting), [], 'all that waited came');
  const names = eventCalls(line.calls).flatMap(namesOf);
  const shown = names.filter((name) => name.startsWith('glance '));
  const glances = new Set(shown).size;
  assert(names.length >= new Set(names).size + first.length, 'some came twice');
  await until('every glance counts once', STEP_LIMIT_MS, async () =>
    (await desk.shown()).underReceipt === glances ? true : undefined,
  );
  assert.equal((await desk.shown()).withoutReceipt, 0);
}

const eventCalls = (calls: readonly LockCall[]): LockCall[] =>
  calls.filter(({ path, status }) => path === '/lock/v1/events' && status === 202);

const namesOf = ({ body }: LockCall): string[] =>
  (JSON.parse(body) as LockEventsBody).events.map(
    ({ type, slot, seq }) => `${type} ${slot} ${seq}`,
  );

const missing = (there: readonly string[], wanted: readonly string[]): string[] =>
  wanted.filter((one) => !there.includes(one));

export async function whatIsMeddledWithIsRefused(house: LockHouse): Promise<void> {
  const { page, line, desk } = house;
  const { packVersion: before } = await keptHere(page);
  const old = lastPack(line.calls);
  await desk.write(NEW_CARD);
  const tampered = (body: Buffer): Buffer => {
    const signed = JSON.parse(body.toString()) as SignedJson;
    const payload = Buffer.from(signed.payload, 'base64url').toString();
    const other = Buffer.from(payload.replaceAll('12', '99')).toString('base64url');
    return Buffer.from(JSON.stringify({ ...signed, payload: other }));
  };
  const packsAre = async (change: (body: Buffer) => Buffer): Promise<void> => {
    line.meddle = ({ path, body }) => (path.includes('/packs/') ? change(body) : undefined);
    await passTime(house, PACK_DUE_MS, '/packs/');
  };
  for (const change of [tampered, () => old]) {
    await packsAre(change);
    assert.equal((await keptHere(page)).packVersion, before);
    assert.equal((await allHeadlines(page)).length, 4);
  }
  line.meddle = () => undefined;
  await passTime(house, PACK_DUE_MS, '/packs/');
  await until('the true pack is taken', STEP_LIMIT_MS, async () => {
    await page.clock.runFor(5_000);
    return (await keptHere(page)).packVersion === before ? undefined : true;
  });
  await goToCard(page, NEW_CARD);
  const { packVersion: newer } = await keptHere(page);
  // Only where there is something new the cell answers with a pack.
  await desk.write(NEWEST_CARD);
  // The journal's window takes some 50 ms to reach the pool of cards: until then there is nothing new.
  await until('a newer pack was offered', STEP_LIMIT_MS, async () => {
    await packsAre(() => old);
    const offered = line.calls.findLast(({ path }) => path.includes('/packs/'))?.status === 200;
    return offered ? true : undefined;
  });
  assert.equal((await keptHere(page)).packVersion, newer, 'never back to an older one');
  await goToCard(page, NEW_CARD);
  line.meddle = () => undefined;
}

/** The last pack that the cell gave whole. */
function lastPack(calls: readonly LockCall[]): Buffer {
  const call = calls.findLast(({ path, status }) => path.includes('/packs/') && status === 200);
  assert(call, 'a pack came');
  return call.reply;
}

export async function aKilledCardIsGoneAfterOnePoll(house: LockHouse): Promise<void> {
  const { page, line, desk } = house;
  await goToCard(page, NEW_CARD);
  const killed = (await desk.cards('approved')).find((card) => card.headline === NEW_CARD);
  assert(killed);
  const { packVersion } = await keptHere(page);
  await desk.act(killed.id, 'kill');
  await until('the cell tells of it', STEP_LIMIT_MS, async () =>
    (await desk.isKilled(killed.id)) ? true : undefined,
  );
  await passTime(house, POLL_MS, '/lock/v1/kill');
  await page.getByText(NEW_CARD).waitFor({ state: 'detached' });
  assert.equal((await keptHere(page)).packVersion, packVersion, 'by the list, not by a new pack');
  assert(!(await allHeadlines(page)).includes(NEW_CARD));
  await line.cut(page);
  await open(page, '/lock');
  assert(!(await allHeadlines(page)).includes(NEW_CARD), 'nor from what is kept');
  await line.mend(page);
}

/** The list of what was taken back is a little older than the pack: for a moment only the list has ended. */
export async function offlineCardsEndWithTheKillList(house: LockHouse): Promise<void> {
  const { page, line, t } = house;
  await passTime(house, PACK_DUE_MS, '/packs/');
  const { killIssuedAtMs, clockOffsetMs } = await keptHere(page);
  const { issuedAtMs } = payloadOf(lastPack(line.calls));
  assert(killIssuedAtMs !== null && issuedAtMs > killIssuedAtMs + 1_000, 'the pack is younger');
  await line.cut(page);
  await page.clock.pauseAt(killIssuedAtMs + DAY_MS - 60_000 - clockOffsetMs);
  await openPaused(house);
  await page.locator(ANY_CARD).first().waitFor();
  await page.clock.fastForward(60_000);
  await openPaused(house);
  await page.getByRole('heading', { name: t('lock.dark_kill_list_old') }).waitFor();
  assert.equal(await page.locator('.lock-card').count(), 0);
  await picture(page, 'lock-6-list-old');
  await page.clock.fastForward(HOUR_MS);
  await openPaused(house);
  await page.getByRole('heading', { name: t('lock.dark_expired') }).waitFor();
  await picture(page, 'lock-6-expired');
  await page.clock.resume();
}

function payloadOf(signed: Buffer): LockPack {
  const { payload } = JSON.parse(signed.toString()) as SignedJson;
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as LockPack;
}

/** A page lives by its clock: it is given the moment that it needs to draw itself. */
async function openPaused({ page }: LockHouse): Promise<void> {
  await page.goto('/lock');
  await until('the page has drawn itself', STEP_LIMIT_MS, async () => {
    await page.clock.runFor(50);
    const drawn = page.locator(`${ANY_CARD}, .lock.is-dark h2`);
    return (await drawn.count()) > 0 ? true : undefined;
  });
}

/** Somebody in between has what the cell said yesterday, and keeps today's from the device. */
export async function expiredPacksAreRefused(house: LockHouse): Promise<void> {
  const { page, line, t } = house;
  const old = lastPack(line.calls);
  const oldKill = line.calls.findLast(
    ({ path, status }) => path.endsWith('/kill') && status === 200,
  );
  const { packVersion } = await keptHere(page);
  line.meddle = ({ path }) => {
    if (path.includes('/packs/')) return old;
    if (path.endsWith('/kill')) return oldKill?.reply;
    // A fresh receipt would tell the time.
    return path.endsWith('/receipts') ? 'lose' : undefined;
  };
  await line.mend(page);
  await passTime(house, 6 * 60_000, '/packs/');
  await page.getByRole('heading', { name: t('lock.dark_expired') }).waitFor();
  assert.equal((await keptHere(page)).packVersion, packVersion);
  line.meddle = () => undefined;
  // The cell tells the time: the clock is a day ahead, and the cards are of now.
  await passTime(house, 11 * 60_000, '/lock/v1/receipts');
  await page.locator(ANY_CARD).first().waitFor();
}

export async function aClockSetBackDarkens(house: LockHouse): Promise<void> {
  const { page, line, t } = house;
  await line.cut(page);
  const nowMs = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(nowMs - 3 * HOUR_MS);
  await page.clock.runFor(10_000);
  await page.getByRole('heading', { name: t('lock.dark_clock') }).waitFor();
  await picture(page, 'lock-6-clock');
  await line.mend(page);
  await page.clock.runFor(20_000);
  await page.locator(ANY_CARD).first().waitFor();
}

export async function afterAMinuteOnlyTheClockIsLeft(house: LockHouse): Promise<void> {
  const { page, t } = house;
  await goToCard(page, STORY_HEADLINE);
  await page.clock.runFor(65_000);
  await page.getByRole('button', { name: t('lock.wake') }).waitFor();
  assert.equal(await page.getByText(STORY_HEADLINE).count(), 0);
  await picture(page, 'lock-7-ambient');
  await wake(house);
  await page.locator(ANY_CARD).first().waitFor();
  assert.match(page.url(), /\/lock$/u, 'waking opens nothing');
}
