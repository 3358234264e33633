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
      file === 'exports' ? ['state', 'finished_at_ms', 'expires_at_ms', 'bytes', 'lost_files'] : [],
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

/** @returns a clip of a person whose original is kept as one of before, with its row. */
async function clipWithOriginal(personId: string, caption: string): Promise<string> {
  const id = await cell.publish({ personId, caption });
  await cell.parts.blobs.putBytes(`sources/${id}/original`, ORIGINAL);
  await cell.parts.database.query(
    {
      name: 'test.keep_original',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, sha256, kept_at_ms, plain_left)
        VALUES ($1, $2, $3, $4, $5, true)`,
    },
    [personId, id, ORIGINAL.length, digestOf(ORIGINAL), cell.parts.clock.nowMs()],
  );
  return id;
}

const digestOf = (what: Uint8Array): string => createHash('sha256').update(what).digest('hex');

/** Turns over one bit of a stored file. */
async function damage(key: string): Promise<void> {
  const { blobs } = cell.parts;
  const stored = await blobs.read(key);
  assert.ok(stored, key);
  const at = Math.floor(stored.length / 2);
  stored[at] = (stored[at] ?? 0) ^ 1;
  await blobs.putBytes(key, stored);
}

/** Gives a clip a larger encoding, which lies there damaged. */
async function addDamagedEncoding(id: string): Promise<void> {
  const key = `renditions/${id}/720.mp4`;
  const made = await cell.parts.blobs.putBytes(key, Buffer.from(`large ${id}`));
  await damage(key);
  await cell.parts.database.query(
    {
      name: 'test.add_encoding',
      text: `UPDATE videos SET renditions = renditions || jsonb_build_array(renditions->0 || $2::jsonb)
        WHERE video_id = $1`,
    },
    [id, JSON.stringify({ name: '720.mp4', key, bytes: made.bytes, sha256: made.sha256 })],
  );
}

test('damaged and lost files stop no archive: what is whole is given, and page, list and job say what is not', async () => {
  const { blobs } = cell.parts;
  const person = await cell.account('much_damaged');
  const { personId } = person;
  const sealed = await clipWithOriginal(personId, 'a seal that does not open');
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'media.seal_originals')?.run();
  await damage((await cell.cell.media.originalSecret(sealed))?.blobKey ?? 'not sealed');
  const plain = await clipWithOriginal(personId, 'other bytes than were noted');
  await damage(`sources/${plain}/original`);
  const missing = await clipWithOriginal(personId, 'not there');
  await blobs.delete(`sources/${missing}/original`);
  const smaller = await clipWithOriginal(personId, 'the larger encoding is damaged');
  await addDamagedEncoding(smaller);
  const nothing = await cell.publish({ personId, caption: 'nothing is left' });
  await damage(`renditions/${nothing}/360.mp4`);
  const pictureless = await cell.publish({ personId, caption: 'without its picture' });
  await blobs.delete(`posters/${pictureless}/poster.webp`);
  await cell.drain();

  const made = await makeExport(cell, person, 'hi');
  assert.deepEqual([made.state, made.lostFiles], ['ready', 6], JSON.stringify(made));
  const given = await unpack((await fetchArchive(cell, person, made.id)).bytes);
  try {
    await given.checkSums();
    const list = JSON.parse(await given.text('clip-files.json')) as {
      files: Record<string, string>[];
    };
    const schema = JSON.parse(await given.text('schemas/clip-files.schema.json')) as JsonObject;
    assert.deepEqual([...Value.Errors(schema, list)], []);
    assert.equal(Value.Check(schema, { ...list, files: [{ nobody: 'knows this' }] }), false);
    const of = (id: string, field: string): unknown[] =>
      list.files
        .filter((line) => line['videoId'] === id && line[field] !== undefined)
        .map((line) => (field === 'why' ? `${line['name']} ${line['why']}` : line[field]));
    assert.deepEqual(of(sealed, 'why'), ['original.mp4 damaged']);
    assert.deepEqual(of(plain, 'why'), ['original.mp4 damaged']);
    assert.deepEqual(of(missing, 'why'), ['original.bin missing']);
    for (const id of [sealed, plain, missing])
      assert.equal(await given.text(`clips/${id}/360.mp4`), `clip ${id}`);
    assert.deepEqual(of(smaller, 'why'), ['720.mp4 damaged']);
    assert.equal(await given.text(`clips/${smaller}/360.mp4`), `clip ${smaller}`);
    assert.ok(given.paths.includes(`clips/${smaller}/original.mp4`));
    assert.deepEqual(of(nothing, 'why'), ['360.mp4 damaged']);
    assert.deepEqual(of(nothing, 'notIncluded'), ['damaged']);
    assert.deepEqual(of(pictureless, 'why'), ['picture.webp missing']);
    const page = await given.text('index.html');
    assert.equal(page.split('आपकी भेजी हुई फ़ाइल झलक में ख़राब हो गई').length - 1, 3);
    assert.match(page, /शामिल नहीं: इसकी फ़ाइलें झलक में ख़राब हो गईं/u);
    assert.match(page, /शामिल नहीं हैं: 6 /u);
    assert.match(await given.text('README.txt'), /^6 files of clips are damaged or missing/mu);
  } finally {
    await given.close();
  }
});

test('a store that does not answer is no damage: nothing is called lost, and the archive is tried again', async () => {
  const { blobs } = cell.parts;
  const { open } = blobs;
  blobs.open = async () =>
    await Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }));
  const asked = await makeExport(cell, maker).finally(() => {
    blobs.open = open;
  });
  assert.equal(asked.state, 'running', JSON.stringify(asked));
  const make = cell.cell.features.find(({ jobs }) => 'exports.make' in jobs)?.jobs['exports.make'];
  const { signal } = new AbortController();
  const again = { personId: maker.personId, exportId: asked.id };
  await make?.(again, { attempt: 2, maxAttempts: 2, signal });
  const path = `/v1/me/exports/${asked.id}`;
  const made = (await cell.api<typeof asked>('GET', path, { token: maker.token })).body;
  assert.deepEqual([made.state, made.lostFiles], ['ready', 0], JSON.stringify(made));
});
