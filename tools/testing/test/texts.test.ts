// Five hundred texts that break programs, through caption, comment, bio, search and the person's own archive: what was written
// comes back, letter for letter, but for what only hides or piles up; what is no text is refused.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CommentPage } from '@jhalak/contracts/comments';
import type { Video } from '@jhalak/contracts/videos';
import { cleanText } from '@jhalak/kernel';
import {
  startCell,
  type TestCell,
  type TestPerson,
  fetchArchive,
  makeExport,
  unpack,
} from '@jhalak/testing';
import { NO_TEXTS, TORTURE } from '../src/torture.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';

let cell: TestCell;
let maker: TestPerson;
let fan: TestPerson;
/** Each text as the caption of a clip of its own. */
const clips = new Map<string, string>();
/** Texts that leave something when what hides is gone. */
const SAID = TORTURE.filter((text) => cleanText(text) !== '');
before(async () => {
  cell = await startCell();
  maker = await cell.account('maker_one');
  fan = await cell.account('fan_one');
  const personId = maker.personId;
  for (const text of SAID) clips.set(text, await cell.publish({ personId, caption: 'before' }));
  await cell.drain();
});
after(async () => {
  await cell.close();
});

/** Letters, digits and signs that people see, in one form; fillers and a sign of Braille without a dot are none. */
function seen(text: string): string {
  return (
    text
      .normalize('NFC')
      .match(
        /(?![\u2800\p{Default_Ignorable_Code_Point}])[\p{L}\p{N}\p{S}\p{P}\p{Extended_Pictographic}]/gu,
      ) ?? []
  ).join('');
}

async function send(method: string, path: string, who: TestPerson, body: object): Promise<unknown> {
  const reply = await cell.api<object>(method, path, { token: who.token, body });
  assert.ok(reply.status < 300, `${JSON.stringify(body)}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

test('there are five hundred, and cleaning takes nothing that is seen and is done once', () => {
  assert.equal(TORTURE.length, 500);
  for (const text of TORTURE) {
    assert.equal(cleanText(cleanText(text)), cleanText(text), JSON.stringify(text));
    assert.equal(seen(cleanText(text)), seen(text), JSON.stringify(text));
  }
});

test('a caption comes back as it was written', async () => {
  for (const [text, id] of clips) {
    await send('PATCH', `/v1/videos/${id}`, maker, { caption: text });
    const { body } = await cell.api<Video>('GET', `/v1/videos/${id}`);
    assert.equal(body.caption, cleanText(text), JSON.stringify(text));
  }
});

test('a comment and a bio come back as they were written', async () => {
  const [videoId = ''] = clips.values();
  for (const text of SAID) {
    // People write one after the other.
    cell.parts.clock.advance(60_000);
    const said = (await send('POST', `/v1/videos/${videoId}/comments`, fan, { text })) as {
      text: string;
    };
    assert.equal(said.text, cleanText(text), JSON.stringify(text));
    const bio = text.slice(0, 150).toWellFormed();
    await send('PATCH', '/v1/profile', fan, { bio });
    const { body } = await cell.api<{ bio?: string }>('GET', '/v1/people/fan_one');
    assert.equal(body.bio ?? '', cleanText(bio), JSON.stringify(text));
  }
  const read = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/v1/videos/${videoId}/comments?order=newest&limit=100${at}`;
    const { body }: { body: CommentPage } = await cell.api<CommentPage>('GET', path);
    for (const { text } of body.items) read.add(text);
    cursor = body.next;
  }
  assert.deepEqual([...read].toSorted(), [...new Set(SAID.map(cleanText))].toSorted());
});

test('search takes every text, and finds a clip by a word of its caption where it has letters', async () => {
  await cell.drain();
  const missed: string[] = [];
  let looked = 0;
  for (const [text, id] of clips) {
    const words = cleanText(text).slice(0, 100).toWellFormed();
    const path = `/v1/search?kind=clips&limit=50&q=${encodeURIComponent(words)}`;
    const { status, body } = await cell.api<{ clips: { id: string }[] }>('GET', path);
    assert.equal(status, 200, `${JSON.stringify(words)}: ${JSON.stringify(body)}`);
    // What only makes an Arabic word longer is no word.
    if (!/\p{L}{2}/u.test(words.replaceAll('\u0640', ''))) continue;
    looked += 1;
    if (!body.clips.some((clip) => clip.id === id)) missed.push(JSON.stringify(text));
  }
  assert.ok(looked > 300, `${looked} with letters`);
  assert.deepEqual(missed, []);
});

test('the archive has every caption and every comment', async () => {
  for (const [person, file, of] of [
    [maker, 'clips', 'caption'],
    [fan, 'comments', 'text'],
  ] as const) {
    await send('POST', '/v1/step-up', person, { way: 'password', password: PASSWORD });
    const made = await makeExport(cell, person);
    assert.equal(made.state, 'ready', JSON.stringify(made));
    const archive = await unpack((await fetchArchive(cell, person, made.id)).bytes);
    try {
      const found = new Set((await archive.rows(file)).map((row) => row[of]));
      assert.deepEqual(
        SAID.map(cleanText).filter((text) => !found.has(text)),
        [],
      );
    } finally {
      await archive.close();
    }
  }
});

test('what is no text is refused, wherever it is sent', async () => {
  const [videoId = ''] = clips.values();
  for (const text of NO_TEXTS)
    for (const [method, path, body] of [
      ['PATCH', `/v1/videos/${videoId}`, { caption: text }],
      ['PATCH', '/v1/profile', { bio: text }],
      ['POST', `/v1/videos/${videoId}/comments`, { text }],
      ['POST', '/v1/collections', { name: text }],
      ['POST', `/v1/videos/${videoId}/comments`, { text: 'fine', [text]: 1 }],
    ] as const) {
      const reply = await cell.api<{ code?: string }>(method, path, { token: maker.token, body });
      const said = `${path} ${JSON.stringify(body)}`;
      assert.deepEqual([reply.status, reply.body.code], [400, 'request.invalid'], said);
    }
  const asked = await cell.api<{ code?: string }>('GET', '/v1/search?q=a%00b');
  assert.deepEqual([asked.status, asked.body.code], [400, 'request.invalid']);
});
