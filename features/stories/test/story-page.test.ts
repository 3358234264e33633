// Stories over HTTP and as cards, in a whole cell.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DeskCard } from '@jhalak/contracts/cards';
import type { StoryItemPage, StoryPage } from '@jhalak/contracts/stories';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { HOUR_MS } from '@jhalak/kernel';
import { openPictureSite, type PictureSite } from './picture-site.fixture.ts';
import { openNewsroom, RATE, TAKEOVER, type Newsroom, type Written } from './newsroom.fixture.ts';

let site: PictureSite;
let room: Newsroom;
const PAPERS = [0, 1, 2, 3, 4, 5].map((index) => `paper${index}.test`);
const written: Written[] = [];
let takeover: string;
let rate: string;
before(async () => {
  site = await openPictureSite();
  room = await openNewsroom(new Map(PAPERS.map((host) => [host, site.port])));
  for (let index = 0; index < 5; index += 1) {
    written.push(await room.write(TAKEOVER, index));
    written.push(await room.write(RATE, index));
  }
  await room.cell.drain();
  const storyOf = async (event: string): Promise<string> => {
    const report = written.find((one) => one.event === event)?.id ?? '';
    return (await room.placed()).find(({ reports }) => reports.includes(report))?.story ?? '';
  };
  takeover = await storyOf(TAKEOVER);
  rate = await storyOf(RATE);
});
after(async () => {
  await room.close();
  await site.close();
});

async function page(id: string): Promise<StoryPage> {
  const reply = await room.cell.api<StoryPage>('GET', `/v1/stories/${id}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

async function list(query = ''): Promise<StoryItemPage> {
  const reply = await room.cell.api<StoryItemPage>('GET', `/v1/stories${query}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

test('five papers that retell one agency are five reports of one origin, unconfirmed', async () => {
  const story = await page(takeover);
  assert.equal(story.reportCount, 5);
  assert.equal(story.reports.length, 5);
  assert.deepEqual(
    story.origins.map(({ name }) => name),
    ['Reuters'],
  );
  assert.equal(story.confirmed, false);
  assert.ok(story.reports.every(({ origin }) => origin === 'Reuters'));
});

test('a story is told in every language that has a report, with whose words they are', async () => {
  const { tellings, reports } = await page(rate);
  assert.deepEqual(tellings.map(({ language }) => language).toSorted(), [
    'en',
    'hi',
    'id',
    'ta',
    'te',
  ]);
  for (const telling of tellings) {
    for (const quote of [telling.headline, ...telling.summary]) {
      const report = reports.find(({ id }) => id === quote.report);
      assert.equal(report?.language, telling.language);
      assert.equal(report.publisher.name, quote.publisher);
    }
    assert.ok(telling.attribution.length > 0);
  }
});

test('of a publisher that lets only headlines be shown nothing but the headline is quoted', async () => {
  for (const id of [takeover, rate]) {
    const story = await page(id);
    const closed = story.reports.find(({ publisher }) => publisher.name === 'Paper 1');
    assert.ok(closed);
    assert.equal(closed.extract, '');
    const open = story.reports.find(({ publisher }) => publisher.name === 'Paper 0');
    assert.ok((open?.extract.length ?? 0) > 50);
    for (const { summary } of story.tellings)
      assert.ok(summary.every(({ report }) => report !== closed.id));
    assert.ok(story.tellings.some(({ summary }) => summary.length > 0));
  }
});

test('more independent origins go before more reports, and less as time passes', async () => {
  const { items } = await list();
  assert.deepEqual(
    items.map(({ id }) => id),
    [rate, takeover],
  );
  const [first, second] = items;
  assert.ok(first && second && first.trend > second.trend);
  room.cell.parts.clock.advance(24 * HOUR_MS);
  const [later] = (await list()).items;
  assert.ok(later && later.trend < first.trend / 2);
});

test('the list is cut into pages, and narrowed to a language and a genre', async () => {
  const first = await list('?limit=1');
  assert.equal(first.items.length, 1);
  const second = await list(`?limit=1&cursor=${encodeURIComponent(first.next ?? '')}`);
  assert.deepEqual([first.items[0]?.id, second.items[0]?.id], [rate, takeover]);
  const tamil = await list('?language=ta');
  assert.equal(tamil.items.length, 2);
  assert.ok(tamil.items.every(({ language }) => language === 'ta'));
  assert.deepEqual((await list('?language=bn')).items, []);
  assert.deepEqual((await list('?genre=food')).items, []);
  assert.equal((await room.cell.api('GET', '/v1/stories?cursor=nonsense')).status, 400);
});

test('cards are proposed from a story in its languages; without reports they go dark', async () => {
  const cards = async (): Promise<DeskCard[]> => {
    const reply = await room.desk<{ items: DeskCard[] }>('GET', '/cards?state=proposed&limit=50');
    return reply.items.filter(({ itemId }) => itemId === rate);
  };
  const proposed = await cards();
  assert.deepEqual(proposed.map(({ language }) => language).toSorted(), [
    'en',
    'hi',
    'id',
    'ta',
    'te',
  ]);
  const english = proposed.find(({ language }) => language === 'en');
  assert.equal(english?.story?.reports, 5);
  assert.ok(english.attribution.includes('Text: Paper 0'));
  assert.equal(english.open, `/stories/${rate}`);
  for (const one of written.filter(({ event }) => event === RATE)) await room.remove(one);
  await room.cell.drain();
  assert.deepEqual(await cards(), []);
  assert.equal((await room.cell.api('GET', `/v1/stories/${rate}`)).status, 404);
  assert.deepEqual(
    (await list()).items.map(({ id }) => id),
    [takeover],
  );
});

test('values that differ stand beside the names of the publishers that say so', async () => {
  const texts = [
    'पटना के पास बस पलटने से 12 लोगों की मौत हो गई और 30 लोग घायल हुए।',
    'बिहार के पटना में बस हादसे में 14 लोगों की जान चली गई। 30 यात्री घायल हैं।',
  ] as const;
  const report = await room.writeText(0, 'hi', texts[0]);
  await room.writeText(3, 'hi', texts[1]);
  await room.cell.drain();
  const story = (await room.placed()).find(({ reports }) => reports.includes(report));
  const { disagreements } = await page(story?.story ?? '');
  assert.deepEqual(
    disagreements.map(({ values }) =>
      values.map(({ value, publishers }) => [value, ...publishers]),
    ),
    [
      [
        [12, 'Paper 0'],
        [14, 'Paper 3'],
      ],
    ],
  );
});

test('the picture of a story and its cards is the best one whose licence lets it be shown', async (t) => {
  if (!(await ffmpegPictures().formats()).includes('webp'))
    return t.skip('ffmpeg with a WebP encoder is not installed: pictures were not tested');
  const text =
    'A flood swept through Bekasi on Thursday and 4,100 people left their homes, officials said.';
  const plain = await room.writeText(0, 'en', text);
  await room.writeText(4, 'en', text, 'http://paper4.test/picture.png');
  await room.fetch();
  const storyId = (await room.placed()).find(({ reports }) => reports.includes(plain))?.story ?? '';
  const itemOf = async (): Promise<StoryItemPage['items'][number] | undefined> =>
    (await list()).items.find(({ id }) => id === storyId);
  assert.equal((await page(storyId)).reportCount, 2);
  assert.equal((await itemOf())?.picture, undefined);
  await room.writeText(5, 'en', text, 'http://paper5.test/picture.png');
  await room.fetch();
  const picture = (await itemOf())?.picture;
  assert.ok(picture);
  const file = await fetch(`${room.cell.url}${picture.renditions[0]?.url ?? ''}`);
  assert.equal(file.status, 200);
  assert.equal((await file.arrayBuffer()).byteLength, picture.renditions[0]?.bytes);
  const cards = await room.desk<{ items: DeskCard[] }>('GET', '/cards?state=proposed&limit=50');
  const card = cards.items.find(({ itemId }) => itemId === storyId);
  assert.equal(card?.picture?.thumbhash, picture.thumbhash);
  assert.ok(card.attribution.includes('Text: Paper 5'), card.attribution.join());
});
