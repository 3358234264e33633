// People who let the feed learn and then take it back, in the midst of watching: how long anything personal goes on after it. A
// whole cell with its journal and its learner, over HTTP, with a clock that is moved by hand.

import type { FeedItem, FeedPage } from '@jhalak/contracts/feed';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { SECOND_MS, seededRandom, type Random } from '@jhalak/kernel';
import type { JournalEvent } from '@jhalak/ports';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

/** What is promised: nothing personal happens later than this after a withdrawal. */
const PROMISED_MS = 60 * SECOND_MS;
/** Watched on after the withdrawal for so long. */
const AFTER_MS = 3 * PROMISED_MS;
const STEP_MAX_MS = 12 * SECOND_MS;
const PAGES_BEFORE_MAX = 3;
const PAGE = 6;
const CLIPS_EACH = 9;
const GENRES = ['music', 'dance', 'sports', 'food'] as const;

export interface WithdrawalReport {
  people: number;
  seed: number;
  /** Events of before the withdrawals that were learned from: what is to stop is there. */
  learnedBefore: number;
  /** Reports sent after them, on slots of before and after. */
  reportsAfter: number;
  /** Of those, recorded as to be learned from: within the promised time, and later. */
  learnedWithin: number;
  learnedLater: number;
  /** Places on pages asked for after them that say they are personal. */
  personalSlots: number;
  /** People of whom the learner still held anything after the promised time. */
  stillKnown: number;
  pagesAfter: number;
}

/** @returns what was counted. Cost: some 2 s a person. */
export async function withdrawalRun(options: {
  people: number;
  seed: number;
  log(line: string): void;
}): Promise<WithdrawalReport> {
  const { people, seed, log } = options;
  const cell = await startCell();
  try {
    await fill(cell);
    const report: WithdrawalReport = {
      ...{ people, seed, learnedBefore: 0, reportsAfter: 0, learnedWithin: 0, learnedLater: 0 },
      ...{ personalSlots: 0, stillKnown: 0, pagesAfter: 0 },
    };
    const withdrawnAtMs = new Map<string, number>();
    for (let nth = 0; nth < people; nth += 1) {
      const random = seededRandom(seed + nth);
      const person = await cell.viewer();
      withdrawnAtMs.set(person.personId, await live(cell, { person, random, report }));
      if ((nth + 1) % 20 === 0) log(`${nth + 1} people`);
    }
    await countJournal(cell, withdrawnAtMs, report);
    return report;
  } finally {
    await cell.close();
  }
}

async function fill(cell: TestCell): Promise<void> {
  for (const [nth, genre] of GENRES.entries()) {
    const { personId } = await cell.account(`maker_${nth}`);
    for (let clip = 0; clip < CLIPS_EACH; clip += 1)
      await cell.publish({ personId, genre, language: 'hi', caption: `${genre} ${clip}` });
  }
  await cell.drain();
}

interface Life {
  person: TestPerson;
  random: Random;
  report: WithdrawalReport;
}

/** @returns when this person took the word back. */
async function live(cell: TestCell, { person, random, report }: Life): Promise<number> {
  const { clock } = cell.parts;
  const { token } = person;
  const held: FeedItem[] = [];
  const pages = 1 + Math.floor(random.next() * PAGES_BEFORE_MAX);
  for (let page = 0; page < pages; page += 1) {
    const items = await pageOf(cell, token);
    held.push(...items);
    clock.advance(8 * SECOND_MS);
    // Some are told of now; of the others the player tells only after the withdrawal.
    await tell(
      cell,
      person,
      items.filter(() => random.next() < 0.7),
    );
  }
  await cell.drain();
  const consent = { personalisation: false, lock: false, ads: false, ...noticeRead('hi') };
  const reply = await cell.api('PATCH', '/v1/viewers/me', { token, body: { consent } });
  if (reply.status !== 200) throw new Error(`a withdrawal was answered with ${reply.status}`);
  const atMs = clock.nowMs();
  // What comes at once afterwards comes at another time: the journal tells them apart.
  clock.advance(1);
  while (clock.nowMs() - atMs < AFTER_MS) {
    // At once, and again and again: late reports of old slots, and a feed that goes on.
    const items = await pageOf(cell, token);
    report.pagesAfter += 1;
    report.personalSlots += items.filter(
      ({ slot }) => cell.cell.attention.readSlot(slot)?.personal,
    ).length;
    const told = [...held, ...items].filter(() => random.next() < 0.5);
    report.reportsAfter += await tell(cell, person, told);
    clock.advance(SECOND_MS + Math.floor(random.next() * STEP_MAX_MS));
    if (random.next() < 0.5) await cell.drain();
  }
  await cell.drain();
  const known = await cell.cell.taste.viewer(person.personId);
  if (known !== undefined && known.open.length + known.past.length > 0) report.stillKnown += 1;
  return atMs;
}

async function pageOf(cell: TestCell, token: string): Promise<readonly FeedItem[]> {
  const path = `/v1/feeds/for-you?limit=${PAGE}`;
  const { status, body } = await cell.api<FeedPage>('GET', path, { token });
  if (status !== 200) throw new Error(`a page was answered with ${status}`);
  return body.items;
}

let seq = 0;

/** @returns how many reports were sent. */
async function tell(
  cell: TestCell,
  { token }: TestPerson,
  items: readonly FeedItem[],
): Promise<number> {
  if (items.length === 0) return 0;
  const at = cell.parts.clock.nowMs();
  const events = items.flatMap(({ slot }) => [
    { type: 'impression', slot, at, seq: (seq += 1) },
    { type: 'finish', slot, at, watchMs: 8_000, seq: (seq += 1) },
  ]);
  const { status } = await cell.api('POST', '/v1/events', { token, body: { events } });
  if (status !== 202) throw new Error(`reports were answered with ${status}`);
  return events.length;
}

async function countJournal(
  { parts }: TestCell,
  withdrawnAtMs: ReadonlyMap<string, number>,
  report: WithdrawalReport,
): Promise<void> {
  await parts.journal.seal();
  const follower = await parts.journal.follow({
    name: 'lab.withdrawals',
    personal: true,
    streams: ['attention.events'],
    afterWindow: 0,
    handle: ({ events }) => {
      for (const event of events) count(event, withdrawnAtMs.get(event.key), report);
    },
  });
  await follower.catchUp();
  await follower.stop();
}

function count(
  { personal, atMs }: JournalEvent,
  fromMs: number | undefined,
  report: WithdrawalReport,
): void {
  const told = personal?.['events'];
  if (fromMs === undefined || !Array.isArray(told)) return;
  const learned = told.filter(
    (one) =>
      one !== null && typeof one === 'object' && !Array.isArray(one) && one['learn'] === true,
  ).length;
  if (atMs > fromMs + PROMISED_MS) report.learnedLater += learned;
  else if (atMs > fromMs) report.learnedWithin += learned;
  else report.learnedBefore += learned;
}
