// What a buyer loses whose ranking model stayed with the seller, and gets back by learning it anew from the journal inside the
// region: people's own held-out watches, looked for in the first page of 20. `npm run bench -- retraining` needs
// JHALAK_SHARED/data/kuairand-pure (KuaiRand-Pure, CC BY-SA 4.0, not part of this project); BENCH_VIEWERS gives another size.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { createFeed } from '@jhalak/feed';
import { seededRandom, type Random } from '@jhalak/kernel';
import { createTaste } from '@jhalak/taste';
import type { Caller } from '@jhalak/contracts';
import type { Journal } from '@jhalak/ports';
import { openImportBench, type ImportBench } from '../src/handover/import/import.fixture.ts';
import type { Cell } from '../src/wiring/cell.ts';

const DATA = join(process.env['JHALAK_SHARED'] ?? '../shared', 'data/kuairand-pure');
const VIEWERS = Number(process.env['BENCH_VIEWERS'] ?? 600);
/** Beijing's 3 May 2022: the last day of the sample is held out. */
const HELD_OUT_FROM_MS = Date.UTC(2022, 4, 2, 16);
const SLOTS = 20;
/** Events of one journal entry, as a player sends them. */
const EVENTS_AN_ENTRY = 10;
const SEED = 20_261_122;

interface Watch {
  user: string;
  video: string;
  atMs: number;
  watchMs: number;
  durationMs: number;
  isLong: boolean;
}

if (!existsSync(DATA)) {
  console.log(`no data at ${DATA}: nothing measured`);
  process.exit(0);
}

function lines(name: string): string[][] {
  const [, ...rows] = readFileSync(join(DATA, name), 'utf8').trim().split('\n');
  return rows.map((row) => row.split('\t'));
}

const watches = lines('events_0425_0503.tsv').map((row): Watch => {
  const [user = '', video = '', at] = row;
  const [played, duration] = [Number(row[8]), Number(row[9])];
  return {
    user,
    video,
    atMs: Number(at),
    watchMs: played,
    durationMs: duration,
    isLong: row[13] === '1',
  };
});
const items = new Map(lines('items.tsv').map((row) => [row[0] ?? '', row]));

/** The busiest people who have something long watched on the last day that they had not watched before. */
function choose(): { users: string[]; learned: Watch[]; heldOut: Map<string, Set<string>> } {
  const byUser = Map.groupBy(watches, ({ user }) => user);
  const found: { user: string; learned: Watch[]; held: Set<string> }[] = [];
  for (const [user, own] of byUser) {
    const learned = own.filter(({ atMs }) => atMs < HELD_OUT_FROM_MS);
    const known = new Set(learned.map(({ video }) => video));
    const held = own.filter(
      ({ atMs, isLong, video }) => atMs >= HELD_OUT_FROM_MS && isLong && !known.has(video),
    );
    if (held.length > 0 && learned.length >= 5)
      found.push({ user, learned, held: new Set(held.map(({ video }) => video)) });
  }
  const chosen = found.toSorted((a, b) => b.learned.length - a.learned.length).slice(0, VIEWERS);
  return {
    users: chosen.map(({ user }) => user),
    learned: chosen.flatMap(({ learned }) => learned).toSorted((a, b) => a.atMs - b.atMs),
    heldOut: new Map(chosen.map(({ user, held }) => [user, held])),
  };
}

const { users, learned, heldOut } = choose();
const people = new Map<string, string>();
const videos = new Map<string, string>();
/** Learned watches end where the cells' clock stands. */
const END_MS = Date.UTC(2026, 1, 1);
const movedMs = END_MS - HELD_OUT_FROM_MS;

async function fill({ cell, parts }: { cell: Cell; parts: Cell['parts'] }): Promise<void> {
  const shown = new Set([
    ...learned.map(({ video }) => video),
    ...[...heldOut.values()].flatMap((set) => [...set]),
  ]);
  const maker = await cell.accounts.createPerson({ handle: 'makers' });
  for (const user of users)
    people.set(user, await cell.accounts.createPerson({ handle: `viewer_${user}` }));
  const poster = await parts.blobs.putBytes('posters/one/poster.webp', Buffer.from('RIFF'));
  await parts.database.transaction(async (tx) => {
    for (const video of [...shown].toSorted((a, b) => Number(a) - Number(b))) {
      const row = items.get(video) ?? [];
      const videoId = parts.ids.next();
      videos.set(video, videoId);
      await cell.videos.publish(tx, {
        ...{
          videoId,
          personId: maker,
          caption: '',
          language: 'hi',
          genre: `g${row[4] ?? ''}`,
          tags: [],
        },
        ...{ durationMs: Math.max(1_000, Number(row[3] ?? 10_000)), widthPx: 360, heightPx: 640 },
        ...{
          thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
          posterKey: poster.key,
          renditions: [],
          sample: false,
        },
      });
    }
  });
  await cell.drain();
  let entry: Watch[] = [];
  const flush = async (): Promise<void> => {
    const [first] = entry;
    if (first === undefined) return;
    const subject = people.get(first.user) ?? '';
    const events = entry.map((watch) => ({
      slot: parts.ids.next(),
      video: videos.get(watch.video) ?? '',
      type: 'progress',
      ...{ watchMs: watch.watchMs, durationMs: watch.durationMs, learn: true },
    }));
    await parts.database.transaction(async (tx) => {
      await parts.journal.append(tx, [
        {
          ...{ stream: 'attention.events', key: subject, type: 'recorded', facts: {}, subject },
          personal: { keyClass: 'activity', payload: { events } },
        },
      ]);
    });
    await parts.database.query(
      {
        name: 'bench.seen',
        text: `INSERT INTO attention_seen (person_id, video_id, seen_at_ms) SELECT $1, v, $3 FROM unnest($2::uuid[]) AS v ON CONFLICT DO NOTHING`,
      },
      [subject, events.map(({ video }) => video), first.atMs + movedMs],
    );
    entry = [];
  };
  for (const watch of learned) {
    if (entry[0]?.user !== watch.user || entry.length >= EVENTS_AN_ENTRY) await flush();
    entry.push(watch);
  }
  await flush();
  await cell.drain();
  // As a living cell does each minute: viewers' tastes stand in rows, and go along.
  await cell.taste.snapshot();
}

type Pages = Map<string, string[]>;

async function pages(cell: Cell, taste: Cell['taste'], random: Random): Promise<Pages> {
  const { attention, visibility, videos: clips, social, parts } = cell;
  const { state, keys, clock, ids } = parts;
  const feed = createFeed({
    ...{
      taste,
      attention,
      visibility,
      videos: clips,
      followed: social,
      state,
      keys,
      clock,
      ids,
      random,
    },
  });
  const found: Pages = new Map();
  for (const user of users) {
    const personId = people.get(user) ?? '';
    const caller: Caller = {
      ...{
        personId,
        roles: [],
        languages: ['hi'],
        genres: [],
        personal: true,
        sessionId: personId,
      },
    };
    const { signal } = new AbortController();
    const { slots } = await feed.offer({ caller, limit: SLOTS, signal });
    found.set(
      user,
      slots.map(({ itemId }) => itemId),
    );
  }
  return found;
}

/** @returns the share of people who find something of their next day in the page, and of that day's clips that are in it. */
function hits(found: Pages): { hitRate: number; recall: number; pages: number } {
  let [hit, inPage, all, served] = [0, 0, 0, 0];
  for (const [user, held] of heldOut) {
    const page = new Set(found.get(user));
    if (page.size > 0) served += 1;
    const both = [...held].filter((video) => page.has(videos.get(video) ?? '')).length;
    if (both > 0) hit += 1;
    inPage += both;
    all += held.size;
  }
  const share = (one: number, of: number): number => Number((one / of).toFixed(3));
  return { hitRate: share(hit, heldOut.size), recall: share(inPage, all), pages: served };
}

function overlap(one: Pages, other: Pages): number {
  let [shared, all] = [0, 0];
  for (const [user, page] of one) {
    const theirs = new Set(other.get(user));
    shared += page.filter((item) => theirs.has(item)).length;
    all += page.length;
  }
  return Number((shared / all).toFixed(3));
}

/** A journal in which the learner never comes to read: what is served then is served before anything was learned. */
function heldUp(journal: Journal): Journal {
  const held: Partial<Journal> = {
    lastWindow: () => journal.lastWindow(),
    follow: async (follower) =>
      follower.name === 'taste.learner'
        ? {
            window: 0,
            catchUp: () => new Promise<void>(() => undefined),
            stop: () => Promise.resolve(),
          }
        : await journal.follow(follower),
  };
  return held as Journal;
}

async function measure(bench: ImportBench): Promise<void> {
  const { running } = bench.bench;
  const seller = await pages(running.cell, running.cell.taste, seededRandom(SEED));
  const again = await pages(running.cell, running.cell.taste, seededRandom(SEED + 1));
  const target = await bench.target();
  await bench.importInto(target);
  const cell = await target.cell();
  for (const feature of cell.features)
    if (feature !== (cell.taste as unknown)) await feature.start?.();
  const waiting = createTaste({
    ...cell.parts,
    journal: heldUp(cell.parts.journal),
    anewWaitMs: 0,
  });
  const startedMs = performance.now();
  await waiting.start?.();
  const readyMs = performance.now() - startedMs;
  const fallback = await pages(cell, waiting, seededRandom(SEED));
  const firstPageMs = (performance.now() - startedMs - readyMs) / users.length;
  const anew = createTaste({ ...cell.parts, snapshotEveryMs: 3_600_000 });
  const beganMs = performance.now();
  await anew.start?.();
  await anew.catchUp?.();
  const learnedMs = performance.now() - beganMs;
  const after = await pages(cell, anew, seededRandom(SEED));
  const told = {
    bench: 'retraining',
    viewers: users.length,
    clips: videos.size,
    watches: learned.length,
    seller: hits(seller),
    atOnce: hits(fallback),
    afterLearning: hits(after),
    overlapAtOnce: overlap(seller, fallback),
    overlapAfter: overlap(seller, after),
    overlapOfTwoSeeds: overlap(seller, again),
    sameModel: serialize(anew.model()).equals(serialize(running.cell.taste.model())),
    readyMs: Math.round(readyMs),
    firstPageMs: Number(firstPageMs.toFixed(1)),
    learnedMs: Math.round(learnedMs),
  };
  console.log(JSON.stringify(told));
}

const bench = await openImportBench(async ({ running }) => {
  running.parts.clock.advance(END_MS - running.parts.clock.nowMs());
  await fill({ cell: running.cell, parts: running.cell.parts });
});
try {
  await measure(bench);
} finally {
  await bench.close();
}
