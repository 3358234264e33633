// `npm run bench -- auction [--lines 2000,20000] [--rate N] [--seconds N]`: what a player asks for between clips, at a stated rate,
// whether earlier questions are answered or not: own line items and four seats on loopback in one auction, through a gateway in a
// process of its own, with a durable receipt; every tenth auction of a viewer tells ten showings, which are billed. Seats answer at
// once, so the answer's time is our own. Then as fast as 32 callers ask one after another, beside a bare server that makes the same
// four calls and one durable insert. The last line is of the largest number of line items.

import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AuctionServerOptions, AuctionServerReady } from '../src/auction/auction-server.ts';
import { PLACES_A_VIEWER as PLACES } from '../src/auction/places.ts';
import { quantile } from '../src/open-loop.ts';

const { values: asked } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000,20000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
  },
});
const SIZES = asked.lines.split(',').map(Number);
const RATE = Number(asked.rate);
const SECONDS = Number(asked.seconds);
const TMAX_MS = 120;
const CALLERS = 32;
const EVENTS_A_BATCH = 10;
/** Code that runs for days is compiled: so is this before we look. */
const WARM_SECONDS = 5;
/** Auctions a second that are planned for where callers ask as fast as they can. */
const FASTEST = 1_500;
/** Blocks and callers leave places of their last viewers unused. */
const SPARE = SIZES.length * (Math.ceil(RATE / 4) + 4 * CALLERS);
const VIEWERS =
  SPARE +
  Math.ceil((SIZES.length * (RATE * SECONDS + (WARM_SECONDS + SECONDS / 2) * FASTEST)) / PLACES);
const STEP_MS = 5;
const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

const log = (text: string): boolean => process.stderr.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'jhalak-auction-'));
const viewersFile = join(folder, 'viewers');
const seats = start(new URL('../src/auction/played-seats.ts', import.meta.url));
const { ports } = await said<{ ports: number[] }>(seats, 'ready');
log(`seeding ${VIEWERS} viewers …`);
const house = start(new URL('../src/auction/auction-server.ts', import.meta.url), {
  ports,
  viewers: VIEWERS,
  viewersFile,
} satisfies AuctionServerOptions);
const { url, databaseUrl } = await said<AuctionServerReady>(house, 'ready');
const viewers = (await readFile(viewersFile, 'utf8')).split('\n').map((line) => {
  const [token = '', ...slots] = line.split(' ');
  return { token, slots, shown: [] as string[] };
});
type Viewer = (typeof viewers)[number];
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
let nextViewer = 0;
let billed = 0;
let running = { ads: 0, ofSeats: 0, failed: 0, toldMs: new Array<number>() };

const bareChild = start(new URL('../src/auction/bare-auction.ts', import.meta.url), {
  ports,
  databaseUrl,
});
const { url: bareUrl } = await said<{ url: string }>(bareChild, 'ready');

let result = { bench: 'auction', rps: 0, ownP99Ms: 0, inTmaxShare: 0, bareRatio: 0 };
for (const size of SIZES) {
  log(`${size} line items …`);
  house.send({ kind: 'lines', count: size });
  await said(house, 'grown');
  await saturate(WARM_SECONDS, auction);
  const run = await atRate();
  const free = await saturate(SECONDS / 2, auction);
  await saturate(1, bare);
  const bareRate = await saturate(SECONDS / 2, bare);
  const inTime = run.latenciesMs.filter((ms) => ms <= TMAX_MS).length;
  result = {
    bench: 'auction',
    rps: Math.round(run.latenciesMs.length / run.seconds),
    ownP99Ms: quantile(run.latenciesMs, 0.99),
    inTmaxShare: Math.round((inTime / Math.max(1, run.sent)) * 100_000) / 100_000,
    bareRatio: Math.round((free / bareRate) * 100) / 100,
  };
  log(
    `at ${RATE}/s: ${run.latenciesMs.length} auctions, ${run.ads} with an ad (${run.ofSeats} of seats), ${run.failed} failed; ` +
      `median ${quantile(run.latenciesMs, 0.5)} ms, p99 ${result.ownP99Ms} ms, ${inTime} within ${TMAX_MS} ms; ` +
      `ten showings told of and billed in ${quantile(run.toldMs, 0.5)} ms (p99 ${quantile(run.toldMs, 0.99)}), ${billed} so far; as fast as it goes ${Math.round(free)}/s, bare ${Math.round(bareRate)}/s`,
  );
}
for (const child of [bareChild, house, seats]) await end(child);
agent.destroy();
await rm(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result)}\n`);

/** One question of a viewer, behind the next clip; told of in batches. @returns when the answer was here. */
async function ask(viewer: Viewer, position: number): Promise<number> {
  const body = JSON.stringify({ placement: 'feed', before: viewer.slots[position] });
  const { status, text } = await post(`${url}/v1/ads/slots`, body, viewer.token);
  const answeredMs = performance.now();
  if (status !== 200) running.failed += 1;
  const token = /"ad":\{"token":"([^"]+)"/.exec(text)?.[1];
  if (token === undefined) return answeredMs;
  running.ads += 1;
  if (text.includes('"partner"')) running.ofSeats += 1;
  viewer.shown.push(token);
  if (viewer.shown.length < EVENTS_A_BATCH) return answeredMs;
  const events = viewer.shown.map((one) => ({ token: one, type: 'render', atMs: Date.now() }));
  viewer.shown = [];
  const told = await post(`${url}/v1/ads/events`, JSON.stringify({ events }), viewer.token);
  running.toldMs.push(performance.now() - answeredMs);
  billed += told.text.match(/"ok":true/g)?.length ?? 0;
  return answeredMs;
}

async function atRate(): Promise<{
  sent: number;
  seconds: number;
  latenciesMs: number[];
  ads: number;
  ofSeats: number;
  failed: number;
  toldMs: number[];
}> {
  running = { ads: 0, ofSeats: 0, failed: 0, toldMs: [] };
  const latenciesMs: number[] = [];
  const total = RATE * SECONDS;
  /** Viewers who swipe side by side, so that nobody's questions overtake each other. */
  const group = Math.max(1, Math.ceil(RATE / 4));
  let block: Viewer[] = [];
  const underWay = new Set<Promise<void>>();
  const startMs = performance.now();
  for (let index = 0; index < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1_000) * RATE) + 1);
    for (; index < due; index += 1) {
      if (index % (group * PLACES) === 0) block = take(group);
      const viewer = block[index % group];
      if (viewer === undefined) throw new Error('more viewers are needed');
      const dueMs = startMs + (index / RATE) * 1_000;
      const one = ask(viewer, Math.floor(index / group) % PLACES)
        .then((answeredMs) => void latenciesMs.push(answeredMs - dueMs))
        .finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startMs) / 1_000;
  latenciesMs.sort((a, b) => a - b);
  // Those that saturate afterwards tell into the same list.
  const toldMs = running.toldMs.toSorted((a, b) => a - b);
  return { sent: total, seconds, latenciesMs, ...running, toldMs };
}

function take(count: number): Viewer[] {
  const taken = viewers.slice(nextViewer, nextViewer + count);
  nextViewer += count;
  if (taken.length < count) throw new Error('more viewers are needed');
  return taken;
}

/** @returns how many a second, by CALLERS who ask one after another. */
async function saturate(seconds: number, one: () => () => Promise<void>): Promise<number> {
  const endMs = performance.now() + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      const next = one();
      while (performance.now() < endMs) {
        await next();
        done += 1;
      }
    }),
  );
  return done / seconds;
}

function auction(): () => Promise<void> {
  let viewer: Viewer | undefined;
  let position = PLACES;
  return async () => {
    if (position >= PLACES || viewer === undefined) {
      [viewer] = take(1);
      position = 0;
    }
    if (viewer === undefined) throw new Error('more viewers are needed');
    await ask(viewer, position);
    position += 1;
  };
}

function bare(): () => Promise<void> {
  return async () => void (await post(bareUrl, '{"placement":"feed"}', 'nobody'));
}

async function post(
  to: string,
  body: string,
  token: string,
): Promise<{ status: number; text: string }> {
  return await new Promise((resolve, reject) => {
    const headers = {
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      ...{ authorization: `Bearer ${token}`, 'user-agent': PHONE },
    };
    const sent = request(to, { method: 'POST', headers, agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function start(file: URL, options: object = {}): ChildProcess {
  return fork(file, [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function said<Message>(child: ChildProcess, kind: string): Promise<Message> {
  return await new Promise((resolve, reject) => {
    const gone = (code: number | null): void => reject(new Error(`a child ended with ${code}`));
    const listen = (message: unknown): void => {
      if ((message as { kind?: string }).kind !== kind) return;
      child.off('message', listen);
      child.off('exit', gone);
      resolve(message as Message);
    };
    child.on('message', listen);
    child.once('exit', gone);
  });
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.send(child === house ? { kind: 'stop' } : 'stop');
  await gone;
}
