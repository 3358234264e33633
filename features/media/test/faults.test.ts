// What may go wrong under an upload, at each step of its way: a full disk, one that takes no more writes, an engine that dies, a
// worker that is gone. It ends as one published clip or as a failure that can be tried again; nothing acknowledged is lost, and
// no file is left that nobody speaks of. `MEDIA_FAULTS=200 node --test features/media/test/faults.test.ts` runs more of them; with
// `MEDIA_ENGINE=ffmpeg` the real engine makes the files, and dies by a real SIGKILL.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom, type Random } from '@jhalak/kernel';
import { MediaError } from '@jhalak/ports';
import { GatedTranscoder, killNextEngine } from './gated-transcoder.fixture.ts';
import { openMediaCell, patchHeaders, type MediaCell } from './media-cell.fixture.ts';
import { originalKeyOf, readOriginal } from './original.fixture.ts';

/** Each fault at each step once. */
const RUNS = Number(process.env['MEDIA_FAULTS'] ?? 20);
const SEED = Number(process.env['MEDIA_SEED'] ?? 1);
/** Whether the real engine makes the files; else one that the test scripts, which takes no time. */
const REAL = process.env['MEDIA_ENGINE'] === 'ffmpeg';
const CLIP_BYTES = 300_000;
/** A second of moving noise: 360, 540 and 720 come of it, and it is sent in two halves as the others are. */
const REAL_CLIP = 'testsrc2=size=720x1280:rate=12:duration=1,noise=alls=12:allf=t';
/** Room for some clips, small enough to be filled at once. */
const DISK_BYTES = 8 * 1024 * 1024;
const BALLAST_BYTES = 64 * 1024;
/** Runs of the queue after a fault has passed; each is one try. */
const TRIES_MAX = 8;

const STEPS = ['receiving', 'checking', 'first', 'second', 'keeping'] as const;
const FAULTS = ['full', 'read_only', 'engine', 'lost'] as const;
type Step = (typeof STEPS)[number];
type Fault = (typeof FAULTS)[number];
/** A word of the command line with which the real engine does a step. */
const ENGINE_AT: Readonly<Record<Step, string>> = {
  ...{ receiving: '', checking: '-show_entries', first: 'libx264', second: 'libsvtav1' },
  keeping: '',
};

/** Ends a fault. */
type Mend = () => void;

class Disk {
  readonly #path: string;

  /** Mounts a small disk over a folder; what was in it is hidden. */
  constructor(path: string, folders: readonly string[]) {
    this.#path = path;
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', path]);
    for (const folder of folders) mkdirSync(join(path, folder), { mode: 0o700 });
  }

  fill(): Mend {
    const ballast = join(this.#path, 'ballast');
    writeFileSync(ballast, '');
    assert.throws(
      () => {
        for (;;) appendFileSync(ballast, Buffer.alloc(BALLAST_BYTES, 1));
      },
      { code: 'ENOSPC' },
    );
    return () => rmSync(ballast);
  }

  /** Takes no writes from now on. */
  lock(): Mend {
    const remount = (how: string) => execFileSync('mount', ['-o', `remount,${how}`, this.#path]);
    remount('ro');
    return () => remount('rw');
  }

  close(): void {
    execFileSync('umount', ['-l', this.#path]);
  }
}

/** Why no disk can be made here, or undefined. */
function whyNoDisk(folder: string): string | undefined {
  try {
    new Disk(folder, []).close();
    return undefined;
  } catch {
    return 'NOT RUN: only root can mount a small disk';
  }
}

/** One upload of a person, as its client knows it. */
interface Client {
  person: string;
  id: string;
  content: Buffer;
}

interface Bench {
  cell: MediaCell;
  /** Present when it is the real one. */
  engine: GatedTranscoder | undefined;
  disks: readonly Disk[];
  /** What a person films. */
  film(random: Random): Buffer;
  /** Of the renditions that must come of it. */
  widthsPx: readonly number[];
}

/** Where the test stops a run; the engine's second rendition is its last but for the largest. */
interface Gates {
  beforeProbe(): Promise<void>;
  beforeRendition(at: 'first' | 'second'): Promise<void>;
}

function guard({ cell, engine }: Bench, { beforeProbe, beforeRendition }: Gates): void {
  if (engine === undefined) {
    cell.transcoder.beforeProbe = beforeProbe;
    cell.transcoder.beforeRendition = async (side) =>
      await beforeRendition(side === 360 ? 'first' : 'second');
    return;
  }
  engine.beforeProbe = beforeProbe;
  engine.beforePass = beforeRendition;
}

/** Files that differ, so that each is a clip of its own. */
function filmed(folder: string): (random: Random) => Buffer {
  const path = join(folder, 'filmed.mp4');
  const made = ['-f', 'lavfi', '-i', REAL_CLIP, '-f', 'lavfi', '-i', 'sine=duration=1'];
  const how = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-c:a', 'aac', '-shortest'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...made, ...how, path]);
  const film = readFileSync(path);
  rmSync(path);
  return (random) => Buffer.concat([film, freeBox(random)]);
}

/** A part of an MP4 that says nothing. */
function freeBox(random: Random): Buffer {
  const words = Buffer.from(Array.from({ length: 16 }, () => random.below(256)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + words.length);
  head.write('free', 4);
  return Buffer.concat([head, words]);
}

/** Where a fault begins; what it gives is its end. Each begins once. */
class Trouble {
  readonly #begin: () => Mend;
  #mend: Mend | undefined;

  constructor(begin: () => Mend) {
    this.#begin = begin;
  }

  get began(): boolean {
    return this.#mend !== undefined;
  }

  begin(): void {
    this.#mend ??= this.#begin();
  }

  mend(): void {
    this.#mend?.();
  }
}

function troubleOf({ disks }: Bench, fault: Fault): Trouble {
  const each = (begin: (disk: Disk) => Mend) => () => {
    const mends = disks.map(begin);
    return () => {
      for (const mend of mends) mend();
    };
  };
  if (fault === 'full') return new Trouble(each((disk) => disk.fill()));
  if (fault === 'read_only') return new Trouble(each((disk) => disk.lock()));
  return new Trouble(() => () => undefined);
}

/** What the step does to the run once it is there. */
async function meet(
  trouble: Trouble,
  fault: Fault,
  { step, lost, isReal }: { step: Step; lost: () => void; isReal: boolean },
): Promise<void> {
  if (trouble.began) return;
  trouble.begin();
  // It dies as soon as it runs, and the run goes on until it feels that.
  if (fault === 'engine' && isReal) return void killNextEngine(ENGINE_AT[step]);
  if (fault === 'engine') throw new MediaError('media.engine_failed', { cause: 'signal 9' });
  if (fault !== 'lost') return;
  lost();
  // Its machine is gone: nothing of this run happens any more.
  await new Promise<never>(() => undefined);
}

const halfOf = (content: Buffer): number => Math.floor(content.length / 2);

/** Sends what is missing. @returns the status of the last answer. */
async function sendRest(cell: MediaCell, { person, id, content }: Client): Promise<number> {
  const path = `/v1/uploads/${id}`;
  const head = await cell.tus(person, 'HEAD', path);
  // A disk that takes no writes may give no answer, but never one that forgets what was acknowledged.
  if (head.status !== 200) return head.status;
  const offset = Number(head.headers.get('upload-offset'));
  const half = halfOf(content);
  assert.ok(offset >= half, `${half} bytes were acknowledged, ${offset} are there`);
  const rest = content.subarray(offset);
  return (await cell.tus(person, 'PATCH', path, patchHeaders(offset), rest)).status;
}

async function send(cell: MediaCell, client: Client, trouble: Trouble | undefined): Promise<void> {
  const { person, id, content } = client;
  const half = content.subarray(0, halfOf(content));
  const first = await cell.tus(person, 'PATCH', `/v1/uploads/${id}`, patchHeaders(0), half);
  assert.equal(first.status, 204);
  if (trouble !== undefined) {
    trouble.begin();
    const status = await sendRest(cell, client);
    assert.ok(status >= 500, `a broken disk answers ${status}`);
    trouble.mend();
  }
  assert.equal(await sendRest(cell, client), 204);
}

/** Works on it until it is whole, as the queue and a person who tries again would. @returns how often. */
async function finish({ cell }: Bench, client: Client): Promise<number> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const { state, step, failure } = await cell.view(client.person, client.id);
    if (step === 'done') return tries - 1;
    if (state === 'failed') {
      assert.equal(failure?.retryable, true, JSON.stringify(failure));
      assert.equal((await cell.route('retryUpload', client.person, client.id)).status, 202);
    }
    await cell.runOnce(client.id, { attempt: tries + 1 }).catch(() => undefined);
  }
  return assert.fail(JSON.stringify(await cell.view(client.person, client.id)));
}

async function oneRun(bench: Bench, step: Step, fault: Fault, random: Random): Promise<void> {
  const { cell } = bench;
  const content = bench.film(random);
  const person = await cell.person();
  const client = { person, id: await cell.begin(person, content.length), content };
  const trouble = troubleOf(bench, fault);
  const gone = Promise.withResolvers<void>();
  const here = async (at: Step): Promise<void> => {
    if (at === step)
      await meet(trouble, fault, {
        step,
        lost: gone.resolve,
        isReal: bench.engine !== undefined,
      });
  };
  guard(bench, { beforeProbe: async () => await here('checking'), beforeRendition: here });
  const { putStream } = cell.parts.blobs;
  cell.parts.blobs.putStream = async (key, source) => {
    if (key.startsWith('sources/')) await here('keeping');
    return await putStream.call(cell.parts.blobs, key, source);
  };
  try {
    await send(cell, client, step === 'receiving' ? trouble : undefined);
    const run = cell.runOnce(client.id).catch(() => undefined);
    await Promise.race([run, gone.promise]);
    assert.ok(trouble.began, 'the fault came');
    if (step !== 'receiving') trouble.mend();
    const tries = await finish(bench, client);
    assert.ok(step === 'receiving' || tries > 0, 'the fault was felt');
    await checkWhole(bench, client);
  } finally {
    cell.parts.blobs.putStream = putStream;
  }
}

async function checkWhole(
  { cell, widthsPx }: Bench,
  { person, id, content }: Client,
): Promise<void> {
  const { state, videoId } = await cell.view(person, id);
  assert.deepEqual([state, videoId === null], ['published', false]);
  const told = await cell.told(videoId ?? '');
  assert.equal(told.filter(({ kind }) => kind === 'publish').length, 1, 'one clip');
  const asset = told.at(-1)?.asset;
  assert.ok(asset);
  assert.deepEqual(
    asset.renditions.map(({ widthPx }) => widthPx),
    widthsPx,
  );
  for (const { key, sha256 } of asset.renditions) {
    const bytes = await cell.parts.blobs.read(key);
    assert.ok(bytes, key);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
  }
  const original = await originalKeyOf(cell.parts, videoId ?? '');
  const sent = await readOriginal(cell.parts, videoId ?? '');
  assert.ok(sent?.equals(content), 'the original is as it was sent');
  const named = [asset.posterKey, ...asset.renditions.map(({ key }) => key), original];
  const there = (await cell.blobKeys()).filter((key) => key.includes(videoId ?? '-'));
  assert.deepEqual(there.toSorted(), named.toSorted(), 'no orphan');
  const left = (await cell.files()).filter((file) => file.includes(id));
  assert.deepEqual(left, [], 'nothing is left of the work');
  for await (const { key, bytes } of cell.media.blobs?.needed() ?? [])
    assert.equal((await cell.parts.blobs.stat(key))?.bytes, bytes);
  // Room for the next one.
  await cell.media.deleteAssets(videoId ?? '');
}

const KINDS = STEPS.flatMap((step) => FAULTS.map((fault) => ({ step, fault }))).filter(
  // Nothing but the disk is at work while bytes come; that the whole process dies then is in kills.test.ts.
  // No engine is at work while the original is kept; only a scripted one can break there.
  ({ step, fault }) =>
    fault === 'full' ||
    fault === 'read_only' ||
    (step !== 'receiving' && (!REAL || step !== 'keeping' || fault !== 'engine')),
);

test(`${RUNS} faults under uploads, at each step: each ends as one whole clip, with nothing lost and no orphan (seed ${SEED})`, async (t) => {
  const engine = REAL ? new GatedTranscoder() : undefined;
  const cell = await openMediaCell(engine === undefined ? {} : { transcoder: engine });
  const disks: Disk[] = [];
  try {
    const why = whyNoDisk(join(cell.parts.folder, 'uploads'));
    if (why !== undefined) t.diagnostic(`${why}: full and read-only disks were left out`);
    else {
      disks.push(new Disk(join(cell.parts.folder, 'uploads'), ['received', 'work']));
      disks.push(new Disk(join(cell.parts.folder, 'blobs'), ['blobs', 'incoming']));
    }
    const kinds = KINDS.filter(
      ({ fault }) => why === undefined || fault === 'engine' || fault === 'lost',
    );
    const random = seededRandom(SEED);
    const bench: Bench = {
      ...{ cell, engine, disks, widthsPx: REAL ? [360, 540, 720] : [360, 720] },
      film: REAL
        ? filmed(cell.parts.folder)
        : () => Buffer.from(Array.from({ length: CLIP_BYTES }, () => random.below(256))),
    };
    for (let run = 0; run < RUNS; run += 1) {
      const kind = kinds[run % kinds.length];
      assert.ok(kind);
      await t.test(`${kind.fault} while ${kind.step}, run ${run}`, async () => {
        await oneRun(bench, kind.step, kind.fault, random);
      });
    }
  } finally {
    for (const disk of disks) disk.close();
    await cell.close();
  }
});
