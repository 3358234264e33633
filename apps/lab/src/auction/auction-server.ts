// A whole cell for the auction bench: embedded PostgreSQL with syncs on, line items, four seats on the register with policies of the
// border, a gateway in a process of its own, viewers with places behind which ads may stand. Told how many line items there are to be.

import { fork } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdPolicyState } from '@jhalak/contracts/ad-slots';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { BorderPolicy } from '@jhalak/contracts/gateway';
import {
  createCell,
  createHttpServer,
  createMetrics,
  loadSettings,
  openParts,
} from '@jhalak/jhalak';
import { DAY_MS, silentLogger } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { startEmbeddedPostgres } from '@jhalak/postgres/embedded';
import { PLACES_A_VIEWER } from './places.ts';
import { seedLineItems } from './seed-ads.ts';

/** What the parent asks for, as JSON in the first argument. */
export interface AuctionServerOptions {
  /** Of the seats. */
  ports: readonly number[];
  viewers: number;
  /** Where viewers' tokens and places are written: one viewer a line, parts divided by spaces. */
  viewersFile: string;
}

export interface AuctionServerReady {
  kind: 'ready';
  url: string;
  databaseUrl: string;
}

const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr'];
const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'learning'];
const SEAT_FIELDS = ['id', 'imp', 'app', 'device', 'source', 'regs', 'at', 'tmax', 'cur', 'badv'];
const PASSWORD = 'correct horse battery';
/** Leases of the best line items are taken ahead, in the background. */
const LEASES_WAIT_MS = 4_000;

const options = JSON.parse(process.argv[2] ?? '{}') as AuctionServerOptions;
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
const databaseUrl = server.databaseUrl('jhalak');
const { settings } = loadSettings({ JHALAK_HOME: home }, {});
const parts = await openParts(settings, databaseUrl, silentLogger, { live: true });
const cell = createCell(parts, {
  maxUploadBytes: 1,
  maxDurationMs: 1,
  undoDays: 7,
  encodeConcurrency: 1,
});
const sites = options.ports.map((port, at): [string, number] => [`seat${at}.seats.in`, port]);
const gateway = fork(
  new URL('./played-gateway.ts', import.meta.url),
  [JSON.stringify({ home, databaseUrl, sites })],
  { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
);
await new Promise<void>((resolve) => gateway.once('message', () => resolve()));
await cell.start(['api', 'worker']);
const http = await createHttpServer({
  cell,
  logger: silentLogger,
  metrics: createMetrics(),
  version: 'bench',
  rateLimits: false,
});
const url = await http.listen(0, '127.0.0.1');
const tokens = [await operator('benchone'), await operator('benchtwo')];
const clips = await publishClips();
await openRules();
for (const [host] of sites) await openSeat(host);
await writeViewers();
let lines = 0;
process.on('message', (message) => {
  const { kind, count = 0 } = message as { kind: string; count?: number };
  if (kind === 'lines') void growTo(count).then(() => process.send?.({ kind: 'grown' }));
  if (kind === 'stop') void stop();
});
process.send?.({ kind: 'ready', url, databaseUrl } satisfies AuctionServerReady);

async function growTo(count: number): Promise<void> {
  const { database, clock, ids } = parts;
  await seedLineItems(
    { database, journal: parts.journal, clock, ids, ledger: cell.ledger },
    lines,
    count,
  );
  lines = count;
  await cell.drain();
  // @waits: leases are taken in the background, as in a running cell.
  await new Promise((resolve) => setTimeout(resolve, LEASES_WAIT_MS));
}

async function call<Body>(method: string, path: string, body: unknown, by = 0): Promise<Body> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[by] ?? ''}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return JSON.parse(text) as Body;
}

async function operator(handle: string): Promise<string> {
  const consent = { personalisation: false, lock: false, ads: false };
  const reply = await fetch(`${url}/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ handle, password: PASSWORD, languages: ['hi'], genres: [], ageBand: '18plus' },
      consent: { ...consent, ...noticeRead('en') },
    }),
  });
  const made = (await reply.json()) as { account: { id: string }; token: string };
  await cell.accounts.grantRole({ personId: made.account.id, role: 'operator' });
  return made.token;
}

async function publishClips(): Promise<string[]> {
  const personId = await cell.accounts.createPerson({ handle: 'benchmaker' });
  const made: string[] = [];
  for (let at = 0; at < LANGUAGES.length * GENRES.length; at += 1) {
    const videoId = parts.ids.next();
    made.push(videoId);
    await parts.database.transaction(
      async (tx) =>
        await cell.videos.publish(tx, {
          ...{ videoId, personId, caption: `clip ${at}`, tags: [], durationMs: 8_000 },
          language: LANGUAGES[at % LANGUAGES.length] ?? 'hi',
          genre: GENRES[at % GENRES.length] ?? 'music',
          ...{ widthPx: 360, heightPx: 640, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
          ...{ posterKey: `posters/${videoId}/poster.webp`, renditions: [], sample: false },
        }),
    );
  }
  await cell.drain();
  return made;
}

/** An ad behind every clip: the bench asks, it does not watch. */
async function openRules(): Promise<void> {
  const { policy, version } = await call<AdPolicyState>('GET', '/v1/ads/policy', undefined);
  const load = { firstAfter: 1, gap: 1, perSession: PLACES_A_VIEWER, perPack: 1 };
  const body = { policy: { ...policy, load }, fromMs: Date.now() + 1_000, note: 'bench', version };
  await call('PUT', '/v1/ads/policy', body);
}

async function openSeat(host: string): Promise<void> {
  const [id = ''] = host.split('.');
  const endpoint = `https://${host}/bid`;
  const terms = {
    ...{ name: id, endpoint, version: '2.6', currency: 'INR', qps: 100_000 },
    ...{ dailyLimit: 1_000_000_000, parameters: {}, noticeHosts: [] },
    ...{ blockedAdvertisers: [], blockedCategories: [], deals: [] },
  };
  await call('POST', '/v1/ads/seats', { id, ...terms });
  const fromMs = Date.now();
  const { digest } = await call<BorderPolicy>('POST', '/v1/border/policies', {
    ...{ id, message: 'seat.bid', party: host, partyRegion: parts.region, url: endpoint },
    ...{ fields: SEAT_FIELDS, classLimit: 'personal', k: 50, basis: 'bench' },
    ...{ fromMs, untilMs: fromMs + DAY_MS },
  });
  await call('POST', `/v1/border/policies/${id}/versions/1/approval`, { digest }, 1);
  await call('PUT', `/v1/ads/seats/${id}`, { terms, state: 'on', version: 1, note: 'bench' });
}

/** Each viewer with places behind which ads may stand, in order. */
async function writeViewers(): Promise<void> {
  const written: string[] = [];
  for (let at = 0; at < options.viewers; at += 1) {
    const { viewer, token } = await cell.accounts.createViewer({
      ...{ languages: [LANGUAGES[at % LANGUAGES.length] ?? 'hi'], genres: [], ageBand: '18plus' },
      consent: {
        ...{ personalisation: false, lock: false, ads: false },
        ...noticeRead('en'),
      },
    });
    const slots = Array.from({ length: PLACES_A_VIEWER }, (_unused, position) =>
      cell.attention.issueSlot({
        ...{ personId: viewer.id, videoId: clips[(at + position) % clips.length] ?? '' },
        ...{ durationMs: 8_000, surface: 'feed' as const, position, personal: false },
      }),
    );
    written.push([token, ...slots].join(' '));
  }
  await writeFile(options.viewersFile, written.join('\n'));
}

async function stop(): Promise<void> {
  await http.close();
  await cell.stop();
  await parts.close();
  const gone = new Promise<void>((resolve) => gateway.once('exit', () => resolve()));
  gateway.send('stop');
  await gone;
  await server.stop('immediate');
  await rm(home, { recursive: true, force: true });
  process.disconnect();
}
