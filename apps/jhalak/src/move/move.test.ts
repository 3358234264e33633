// Claims about a cell that moves to another home of the same owner, with real databases: what goes, what holds when either side is
// killed, and what is refused. proves T2, T3 for a move

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { seededRandom, silentLogger } from '@jhalak/kernel';
import { runCommand, withRunning } from '../backup/commands.fixture.ts';
import { cell as cellCommand } from '../commands/cell.ts';
import { cellOptions } from '../commands/with-cell.ts';
import { modelDigest, pagesOf, type Pages } from '../handover/rehearse/feeds.ts';
import { createMetrics } from '../http/metrics.ts';
import { createHttpServer } from '../http/server.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { createCell, type Cell } from '../wiring/cell.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import { openParts } from '../wiring/parts.ts';

/** Where either side is killed, one after the other: a sample, and all of it with JHALAK_MOVE_KILLS=all. */
const KILLS =
  process.env['JHALAK_MOVE_KILLS'] === 'all'
    ? {
        give: [
          'begun',
          'base',
          'delta',
          'frozen',
          'last delta',
          'keys',
          'paper',
          'fenced',
          'given',
        ],
        take: ['checked', 'imported', 'begun'],
      }
    : { give: ['base', 'fenced'], take: ['imported'] };

let folder: string;
let old: Settings;
let cellId: string;
let token: string;
let viewers: string[] = [];
const { signal } = new AbortController();
const at = (name: string): string => join(folder, name);
const settingsOf = (name: string): Settings => loadSettings({}, { home: at(name) }).settings;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-move-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  old = settingsOf('old');
  await withRunning(old, fill);
});
after(() => rm(folder, { recursive: true, force: true }));

interface Api {
  (method: string, path: string, token?: string, body?: unknown): Promise<Answer>;
}
interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function served(cell: Cell, work: (api: Api) => Promise<void>): Promise<void> {
  const http = await createHttpServer({
    ...{ cell, logger: silentLogger, metrics: createMetrics(), version: 'test', rateLimits: false },
  });
  const url = await http.listen(0, '127.0.0.1');
  try {
    await work(async (method, path, as, body) => {
      const reply = await fetch(`${url}${path}`, {
        ...{ method, redirect: 'manual' },
        headers: {
          ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      const isJson = reply.headers.get('content-type')?.includes('json') === true && text !== '';
      return { status: reply.status, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
    });
  } finally {
    await http.close();
  }
}

async function fill(cell: Cell): Promise<void> {
  cellId = await cell.border.cellId();
  await cell.start(['api']);
  const { ids, blobs, database } = cell.parts;
  const password = 'correct horse battery';
  const creators: string[] = [];
  for (const handle of ['asha.rao', 'kiran', 'meena'])
    creators.push(await cell.accounts.createPerson({ handle, password }));
  for (let nth = 0; nth < 12; nth += 1) {
    const videoId = ids.next();
    const poster = await blobs.putBytes(`posters/${videoId}/poster.webp`, Buffer.from('RIFF'));
    const rendition = await blobs.putBytes(`renditions/${videoId}/360.mp4`, Buffer.from(videoId));
    await database.transaction((tx) =>
      cell.videos.publish(tx, {
        ...{ videoId, personId: creators[nth % 3] ?? '', caption: `clip ${nth}`, language: 'hi' },
        ...{ genre: nth % 2 === 0 ? 'music' : 'cricket', tags: [], durationMs: 8_000 },
        ...{ widthPx: 360, heightPx: 640, sample: false, posterKey: poster.key },
        thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
        renditions: [
          {
            ...{ key: rendition.key, codec: 'avc1.64001f,mp4a.40.2', widthPx: 360, heightPx: 640 },
            ...{ bitrateBps: 600_000, bytes: rendition.bytes, sha256: rendition.sha256 },
          },
        ],
      }),
    );
  }
  await cell.accounts.grantRole({ personId: creators[2] ?? '', role: 'legal_officer' });
  await cell.drain();
  await served(cell, async (api) => {
    const signedIn = await api('POST', '/v1/sessions', undefined, { handle: 'kiran', password });
    assert.equal(signedIn.status, 201, JSON.stringify(signedIn.body));
    token = String(signedIn.body['token']);
    const page = await api('GET', '/v1/feeds/for-you?limit=6', token);
    const items = page.body['items'] as { slot: string }[];
    const events = items.flatMap(({ slot }, nth) => [
      { type: 'impression', slot, watchMs: 0, at: Date.now(), seq: nth * 2 },
      { type: 'finish', slot, watchMs: 8_000, at: Date.now(), seq: nth * 2 + 1 },
    ]);
    assert.equal((await api('POST', '/v1/events', token, { events })).status, 202);
  });
  await cell.drain();
  await cell.taste.snapshot();
  viewers = creators;
  await cell.stop();
}

/** What a home shows people with one clock, one seed and what it has learned. */
async function learnedOf(home: Settings): Promise<{ pages: Pages; model: string }> {
  const server = await openDatabaseServer(home, silentLogger, { forCommand: false });
  const parts = await openParts(home, server.url, silentLogger, { live: false });
  try {
    const nowMs = Date.UTC(2027, 0, 1);
    const cell = createCell(
      { ...parts, random: seededRandom(7), clock: { nowMs: () => nowMs } },
      cellOptions(home),
    );
    await cell.start(['api']);
    const found = { pages: await pagesOf(cell, viewers, signal), model: modelDigest(cell) };
    await cell.stop();
    return found;
  } finally {
    await parts.close();
    await server.stop();
  }
}

const run = async (home: string, line: string) => await runCommand(at(home), cellCommand, line);

/** Runs a move in a process that kills itself at a point. @returns how it ended. */
async function killed(home: string, point: string, line: string): Promise<string> {
  const child = fileURLToPath(new URL('move-child.fixture.ts', import.meta.url));
  const args = [child, at(home), point, ...line.split(' ')];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code, name] = (await once(running, 'close')) as [number | null, string | null];
  return name ?? `${code ?? ''} ${said}`;
}

test('a move that is aborted, or is for another cell, leaves the cell as it was', async () => {
  const other = await run('elsewhere', 'move receive in-abcdefghij');
  await writeFile(at('other.json'), other.said);
  await writeFile(at('r.json'), (await run('elsewhere', `move receive ${cellId}`)).said);
  const line = `move to ${at('r.json')} --out ${at('a')}`;
  await withRunning(old, async (cell) => {
    await assert.rejects(run('old', `move to ${at('other.json')} --out ${at('a')}`), /waits for/);
    await assert.rejects(run('old', 'move abort'), /No move was begun/);
    assert.equal(await killed('old', 'keys', line), 'SIGKILL');
    await assert.rejects(
      run('old', `move to ${at('r.json')} --out ${at('b')}`),
      /another place was begun/,
    );
    await assert.rejects(run('elsewhere', `move take ${at('a')}`), /has not ended there/);
    assert.equal((await run('old', 'move abort')).code, 0);
    assert.deepEqual(await readdir(at('a')), []);
    assert.equal((await cell.standing.look()).state, 'open');
    await cell.accounts.createPerson({ handle: 'after.abort' });
    assert.equal((await cell.border.identity()).ownerEpoch, 1);
  });
});

test('a move whose both sides are killed goes on; one flipped byte is refused; all is the same, the old home never writes again', async () => {
  await writeFile(at('recipient.json'), (await run('new', `move receive ${cellId}`)).said);
  const line = `move to ${at('recipient.json')} --out ${at('carried')} --moved-to https://new.example`;
  await withRunning(old, async (cell) => {
    // Beside a running Jhalak.
    await cell.start(['api']);
    assert.equal(await killed('old', KILLS.give[0] ?? '', line), 'SIGKILL');
    await cell.accounts.createPerson({ handle: 'between' });
    await cell.drain();
    await cell.taste.snapshot();
    for (const point of KILLS.give.slice(1)) {
      assert.equal(await killed('old', point, line), 'SIGKILL', point);
      // Never two: until the fence this home can go on, and from it on no other one has begun.
      const { state } = await cell.standing.look();
      assert.equal(state === 'ended', point === 'fenced' || point === 'given', point);
      assert.ok(!existsSync(join(at('new'), 'pg')));
    }
    const given = await run('old', `${line} --json`);
    assert.match(given.said, /"epoch":1/);
    await cell.standing.look();
    await assert.rejects(cell.accounts.createPerson({ handle: 'too.late' }));
    await served(cell, async (api) => {
      assert.equal((await api('GET', '/v1/people/asha.rao')).status < 400, true);
      assert.equal((await api('PUT', '/v1/people/asha.rao/follow', token)).status, 503);
    });
    await cell.stop();
  });
  await assert.rejects(run('old', 'move abort'), /way is forward/);

  await cp(at('carried'), at('changed'), { recursive: true });
  await flipOne(join(at('changed'), 'packages', '0000'));
  await assert.rejects(run('new', `move take ${at('changed')}`), /refused/);
  assert.ok(!existsSync(join(at('new'), 'pg')));
  await run('elsewhere', `move receive ${cellId}`);
  await assert.rejects(run('elsewhere', `move take ${at('carried')}`), /another machine/);
  for (const point of KILLS.take)
    assert.equal(await killed('new', point, `move take ${at('carried')}`), 'SIGKILL', point);
  const took = await run('new', `move take ${at('carried')}`);
  assert.match(took.said, /epoch 2 begins here; \d+ tables .*: all the same/);

  // Ranking is the same: one model, one version, one seed, one page.
  const [before, here] = [await learnedOf(old), await learnedOf(settingsOf('new'))];
  assert.ok([...before.pages.values()].every(({ items }) => items.length >= 6));
  assert.deepEqual(here, before);

  await withRunning(settingsOf('new'), async (cell) => {
    await cell.start(['api']);
    await served(cell, async (api) => {
      const me = await api('GET', '/v1/viewers/me', token);
      assert.equal(me.status, 200, 'who was signed in still is');
      assert.equal((await api('PUT', '/v1/people/asha.rao/follow', token)).status < 300, true);
      assert.equal((await api('GET', '/v1/people/between')).status, 200);
    });
    assert.deepEqual(
      (await cell.accounts.listRoles(viewers[2] ?? '')).map(({ role }) => role),
      ['legal_officer'],
      'the same owner keeps its staff',
    );
    await cell.stop();
  });
  // Nothing of the old home writes, whoever starts it.
  await withRunning(old, async (cell) => {
    await cell.start(['api']);
    await assert.rejects(cell.accounts.createPerson({ handle: 'from.the.past' }));
    await cell.stop();
  });
});

test('the old home is destroyed only with the new one’s acceptance in the public log, and then opens nothing', async () => {
  await writeFile(at('false.tlog-proof'), 'c2sp.org/tlog-proof@v1\n');
  const destroy = (file: string, more = '') =>
    run('old', `move destroy --accepted ${at(file)}${more}`);
  await assert.rejects(destroy('false.tlog-proof', ` --confirm ${cellId}`), /proves nothing/);
  await run('new', `move accept --out ${at('accepted.tlog-proof')}`);
  await assert.rejects(destroy('accepted.tlog-proof'), /--confirm/);
  assert.ok(existsSync(join(at('old'), 'keys', 'root.key')));
  const done = await destroy('accepted.tlog-proof', ` --confirm ${cellId}`);
  assert.match(done.said, /destroyed: \d+ files of keys/);
  for (const name of ['keys', 'pg', 'blobs']) assert.ok(!existsSync(join(at('old'), name)), name);
  const record = JSON.parse(
    await readFile(join(at('old'), 'handover', 'moved-away.json'), 'utf8'),
  ) as { isWhole: boolean };
  assert.equal(record.isWhole, true);
  assert.match((await destroy('accepted.tlog-proof')).said, /destroyed/);
});

test('on one machine it is one command, also for a cell that has moved before', async () => {
  const said = await run('new', `move --to ${at('third')}`);
  assert.match(said.said, /given: .*epoch 2 has ended/);
  assert.match(said.said, /epoch 3 begins here/);
  assert.ok(!existsSync(at('third.moving')));
  await withRunning(settingsOf('third'), async (cell) => {
    await cell.accounts.createPerson({ handle: 'third.home' });
    await cell.border.publish();
    assert.equal((await cell.border.identity()).ownerEpoch, 3);
  });
});

async function flipOne(folderOf: string): Promise<void> {
  const names = (await readdir(folderOf, { recursive: true })).filter((name) =>
    name.endsWith('.sealed'),
  );
  const file = join(folderOf, names[Math.floor(names.length / 2)] ?? '');
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
