// What a page was chosen by stays for a day: it comes out the same, for its person, until they are erased; and what was
// served is what is learned from.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { HEADS, type Head } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

interface Page {
  items: {
    slot: string;
    video: { id: string };
    propensity: number;
  }[];
  next: string | null;
  receipt?: string;
}
interface Receipt {
  same: boolean | null;
  rankerVersion: number;
  candidates: number;
  slots: { videoId: string; same: boolean; propensity: number; features: object }[];
}

let cell: TestCell;
let viewer: TestPerson;
before(async () => {
  cell = await startCell();
  const makers = await Promise.all(
    ['one', 'two', 'three', 'four'].map((name) =>
      cell.cell.accounts.createPerson({ handle: `receipt_${name}` }),
    ),
  );
  for (let clip = 0; clip < 40; clip += 1) {
    const genre = ['music', 'dance', 'sports', 'food'][clip % 4] ?? 'music';
    await cell.publish({ personId: makers[clip % 4] ?? '', genre, language: 'hi' });
  }
  await cell.drain();
  viewer = await cell.viewer();
});
after(() => cell.close());

async function pageOf({ token }: TestPerson, cursor?: string | null): Promise<Page> {
  const at = cursor === undefined || cursor === null ? '' : `&cursor=${cursor}`;
  return (await cell.api<Page>('GET', `/v1/feeds/for-you?limit=6${at}`, { token })).body;
}

let seq = 0;
/** Watches the first half of a page to its end, and passes over the rest. */
async function watch({ token }: TestPerson, page: Page): Promise<void> {
  cell.parts.clock.advance(60_000);
  const at = cell.parts.clock.nowMs();
  const events = page.items.flatMap(({ slot }, nth) => [
    { type: 'impression', slot, at, watchMs: 0, seq: (seq += 1) },
    {
      type: nth < 3 ? 'finish' : 'skip',
      slot,
      at,
      watchMs: nth < 3 ? 8_000 : 700,
      seq: (seq += 1),
    },
  ]);
  const reply = await cell.api('POST', '/v1/events', { token, body: { events } });
  assert.equal(reply.status, 202);
  await cell.drain();
}

const steps = (head: string): number =>
  cell.cell.taste.rankerHealth().find((one) => one.head === head)?.steps ?? 0;

test('what was served is learned from once it is over, and pages are ranked by a numbered version', async () => {
  let page = await pageOf(viewer);
  for (let turn = 0; turn < 6; turn += 1) {
    await watch(viewer, page);
    page = await pageOf(viewer, page.next);
  }
  // Six pages of six; the last two showings are still open.
  assert.equal(steps('finish'), 34);
  assert.equal(steps('share'), 34, 'that nobody shared it is told too');
  assert.ok(cell.cell.taste.ranker().version > 0);
});

/** @returns how many showings the ranker holds to have come to this, weighed by how far their viewers count. */
function came(head: Head): number {
  return cell.cell.taste.model().ranker?.rarer[HEADS.indexOf(head) * 2] ?? Number.NaN;
}

/** Does late, of showings that are over, all that can be done late: one thing of each. */
async function doLate({ token }: TestPerson, { items }: Page): Promise<void> {
  const at = cell.parts.clock.nowMs();
  const tell = (place: number, type: string): object => ({
    ...{ type, slot: items[place]?.slot, at, watchMs: 8_000, seq: (seq += 1) },
  });
  const events = [tell(1, 'share'), tell(2, 'report'), tell(3, 'not_interested'), tell(1, 'share')];
  const sent = await cell.api('POST', '/v1/events', { token, body: { events } });
  assert.equal(sent.status, 202, JSON.stringify(sent.body));
  const like = `/v1/videos/${items[0]?.video.id}/like`;
  for (const time of [1, 2])
    assert.equal((await cell.api('PUT', like, { token })).status, 204, `${time}`);
  await cell.drain();
}

const LATE = ['like', 'share', 'report', 'notInterested'] as const;

test('what is done after a showing is over counts for it as if it had been done in time, once', async () => {
  const own = await cell.viewer();
  const page = await pageOf(own);
  await watch(own, page);
  const { past = [] } = (await cell.cell.taste.viewer(own.personId)) ?? {};
  assert.equal(past.length, 4, 'of six showings four are over');
  const before = LATE.map(came);
  await doLate(own, page);
  for (const [nth, head] of LATE.entries()) {
    const part = past[nth]?.part ?? 0;
    assert.ok(part > 0);
    assert.ok(Math.abs(came(head) - (before[nth] ?? 0) - part) < 1e-9, `${head}: ${came(head)}`);
  }
  const reported = page.items[2]?.video.id ?? '';
  assert.ok((await cell.cell.taste.viewer(own.personId))?.unwanted.includes(reported));
  // A day later it is a like of the clip, and of no showing.
  const again = await pageOf(own, page.next);
  await watch(own, again);
  const counted = came('like');
  cell.parts.clock.advance(86_400_001);
  await cell.api('PUT', `/v1/videos/${again.items[0]?.video.id}/like`, { token: own.token });
  await cell.drain();
  assert.equal(came('like'), counted);
});

test('who lets the feed forget is forgotten with what still waited', async () => {
  const own = await cell.viewer();
  const page = await pageOf(own);
  await watch(own, page);
  await cell.api('DELETE', '/v1/taste', { token: own.token });
  await cell.drain();
  assert.deepEqual((await cell.cell.taste.viewer(own.personId))?.past, []);
  const before = came('like');
  await cell.api('PUT', `/v1/videos/${page.items[0]?.video.id}/like`, { token: own.token });
  await cell.drain();
  assert.equal(came('like'), before);
});

test('every page of a session comes out of its receipt the same while learning goes on', async () => {
  let page = await pageOf(viewer);
  const receipts: { receipt: string; page: Page }[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    assert.ok(page.receipt);
    receipts.push({ receipt: page.receipt, page });
    await watch(viewer, page);
    page = await pageOf(viewer, page.next);
  }
  await cell.parts.state.flush();
  const versions = new Set<number>();
  for (const one of receipts) {
    const path = `/v1/feeds/receipts/${one.receipt}`;
    const { status, body } = await cell.api<Receipt>('GET', path, { token: viewer.token });
    assert.equal(status, 200);
    assert.equal(body.same, true, JSON.stringify(body));
    assert.deepEqual(
      body.slots.map(({ videoId, propensity }) => [videoId, propensity]),
      one.page.items.map(({ video, propensity }) => [video.id, propensity]),
    );
    versions.add(body.rankerVersion);
    assert.deepEqual((await cell.cell.feed.replay(one.receipt))?.same, true);
  }
  assert.ok(versions.size > 1, 'the ranker moved on, and the pages kept theirs');
});

test('a receipt is its person’s alone, ends with the day, and is erased with its person', async () => {
  const own = await cell.viewer();
  const { receipt } = await pageOf(own);
  const other = await cell.viewer();
  const read = async (who: TestPerson, id = receipt): Promise<number> =>
    (await cell.api('GET', `/v1/feeds/receipts/${id}`, { token: who.token })).status;
  assert.equal(await read(own), 200);
  assert.equal(await read(other), 404);
  assert.equal(await read(own, `${receipt?.split('.')[0]}.9`), 404);
  await cell.parts.state.flush();
  await cell.cell.accounts.erasePerson(own.personId);
  assert.equal(await cell.cell.feed.replay(receipt ?? ''), undefined);
  const late = await pageOf(other);
  cell.parts.clock.advance(86_400_000);
  assert.equal(await cell.cell.feed.replay(late.receipt ?? ''), undefined);
});

test('nothing is learned from a child, nor from somebody who did not agree', async () => {
  const before = steps('finish');
  const late = LATE.map(came);
  const notice = noticeRead('en');
  const no = { personalisation: false, lock: false, ads: false, ...notice };
  const yes = { ...no, personalisation: true };
  for (const person of [
    await cell.viewer({ consent: no }),
    await cell.viewer({ ageBand: '13-17', consent: yes }),
  ]) {
    let page = await pageOf(person);
    for (let turn = 0; turn < 3; turn += 1) {
      await watch(person, page);
      if (turn === 1) await doLate(person, page);
      page = await pageOf(person, page.next);
    }
    assert.equal(page.items.length, 6, 'their feed is a feed');
    const { open, past } = (await cell.cell.taste.viewer(person.personId)) ?? {};
    assert.deepEqual([...(open ?? []), ...(past ?? [])], []);
  }
  assert.equal(steps('finish'), before);
  assert.deepEqual(LATE.map(came), late);
});

test('a slot of the former layout, without features, still counts and teaches the ranker nothing', async () => {
  const before = steps('finish');
  const [first] = (await pageOf(viewer)).items;
  const slot = cell.cell.attention.readSlot(first?.slot ?? '');
  assert.ok(slot?.served);
  const { served: _served, slotId: _slotId, issuedAtMs: _issuedAtMs, ...plain } = slot;
  const token = cell.cell.attention.issueSlot(plain);
  cell.parts.clock.advance(9_000);
  const at = cell.parts.clock.nowMs();
  const body = { events: [{ type: 'finish', slot: token, at, watchMs: 8_000, seq: 0 }] };
  const reply = await cell.api<{ results: { ok: boolean }[] }>('POST', '/v1/events', {
    token: viewer.token,
    body,
  });
  assert.deepEqual(reply.body.results, [{ ok: true }]);
  await cell.drain();
  assert.equal(steps('finish'), before);
});
