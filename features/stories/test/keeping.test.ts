// What is kept of stories over restarts, removals, failed commits and replays, with real engines.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { DurableConsumer, JournalBatch, JournalEvent } from '@jhalak/ports';
import { messageOf } from '@jhalak/kernel';
import { REPORT_STREAM } from '@jhalak/publishers';
import { STORY_STREAM } from '@jhalak/stories';
import { StoryKeeper } from '../src/keeping/keeper.ts';
import {
  openNewsroom,
  RATE,
  TAKEOVER,
  type Newsroom,
  type PlacedStory,
  type Written,
} from './newsroom.fixture.ts';

let room: Newsroom;
before(async () => {
  room = await openNewsroom();
});
after(async () => {
  await room.close();
});
let written: Written[] = [];
beforeEach(async () => {
  for (const one of written) await room.remove(one);
  await room.cell.drain();
  for (const table of ['stories', 'story_reports', 'story_report_places']) await empty(table);
  // A report of one page is known: each test's reports are new ones.
  await empty('publisher_items');
  written = [];
});

/** Two texts that nobody takes for one story, until a third holds both. */
const ABOUT =
  'Fire destroyed the Marigold Hotel in Pune on Tuesday. Anita Rao, who owns it, said that 340 guests were brought to safety.';
const WHOM =
  'Police in Pune arrested cook Dev Malhotra on Tuesday. He is said to have left a stove burning at night, inspector Okafor Lind told reporters.';

/** The last events of the reports' stream, as the next batch. */
async function lastEvents(count: number): Promise<JournalBatch> {
  const events = (await said(REPORT_STREAM)).slice(-count);
  return { window: events.at(-1)?.window ?? 0, last: true, events };
}

async function committed(consumer: DurableConsumer, batch: JournalBatch): Promise<void> {
  const { database } = room.cell.parts;
  await database.transaction(async (tx) => await consumer.handle(tx, batch));
}

async function failing(consumer: DurableConsumer, batch: JournalBatch): Promise<void> {
  const attempt = room.cell.parts.database.transaction(async (tx) => {
    await consumer.handle(tx, batch);
    throw new Error('the disk is full');
  });
  await assert.rejects(attempt, /disk is full/);
}

async function empty(table: string): Promise<void> {
  await room.cell.parts.database.query({
    name: `test.empty_${table}`,
    text: `DELETE FROM ${table}`,
  });
}

async function write(event: string, index: number): Promise<Written> {
  const one = await room.writeCopy(event, index);
  written.push(one);
  return one;
}

async function said(stream: string): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  const reader = await room.cell.parts.journal.follow({
    name: `test.${stream}`,
    streams: [stream],
    afterWindow: 0,
    handle: (batch) => void events.push(...batch.events),
  });
  await room.cell.parts.journal.seal();
  await reader.catchUp();
  await reader.stop();
  return events;
}

function idsOf(list: readonly Written[], event: string): string[] {
  return list
    .filter((one) => one.event === event)
    .map((one) => one.id)
    .toSorted();
}

/** Ids of each group on a line, in an order that does not depend on who came first. */
function groups(lists: readonly (readonly string[])[]): string[] {
  return lists.map((ids) => ids.toSorted().join(' ')).toSorted();
}

function together(placed: readonly PlacedStory[]): string[] {
  return groups(placed.map(({ reports }) => reports));
}

function bothEvents(): string[] {
  return groups([idsOf(written, TAKEOVER), idsOf(written, RATE)]);
}

test('reports that come mixed become two stories', async () => {
  for (let index = 0; index < 5; index += 1) {
    await write(TAKEOVER, index);
    await write(RATE, index);
    if (index % 2 === 0) await room.cell.drain();
  }
  await room.cell.drain();
  assert.deepEqual(together(await room.placed()), bothEvents());
});

test('a process that was just started puts new reports to stories that stand, whose ids stay', async () => {
  for (const index of [0, 1]) {
    await write(TAKEOVER, index);
    await write(RATE, index);
    await room.cell.drain();
  }
  const before = await room.placed();
  assert.equal(before.length, 2);
  await write(TAKEOVER, 2);
  await write(RATE, 4);
  await room.elsewhere();
  const between = await room.placed();
  // The cell's own memory lacks what was read elsewhere, and must take it up first.
  await write(TAKEOVER, 5);
  await write(TAKEOVER, 3);
  await room.cell.drain();
  const now = await room.placed();
  for (const later of [between, now])
    assert.deepEqual(
      later.map(({ story }) => story),
      before.map(({ story }) => story),
    );
  assert.deepEqual(together(now), bothEvents());
});

test('a commit that fails leaves nothing: the next try gives what a first one gives, and a second one nothing more', async () => {
  await write(TAKEOVER, 0);
  await write(RATE, 0);
  const batch = await lastEvents(2);
  const consumer = room.freshConsumer();
  for (let round = 0; round < 2; round += 1) await failing(consumer, batch);
  assert.deepEqual(await room.placed(), []);
  await committed(consumer, batch);
  const first = await room.placed();
  assert.equal(first.length, 2);
  await committed(consumer, batch);
  await room.cell.drain();
  assert.deepEqual(await room.placed(), first);
});

test('a report whose commit failed and that was then removed leads no other report astray', async () => {
  const consumer = room.freshConsumer();
  const one = await room.writeText(0, 'en', ABOUT);
  await committed(consumer, await lastEvents(1));
  const joint = await room.writeText(3, 'en', `${ABOUT} ${WHOM}`);
  await failing(consumer, await lastEvents(1));
  await room.desk('DELETE', `/reports/${joint}`);
  const two = await room.writeText(2, 'en', WHOM);
  await committed(consumer, await lastEvents(2));
  assert.deepEqual(together(await room.placed()), groups([[one], [two]]));
  for (const id of [one, two]) await room.desk('DELETE', `/reports/${id}`);
});

test('a removed report leaves its story; the last one darkens it; one that comes back finds its old id', async () => {
  const first = await write(RATE, 0);
  const second = await write(RATE, 1);
  await room.cell.drain();
  const [story] = await room.placed();
  assert.equal(story?.reports.length, 2);
  await room.desk('PATCH', `/publishers/${second.publisherId}`, { state: 'paused' });
  await room.cell.drain();
  assert.deepEqual(await room.placed(), [{ story: story.story, reports: [first.id] }]);
  await room.desk('PATCH', `/publishers/${first.publisherId}`, { state: 'paused' });
  await room.cell.drain();
  assert.deepEqual(await room.placed(), []);
  const last = (await said(STORY_STREAM)).findLast(({ key }) => key === story.story);
  assert.equal(last?.type, 'dark');
  assert.equal(last.facts['shown'], false);
  assert.equal((await room.cell.api('GET', `/v1/stories/${story.story}`)).status, 404);
  for (const { publisherId } of [second, first])
    await room.desk('PATCH', `/publishers/${publisherId}`, { state: 'active' });
  await room.cell.drain();
  assert.deepEqual(await room.placed(), [story]);
  const back = (await said(STORY_STREAM)).findLast(({ key }) => key === story.story);
  assert.equal(back?.type, 'changed');
  assert.equal(back.facts['reports'], 2);
});

test('the journal read again from its beginning gives the same stories by the same ids', async () => {
  for (let index = 0; index < 4; index += 1) {
    await write(TAKEOVER, index);
    await write(RATE, index);
    await room.cell.drain();
  }
  const lived = await room.placed();
  for (const table of ['stories', 'story_reports', 'story_report_places']) await empty(table);
  const consumer = room.freshConsumer();
  const { database, journal } = room.cell.parts;
  await database.transaction(async (tx) => await journal.rewind(tx, consumer));
  const again = await journal.consume(consumer);
  await again.catchUp();
  await again.stop();
  assert.deepEqual(await room.placed(), lived);
  await room.cell.drain();
  assert.deepEqual(await room.placed(), lived);
});

test('stories that later reports show to be one become one; the old address leads to it', async () => {
  const one = await room.writeText(0, 'en', ABOUT);
  await room.cell.drain();
  const two = await room.writeText(2, 'en', WHOM);
  await room.cell.drain();
  const apart = await room.placed();
  assert.deepEqual(together(apart), groups([[one], [two]]));
  const joint: string[] = [];
  for (const [index, text] of [
    `${ABOUT} ${WHOM}`,
    `${WHOM} ${ABOUT}`,
    `${ABOUT} ${WHOM} More tomorrow.`,
  ].entries()) {
    joint.push(await room.writeText(3 + index, 'en', text));
    await room.cell.drain();
  }
  const [story, ...others] = await room.placed();
  assert.deepEqual(others, []);
  assert.deepEqual(story?.reports, [one, two, ...joint].toSorted());
  const gone = apart.find((before) => before.story !== story.story)?.story ?? '';
  const page = await room.cell.api<{ id: string }>('GET', `/v1/stories/${gone}`);
  assert.deepEqual([page.status, page.body.id], [200, story.story]);
  const last = (await said(STORY_STREAM)).findLast(({ key }) => key === gone);
  assert.deepEqual([last?.type, last?.facts['mergedInto']], ['dark', story.story]);
  for (const id of [one, two, ...joint]) await room.desk('DELETE', `/reports/${id}`);
});

test('more reports than fit into a transaction are read again beside it, and stories go on after that', async () => {
  for (const index of [0, 1, 2]) {
    await write(TAKEOVER, index);
    await write(RATE, index);
  }
  await room.cell.drain();
  const before = await room.placed();
  await write(RATE, 4);
  const batch = await lastEvents(1);
  const deps = { ...room.cell.parts, publishers: room.cell.cell.publishers, inlineMax: 5 };
  const consumer = new StoryKeeper(deps).consumer();
  await assert.rejects(committed(consumer, batch), /being read again/);
  for (
    let tries = 0;
    (await room.placed()).flatMap(({ reports }) => reports).length < 7;
    tries += 1
  ) {
    assert.ok(tries < 1_000, 'it never ends');
    await committed(consumer, batch).catch((error: unknown) =>
      assert.match(messageOf(error), /being read again/),
    );
  }
  assert.deepEqual(together(await room.placed()), bothEvents());
  assert.deepEqual(
    (await room.placed()).map(({ story }) => story),
    before.map(({ story }) => story),
  );
});
