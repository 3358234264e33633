// A whole cell in a process of its own, for benchmarks: embedded PostgreSQL with syncs on, many clips and viewers, HTTP on
// loopback. Tells its parent where it listens and how much CPU it used when asked.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { chmod } from 'node:fs/promises';

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

const options = JSON.parse(process.argv[2] ?? '{}') as CellServerOptions;
const home = await mkdtemp(join(tmpdir(), 'jhalak-bench-'));
await chmod(home, 0o711);
const server = await startEmbeddedPostgres({
  dataFolder: join(home, 'pg'),
  homeFolder: home,
  log: silentLogger,
});
const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
await admin.pool.query('CREATE DATABASE jhalak');
await admin.close();
const { settings } = loadSettings({ JHALAK_HOME: home }, {});
const parts = await openParts(settings, server.databaseUrl('jhalak'), silentLogger, { live: true });
const metrics = createMetrics();
const cell = createCell(parts, {
  maxUploadBytes: 1,
  maxDurationMs: 1,
  undoDays: 7,
  encodeConcurrency: 1,
});
await seedClips(cell, options.videos);
const tokens = await seedViewers(cell, options.viewers);
if (options.cards !== undefined) await seedCards(parts, options.cards);
await writeFile(options.tokensFile, tokens.join('\n'));
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
  if (message === 'cpu') process.send?.({ kind: 'cpu', ...process.cpuUsage() });
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
  await server.stop('immediate');
  await rm(home, { recursive: true, force: true });
  process.disconnect();
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
      consent: { ...consent, noticeVersion: 'bench', noticeLanguage: 'en' },
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

async function seedClips(house: Cell, count: number): Promise<void> {
  const creators: string[] = [];
  await inParallel(CREATORS, async (index) => {
    creators.push(await house.accounts.createPerson({ handle: `creator_${letters(index)}` }));
  });
  await inParallel(count, async (index) => {
    const videoId = parts.ids.next();
    await parts.database.transaction(async (tx) => {
      await house.videos.publish(tx, {
        videoId,
        personId: creators[index % CREATORS] ?? '',
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
      });
    });
  });
}

// Without digits, which look like letters.
function letters(index: number): string {
  const alphabet = 'abcdefghkmnoprstuvxy';
  return `${alphabet[Math.floor(index / 20) % 20]}${alphabet[index % 20]}z`;
}

async function seedViewers(house: Cell, count: number): Promise<string[]> {
  const made: string[] = [];
  await inParallel(count, async (index) => {
    const { token } = await house.accounts.createViewer({
      languages: [LANGUAGES[index % LANGUAGES.length] ?? 'hi'],
      genres: [],
      ageBand: '18plus',
      consent: {
        personalisation: true,
        lock: true,
        ads: false,
        noticeVersion: 'bench',
        noticeLanguage: 'en',
      },
    });
    made.push(token);
  });
  return made;
}
