// A publisher's terms change: what is told of its reports follows, in stories and in cards that were approved.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DeskCard } from '@jhalak/contracts/cards';
import type { DeskPublisher } from '@jhalak/contracts/publishers';
import type { StoryPage } from '@jhalak/contracts/stories';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { openPictureSite, type PictureSite } from './picture-site.fixture.ts';
import { openNewsroom, type Newsroom } from './newsroom.fixture.ts';

let site: PictureSite;
let room: Newsroom;
before(async () => {
  site = await openPictureSite();
  room = await openNewsroom(
    new Map([0, 3].map((index) => [`paper${index}.test`, site.port] as const)),
  );
});
after(async () => {
  await room.close();
  await site.close();
});

const OPEN =
  'A dam near Nashik was opened on Friday. Engineers released 40,000 litres a second into the Godavari from the Gangapur dam near Nashik on Friday. Schools along the river stay closed until Monday.';
const OTHER =
  'Gangapur dam near Nashik opened. Water from the Gangapur dam near Nashik reached the ghats of the Godavari within three hours of its opening on Friday. Boats were tied up.';

async function storyOf(report: string): Promise<string> {
  const placed = await room.placed();
  return placed.find(({ reports }) => reports.includes(report))?.story ?? '';
}

async function page(id: string): Promise<StoryPage> {
  const reply = await room.cell.api<StoryPage>('GET', `/v1/stories/${id}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

async function cardOf(story: string, state: string): Promise<DeskCard> {
  const reply = await room.desk<{ items: DeskCard[] }>('GET', `/cards?state=${state}&limit=50`);
  const card = reply.items.find(({ itemId }) => itemId === story);
  assert.ok(card, `no card is ${state}`);
  return card;
}

async function change(publisher: DeskPublisher | undefined, body: object): Promise<void> {
  await room.desk('PATCH', `/publishers/${publisher?.id ?? ''}`, body);
  await room.cell.drain();
}

test('a narrower licence takes sentences and pictures out of stories and approved cards, a wider one offers them again', async (t) => {
  const pictured = (await ffmpegPictures().formats()).includes('webp');
  if (!pictured) t.diagnostic('ffmpeg writes no WebP here: pictures were NOT tested');
  const own = await room.writeText(0, 'en', OPEN, 'http://paper0.test/picture.png');
  const other = await room.writeText(3, 'en', OTHER);
  await room.fetch();
  const story = await storyOf(own);
  assert.equal(await storyOf(other), story);
  const quotes = async (): Promise<string[]> =>
    (await page(story)).tellings.flatMap(({ summary }) => summary.map(({ report }) => report));
  assert.ok((await quotes()).includes(own));
  const proposed = await cardOf(story, 'proposed');
  assert.match(proposed.summary, /Schools along/);
  if (pictured) assert.ok(proposed.picture);
  await room.desk('POST', `/cards/${proposed.id}/acts`, { action: 'approve' });
  await room.cell.drain();

  const paper = room.publishers[0];
  const licence = { name: 'Agreement of May', text: 'headline', pictures: false };
  await change(paper, { licence });
  assert.ok(!(await quotes()).includes(own));
  assert.equal((await page(story)).reportCount, 2);
  const narrowed = await cardOf(story, 'approved');
  assert.equal(narrowed.id, proposed.id);
  assert.doesNotMatch(narrowed.summary, /Schools along/);
  assert.equal(narrowed.picture, undefined);
  const file = `${room.cell.url}/media/reports/${own}/360.webp`;
  assert.equal((await fetch(file)).status, 404);

  await change(paper, { licence: { ...licence, text: 'full', pictures: true } });
  assert.ok((await quotes()).includes(own));
  const wider = await cardOf(story, 'approved');
  assert.doesNotMatch(wider.summary, /Schools along/, 'what is new waits for a look');
  assert.match(JSON.stringify(wider.correction), /Schools along/);
  if (pictured) assert.equal((await fetch(file)).status, 200);
});

test('a new name and a new line beside it are told with the reports that stand already', async () => {
  const report = await room.writeText(
    5,
    'en',
    'A school for boat builders opened in Kollam on May Day.',
  );
  await room.cell.drain();
  const story = await storyOf(report);
  const proposed = await cardOf(story, 'proposed');
  assert.deepEqual(proposed.attribution, ['Text: Paper 5']);
  await room.desk('POST', `/cards/${proposed.id}/acts`, { action: 'approve' });
  await change(room.publishers[5], { name: 'The Boatman', attribution: 'By The Boatman' });
  assert.equal((await page(story)).reports[0]?.publisher.name, 'The Boatman');
  assert.deepEqual(
    (await page(story)).origins.map(({ name }) => name),
    ['The Boatman'],
  );
  const renamed = await cardOf(story, 'approved');
  assert.deepEqual([renamed.attribution, renamed.correction], [['By The Boatman'], undefined]);
});
