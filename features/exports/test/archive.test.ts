// A person's archive against the tables, row by row, and against everybody else's data.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { JsonObject } from '@jhalak/ports';
import {
  startCell,
  type TestCell,
  type TestPerson,
  fetchArchive,
  makeExport,
  unpack,
  type Unpacked,
} from '@jhalak/testing';
import { Value } from 'typebox/value';
import { exportPlan } from '../src/index.ts';

const CANARY = 'zq7canary';
const MANY = 1_203;
const ORIGINAL = Buffer.concat([
  Buffer.from('\0\0\0\x18ftypisom', 'latin1'),
  Buffer.alloc(200_000, 7),
]);

let cell: TestCell;
let maker: TestPerson;
let archive: Unpacked;
let bytes: Buffer;
let clipIds: string[];
let otherClips: string[];
let watched: { video: string; at: number }[];
before(async () => {
  cell = await startCell();
  maker = await cell.account('maker_one');
  await fill();
  const made = await makeExport(cell, maker);
  assert.equal(made.state, 'ready', JSON.stringify(made));
  const fetched = await fetchArchive(cell, maker, made.id);
  assert.equal(fetched.status, 200);
  bytes = fetched.bytes;
  assert.equal(bytes.length, made.bytes);
  archive = await unpack(bytes);
});
after(async () => {
  await archive?.close();
  await cell.close();
});

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

/** A person with a life here, among others with one of their own. */
async function fill(): Promise<void> {
  const { api, parts } = cell;
  const { token } = maker;
  clipIds = [];
  for (const caption of ['First <b>light</b>', 'நமஸ்தே']) {
    clipIds.push(await cell.publish({ personId: maker.personId, caption }));
    parts.clock.advance(1_000);
  }
  await parts.blobs.putBytes(`sources/${clipIds[0]}/original`, ORIGINAL);
  otherClips = [];
  for (const name of ['friend_one', 'friend_two', 'stranger_one']) {
    const other = await cell.account(name);
    const caption = `${CANARY} of ${name}`;
    otherClips.push(await cell.publish({ personId: other.personId, caption }));
    await cell.drain();
    const note = `${CANARY} note of ${name}`;
    const path = `/v1/videos/${clipIds[0]}`;
    await api('POST', `${path}/reports`, { token: other.token, body: { reason: 'spam', note } });
    await api('PUT', `${path}/like`, { token: other.token });
    await api('PUT', '/v1/people/maker_one/follow', { token: other.token });
  }
  await cell.drain();
  for (const name of ['friend_one', 'friend_two'])
    assert.ok((await api('PUT', `/v1/people/${name}/follow`, { token })).status < 300);
  for (const id of otherClips)
    assert.ok((await api('PUT', `/v1/videos/${id}/like`, { token })).status < 300);
  const report = { reason: 'spam', note: 'my own words' };
  await api('POST', `/v1/videos/${otherClips[0]}/reports`, { token, body: report });
  await api('PATCH', '/v1/profile', { token, body: { displayName: 'Maker One', bio: 'I make' } });
  watched = await watch();
  // More than is read at once, twice over.
  await parts.database.query(
    {
      name: 'test.many_likes',
      text: `INSERT INTO social_likes (person_id, video_id, since_ms) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS e(id)`,
    },
    [maker.personId, Array.from({ length: MANY }, () => parts.ids.next()), parts.clock.nowMs()],
  );
  await cell.drain();
  await cell.cell.taste.snapshot();
}

async function watch(): Promise<{ video: string; at: number }[]> {
  const { token } = maker;
  const page = await cell.api<{ items: { slot: string; video: { id: string } }[] }>(
    'GET',
    '/v1/feeds/for-you',
    { token },
  );
  const at = cell.parts.clock.nowMs();
  cell.parts.clock.advance(9_000);
  const events = page.body.items.flatMap(({ slot }) => [
    { type: 'impression', slot, seq: 0, at },
    { type: 'progress', slot, seq: 1, at: at + 6_000, watchMs: 6_000 },
  ]);
  assert.ok(events.length >= 6, 'the feed shows the three clips of others');
  const sent = await cell.api('POST', '/v1/events', { token, body: { events } });
  assert.equal(sent.status, 202, JSON.stringify(sent.body));
  return page.body.items.map(({ video }) => ({ video: video.id, at }));
}

test('every told table is there row by row, in the words of the database', async () => {
  let compared = 0;
  for (const planned of exportPlan(cell.cell.manifests).files) {
    if (planned.from !== 'table') continue;
    const { table, told, file } = planned;
    const rows = await cell.parts.database.query<{ row: JsonObject }>(
      {
        name: `test.rows.${table.name}`,
        text: `SELECT to_jsonb(t) AS row FROM ${table.name} t WHERE ${table.subject} = $1`,
      },
      [maker.personId],
    );
    const plain = Object.keys(told.fields).filter((name) => told.opens?.[name] === undefined);
    const camel = (name: string): string =>
      name
        .split('_')
        .map((part, at) => (at === 0 ? part : `${part[0]?.toUpperCase()}${part.slice(1)}`))
        .join('');
    // The archive's own row is running while it is written, and ready when it is read here.
    const skipped = new Set(
      file === 'exports' ? ['state', 'finished_at_ms', 'expires_at_ms', 'bytes'] : [],
    );
    const told1 = rows.map(({ row }) =>
      plain.filter((name) => !skipped.has(name)).map((name) => [camel(name), row[name]]),
    );
    const told2 = (await archive.rows(file)).map((row) =>
      plain.filter((name) => !skipped.has(name)).map((name) => [camel(name), row[camel(name)]]),
    );
    const sorted = (list: unknown[]): string[] => list.map((one) => JSON.stringify(one)).toSorted();
    assert.deepEqual(sorted(told2), sorted(told1), file);
    compared += rows.length;
  }
  assert.ok(compared >= MANY + 20, `only ${compared} rows were compared`);
});

test('what is sealed is told opened, and people whom one follows by their public name', async () => {
  const [report] = await archive.rows('reports');
  assert.equal(report?.['note'], 'my own words');
  const follows = await archive.rows('follows');
  assert.deepEqual(
    follows.map((row) => (row['followee'] as { handle: string }).handle).toSorted(byText),
    ['friend_one', 'friend_two'],
  );
  const [taste] = await archive.rows('taste');
  const learned = taste?.['taste'] as { recent: { video: string }[] };
  assert.ok(
    learned.recent.some(({ video }) => otherClips.includes(video)),
    JSON.stringify(taste),
  );
  assert.equal((await archive.rows('followers')).length, 3);
  const history = await archive.rows('account-history');
  assert.ok(history.some((row) => row['type'] === 'signed_up' && row['ageBand'] === '18plus'));
});

test('what was watched is told event by event', async () => {
  const rows = await archive.rows('watch-history');
  for (const { video, at } of watched) {
    const mine = rows.filter((row) => row['video'] === video);
    assert.deepEqual(
      mine.map((row) => row['type'] as string).toSorted(byText),
      ['impression', 'progress', 'view'],
      video,
    );
    assert.ok(mine.some((row) => row['at'] === at && row['type'] === 'impression'));
    assert.ok(mine.every((row) => row['slot'] === undefined));
  }
});

test('clips come as they were sent, or as their best encoding, with picture and caption', async () => {
  const [first = '', second = ''] = clipIds;
  const whole = await readFile(join(archive.folder, `clips/${first}/original.mp4`));
  assert.ok(whole.equals(ORIGINAL));
  assert.equal(await archive.text(`clips/${second}/360.mp4`), `clip ${second}`);
  assert.equal(await archive.text(`clips/${first}/caption.txt`), 'First <b>light</b>\n');
  assert.equal(await archive.text(`clips/${second}/picture.webp`), 'RIFF');
  const { files } = JSON.parse(await archive.text('clip-files.json')) as { files: JsonObject[] };
  const listed = files.find((file) => file['path'] === `clips/${first}/original.mp4`);
  assert.equal(listed?.['sha256'], createHash('sha256').update(ORIGINAL).digest('hex'));
  for (const id of otherClips) assert.ok(!archive.paths.some((path) => path.includes(id)));
});

test('sha256sum finds every file as listed, and every file but the list itself and the proof over it is listed', async () => {
  const lines = (await archive.checkSums()).trim().split('\n');
  assert.equal(lines.length, archive.paths.length - 2);
  assert.ok(lines.every((line) => line.endsWith(': OK')));
});

test('every file of rows is as its schema says, and the README names each of its fields', async () => {
  const readme = await archive.text('README.txt');
  for (const planned of exportPlan(cell.cell.manifests).files) {
    const { file } = planned;
    const schema = JSON.parse(await archive.text(`schemas/${file}.schema.json`)) as JsonObject;
    const value: unknown = JSON.parse(await archive.text(`${file}.json`));
    const errors = [...Value.Errors(schema, value)];
    assert.deepEqual(errors, [], file);
    const broken = { ...(value as JsonObject), rows: [{ nobody: 'knows this' }] };
    assert.equal(Value.Check(schema, broken), false, `${file}: the schema takes anything`);
    for (const name of Object.keys((await archive.rows(file))[0] ?? {}))
      assert.match(readme, new RegExp(`\\b${name}\\b`), `${file}: ${name}`);
  }
  for (const { name, why } of exportPlan(cell.cell.manifests).leftOut)
    assert.ok(readme.includes(`${name}: ${why}`), name);
});

test('the page needs no network and no script, and what people wrote stays text in it', async () => {
  const page = await archive.text('index.html');
  assert.ok(page.includes('First &lt;b&gt;light&lt;/b&gt;'));
  assert.doesNotMatch(page, /<script|https?:|\son\w+=/);
  for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g))
    assert.ok(archive.paths.includes(path), `${path} is not in the archive`);
  assert.ok(page.includes('<html lang="en">'));
});

test('nothing of anybody else is in it, and no secret', async () => {
  const secrets = await cell.parts.database.query<{ secret: string }>({
    name: 'test.secrets',
    text: `SELECT password_hash AS secret FROM credentials UNION ALL
      SELECT encode(token_hash, 'hex') FROM sessions UNION ALL SELECT encode(token_hash, 'base64') FROM sessions UNION ALL
      SELECT encode(code_hash, 'hex') FROM recovery_codes`,
  });
  assert.ok(secrets.length > 8);
  const people = await cell.parts.database.query<{ person_id: string; handle: string }>(
    {
      name: 'test.others',
      text: `SELECT person_id, handle FROM persons WHERE handle = 'stranger_one' AND person_id <> $1`,
    },
    [maker.personId],
  );
  const never = [
    CANARY,
    maker.token,
    ...secrets.map(({ secret }) => secret),
    ...people.map(({ handle }) => handle),
    cell.parts.keys.secret('x').toString('hex'),
  ];
  let searched = 0;
  for (const path of archive.paths) {
    const text = await readFile(join(archive.folder, path));
    for (const one of never) assert.ok(!text.includes(one), `${path} holds ${one}`);
    searched += text.length;
  }
  assert.ok(searched > 200_000);
});
