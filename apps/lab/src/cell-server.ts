// A whole cell in a process of its own, for benchmarks: embedded PostgreSQL with syncs on, many clips and viewers, HTTP on
// loopback. Tells its parent where it listens and how much CPU it used when asked.

import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import {
  createCell,
  createHttpServer,
  createMetrics,
  loadSettings,
  openParts,
  type Cell,
} from '@jhalak/jhalak';
import { silentLogger } from '@jhalak/kernel';
import { startEmbeddedPostgres } from '@jhalak/postgres/embedded';
import { openDatabase } from '@jhalak/postgres';
import { seedCards } from './seed-cards.ts';

/** What the parent asks for, as JSON in the first argument. */
export interface CellServerOptions {
  videos: number;
  viewers: number;
  /** Approved lock cards with pictures as large as ours are; default none. */
  cards?: number;
  /** Legal officers, whose tokens come with `ready`; default none. */
  officers?: number;
  /** File for the viewers' tokens, one a line. */
  tokensFile: string;
  /** A folder that keeps the cell and its people: what an earlier run put there is taken, and only what lacks is made. */
  keep?: string;
}

export interface CellServerReady {
  kind: 'ready';
  url: string;
  postgresPid: number;
  /** For another process beside it. */
  databaseUrl: string;
  home: string;
  officers: string[];
}

const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'news', 'learning'];
const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr', 'gu', 'id'];
const CREATORS = 200;
/** Seeding side by side, so that commits are shared. */
const AT_ONCE = 16;
/** Clips published in one transaction. */
const CLIPS_AT_ONCE = 50;
/** Viewers after which their tokens are kept. */
const VIEWERS_AT_ONCE = 2_000;

const options = JSON.parse(process.argv[2] ?? '{}') as CellServerOptions;
const home = options.keep ?? (await mkdtemp(join(tmpdir(), 'jhalak-bench-')));
if (options.keep !== undefined) await mkdir(home, { recursive: true });
await chmod(home, 0o711);
const tokensFile = join(home, 'bench-tokens');
const server = await startEmbeddedPostgres({
  dataFolder: join(home, 'pg'),
  homeFolder: home,
  log: silentLogger,
});
const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
const { rowCount: isMade } = await admin.pool.query(
  `SELECT 1 FROM pg_database WHERE datname = 'jhalak'`,
);
if (isMade === 0) await admin.pool.query('CREATE DATABASE jhalak');
// What is measured waits for its syncs; what is only there to be measured with does not.
await setSyncs('off');
const { settings } = loadSettings({ JHALAK_HOME: home }, {});
const parts = await openParts(settings, server.databaseUrl('jhalak'), silentLogger, { live: true });
const metrics = createMetrics();
const cell = createCell(parts, {
  maxUploadBytes: 1,
  maxDurationMs: 1,
  undoDays: 7,
  encodeConcurrency: 1,
});
const { rows: clips } = await parts.database.pool.query<{ made: number }>(
  'SELECT count(*)::int AS made FROM videos',
);
await seedClips(cell, clips[0]?.made ?? 0, options.videos);
const tokens = await keptTokens();
while (tokens.length < options.viewers) {
  const more = Math.min(VIEWERS_AT_ONCE, options.viewers - tokens.length);
  tokens.push(...(await seedViewers(cell, tokens.length, more)));
  await writeFile(tokensFile, tokens.join('\n'));
}
if (options.cards !== undefined) await seedCards(parts, options.cards);
await writeFile(options.tokensFile, tokens.slice(0, options.viewers).join('\n'));
await setSyncs('on');
await admin.close();
await cell.start(['api', 'worker']);
const http = await createHttpServer({
  cell,
  logger: silentLogger,
  metrics,
  version: 'bench',
  rateLimits: false,
});
const url = await http.listen(0, '127.0.0.1');
process.on('message', (message) => {
  if (message === 'cpu')
    process.send?.({ kind: 'cpu', ...process.cpuUsage(), rss: process.memoryUsage.rss() });
  if (message === 'stop') void stop();
});
const officers: string[] = [];
for (let at = 0; at < (options.officers ?? 0); at += 1) officers.push(await officer(at));
process.send?.({
  ...{ kind: 'ready', url, postgresPid: server.pid, officers },
  ...{ databaseUrl: server.databaseUrl('jhalak'), home },
} satisfies CellServerReady);

async function stop(): Promise<void> {
  await http.close();
  await cell.stop();
  await parts.close();
  await server.stop(options.keep === undefined ? 'immediate' : 'fast');
  if (options.keep === undefined) await rm(home, { recursive: true, force: true });
  process.disconnect();
}

async function setSyncs(to: 'on' | 'off'): Promise<void> {
  await admin.pool.query(`ALTER SYSTEM SET synchronous_commit = ${to}`);
  await admin.pool.query('SELECT pg_reload_conf()');
}

async function keptTokens(): Promise<string[]> {
  const text = await readFile(tokensFile, 'utf8').catch(() => '');
  return text === '' ? [] : text.split('\n');
}

/** @returns the token of a new one. */
async function officer(index: number): Promise<string> {
  const consent = { personalisation: false, lock: false, ads: false };
  const reply = await fetch(`${url}/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      handle: `officer_${letters(index)}`,
      password: 'correct horse battery',
      languages: ['hi'],
      genres: [],
      ageBand: '18plus',
      consent: { ...consent, ...noticeRead('en') },
    }),
  });
  const made = (await reply.json()) as { account: { id: string }; token: string };
  await cell.accounts.grantRole({ personId: made.account.id, role: 'legal_officer' });
  return made.token;
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
}

async function seedClips(house: Cell, made: number, count: number): Promise<void> {
  if (made >= count) return;
  const { rows: known } = await parts.database.pool.query<{ id: string }>(
    `SELECT person_id AS id FROM persons WHERE handle LIKE 'creator%'`,
  );
  const creators = known.map(({ id }) => id);
  // All or none: they are made before the first clip.
  await inParallel(creators.length === 0 ? CREATORS : 0, async (index) => {
    const handle = `creator_${letters(index)}`;
    creators.push(await house.accounts.createPerson({ handle }));
  });
  await inParallel(Math.ceil((count - made) / CLIPS_AT_ONCE), async (batch) => {
    const from = made + batch * CLIPS_AT_ONCE;
    await parts.database.transaction(async (tx) => {
      for (let index = from; index < Math.min(count, from + CLIPS_AT_ONCE); index += 1)
        await house.videos.publish(tx, clipOf(index, creators[index % CREATORS] ?? ''));
    });
  });
}

function clipOf(index: number, personId: string): Parameters<Cell['videos']['publish']>[1] {
  const videoId = parts.ids.next();
  return {
    videoId,
    personId,
    caption: `clip number ${index} of the benchmark #bench`,
    language: LANGUAGES[index % LANGUAGES.length] ?? 'hi',
    genre: GENRES[Math.floor(index / LANGUAGES.length) % GENRES.length] ?? 'music',
    tags: ['bench'],
    durationMs: 4_000 + (index % 17) * 1_000,
    widthPx: 720,
    heightPx: 1_280,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    posterKey: `posters/${videoId}/poster.webp`,
    renditions: [360, 720].map((side) => ({
      key: `renditions/${videoId}/${side}.mp4`,
      codec: 'avc1.64001f,mp4a.40.2',
      widthPx: side,
      heightPx: Math.round((side * 16) / 9),
      bitrateBps: side * 2_000,
      bytes: side * 2_000,
      sha256: '0'.repeat(64),
    })),
    sample: false,
  };
}

// Without digits, which look like letters.
function letters(index: number): string {
  const alphabet = 'abcdefghkmnoprstuvxy';
  return `${alphabet[Math.floor(index / 20) % 20]}${alphabet[index % 20]}z`;
}

async function seedViewers(house: Cell, from: number, count: number): Promise<string[]> {
  const made: string[] = [];
  await inParallel(count, async (place) => {
    const index = from + place;
    const { token } = await house.accounts.createViewer({
      languages: [LANGUAGES[index % LANGUAGES.length] ?? 'hi'],
      genres: [],
      ageBand: '18plus',
      consent: {
        personalisation: true,
        lock: true,
        ads: false,
        ...noticeRead('en'),
      },
    });
    made.push(token);
  });
  return made;
}
