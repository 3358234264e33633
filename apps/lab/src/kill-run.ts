// kill -9 of the whole tree at random moments, again and again on one home, while clips are uploaded and encoded and
// events are sent. After every restart: everything that was acknowledged is there, and nothing half-written is served.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { seededRandom, type Random } from '@jhalak/kernel';
import { startProgram, type Program } from './program.ts';

export interface KillReport {
  kills: number;
  seed: number;
  acknowledgedBytes: number;
  acknowledgedEvents: number;
  published: number;
  lost: number;
}

/** Time under load before a kill: long enough that an encode is under way, short enough that it is not done. */
const LOAD_MIN_MS = 300;
const LOAD_SPAN_MS = 3_500;
/** More would only make a longer queue of encodes to wait for at the end. */
const UPLOADS_PER_ROUND = 2;
/** Batches of five events; together with the checks they stay below the rate limit. */
const BATCHES_PER_ROUND = 30;
const PIECE_BYTES = 48 * 1024;
/** Of what the kills left one more clip must come out in this time, on a busy machine too. */
const NEXT_CLIP_LIMIT_MS = 120_000;
const SETTLE_STEP_MS = 200;

interface Sending {
  id: string;
  acknowledged: number;
}

interface SentEvents {
  events: object[];
}

export async function killRun(options: {
  kills: number;
  seed: number;
  log: (line: string) => void;
}): Promise<KillReport> {
  const random = seededRandom(options.seed);
  const home = await mkdtemp(join(tmpdir(), 'jhalak-kills-'));
  await chmod(home, 0o711);
  const clip = await makeClip(home);
  const state = new Promises(clip);
  let program: Program | undefined = await startProgram(join(home, 'cell'));
  try {
    await state.signUp(program.url);
    // A first clip, so that there is a feed to send events of.
    await state.uploadOne(program.url, random);
    await state.settle(program.url);
    for (let kill = 0; kill < options.kills; kill += 1) {
      const loadMs = LOAD_MIN_MS + random.next() * LOAD_SPAN_MS;
      await underLoad(state, program, random, loadMs);
      await program.killAll();
      program = await startProgram(join(home, 'cell'));
      await state.check(program.url);
      options.log(
        `kill ${kill + 1}/${options.kills} after ${loadMs.toFixed(0)} ms: ${state.summary()}`,
      );
    }
    await state.settle(program.url);
    const last = program;
    const code = await last.stop();
    program = undefined;
    assert.equal(code, 0, `the last stop must be clean:\n${last.output()}`);
    return { kills: options.kills, seed: options.seed, ...state.report(), lost: 0 };
  } finally {
    await program?.killAll();
    // What was just killed may still be letting go of its files.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function underLoad(
  state: Promises,
  program: Program,
  random: Random,
  loadMs: number,
): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), loadMs);
  // What fails because the program dies is not acknowledged and so not promised; other failures show at the check.
  const working = Promise.allSettled([
    state.upload(program.url, random, stop.signal),
    state.sendEvents(program.url, stop.signal),
  ]);
  await new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  clearTimeout(timer);
  await program.killAll();
  await working;
}

async function makeClip(folder: string): Promise<Buffer> {
  const file = join(folder, 'clip.mp4');
  execFileSync('ffmpeg', [
    '-nostdin',
    '-loglevel',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=360x640:rate=30:duration=2',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:duration=2',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
    '-shortest',
    file,
  ]);
  return await readFile(file);
}

/** What the house has promised so far, and whether it keeps it. */
class Promises {
  readonly #clip: Buffer;
  #token = '';
  #viewer = '';
  #seq = 0;
  readonly #sending: Sending[] = [];
  readonly #events: SentEvents[] = [];
  readonly #published = new Set<string>();

  constructor(clip: Buffer) {
    this.#clip = clip;
  }

  async signUp(url: string): Promise<void> {
    const consent = {
      personalisation: true,
      lock: false,
      ads: false,
      ...noticeRead('en'),
    };
    const person = { languages: ['hi'], genres: [], ageBand: '18plus', consent };
    const account = await post(url, '/v1/accounts', undefined, {
      handle: 'kill_proof',
      password: 'a long enough password',
      ...person,
    });
    this.#token = String(account['token']);
    this.#viewer = String((await post(url, '/v1/viewers', undefined, person))['token']);
  }

  async upload(url: string, random: Random, signal: AbortSignal): Promise<void> {
    for (let count = 0; count < UPLOADS_PER_ROUND && !signal.aborted; count += 1) {
      await this.#uploadOne(url, random, signal);
    }
  }

  async uploadOne(url: string, random: Random): Promise<void> {
    await this.#uploadOne(url, random, new AbortController().signal);
  }

  async #uploadOne(url: string, random: Random, signal: AbortSignal): Promise<void> {
    const unfinished = this.#sending.find((one) => one.acknowledged < this.#clip.length);
    const one = unfinished ?? (await this.#begin(url));
    for (
      let at = one.acknowledged;
      at < this.#clip.length && !signal.aborted;
      at = one.acknowledged
    ) {
      const piece = this.#clip.subarray(at, at + 1 + random.below(PIECE_BYTES));
      const reply = await fetch(`${url}/v1/uploads/${one.id}`, {
        method: 'PATCH',
        headers: {
          ...this.#tus(),
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(at),
        },
        body: new Uint8Array(piece),
      });
      assert.equal(reply.status, 204, await reply.text());
      one.acknowledged = Number(reply.headers.get('upload-offset'));
    }
  }

  async #begin(url: string): Promise<Sending> {
    const encode = (text: string): string => Buffer.from(text).toString('base64');
    const reply = await fetch(`${url}/v1/uploads`, {
      method: 'POST',
      headers: {
        ...this.#tus(),
        'upload-length': String(this.#clip.length),
        'upload-metadata': `filename ${encode('a.mp4')},caption ${encode('kept')},language ${encode('hi')},genre ${encode('music')}`,
      },
    });
    assert.equal(reply.status, 201, await reply.text());
    const one = {
      id: new URL(reply.headers.get('location') ?? '', url).pathname.split('/').at(-1) ?? '',
      acknowledged: 0,
    };
    this.#sending.push(one);
    return one;
  }

  #tus(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}`, 'tus-resumable': '1.0.0' };
  }

  async sendEvents(url: string, signal: AbortSignal): Promise<void> {
    for (let count = 0; count < BATCHES_PER_ROUND && !signal.aborted; count += 1) {
      const page = await get(url, '/v1/feeds/for-you', this.#viewer);
      const items = page['items'] as { slot: string }[];
      const slot = items[0]?.slot;
      if (slot === undefined) return;
      const events = Array.from({ length: 5 }, () => ({
        type: 'progress',
        slot,
        seq: (this.#seq += 1),
        at: Date.now(),
        watchMs: 500,
      }));
      const reply = await post(url, '/v1/events', this.#viewer, { events });
      assert.ok((reply['results'] as { ok: boolean }[]).every((result) => result.ok));
      this.#events.push({ events });
    }
  }

  async check(url: string): Promise<void> {
    await this.#checkUploads(url);
    for (const { events } of this.#events.slice(-BATCHES_PER_ROUND)) {
      const reply = await post(url, '/v1/events', this.#viewer, { events });
      const results = reply['results'] as { ok: boolean; code?: string }[];
      assert.ok(
        results.every((result) => result.code === 'duplicate'),
        `an acknowledged event was lost: ${JSON.stringify(results)}`,
      );
    }
    for (const videoId of this.#published) await this.#checkVideo(url, videoId);
  }

  async #checkUploads(url: string): Promise<void> {
    for (const one of this.#sending) await this.#checkUpload(url, one);
  }

  async #checkUpload(url: string, one: Sending): Promise<void> {
    const status = await get(url, `/v1/uploads/${one.id}`, this.#token);
    if (status['state'] === 'receiving') {
      const head = await fetch(`${url}/v1/uploads/${one.id}`, {
        method: 'HEAD',
        headers: this.#tus(),
      });
      const offset = Number(head.headers.get('upload-offset'));
      assert.ok(
        offset >= one.acknowledged,
        `upload ${one.id} lost bytes: ${offset} < ${one.acknowledged}`,
      );
      one.acknowledged = offset;
      return;
    }
    assert.ok(
      ['checking', 'encoding', 'published'].includes(String(status['state'])),
      JSON.stringify(status),
    );
    one.acknowledged = this.#clip.length;
    if (status['state'] === 'published') this.#published.add(String(status['videoId']));
  }

  // Whatever is served is whole: as many bytes as declared, and every frame decodes.
  async #checkVideo(url: string, videoId: string): Promise<void> {
    const video = await get(url, `/v1/videos/${videoId}`, this.#token);
    const renditions = video['renditions'] as { url: string; bytes: number }[];
    assert.ok(renditions.length > 0);
    for (const rendition of renditions) {
      const reply = await fetch(`${url}${rendition.url}`);
      const bytes = Buffer.from(await reply.arrayBuffer());
      assert.equal(reply.status, 200);
      assert.equal(bytes.length, rendition.bytes, 'a half-written rendition was served');
      const etag = reply.headers.get('etag') ?? '';
      assert.ok(
        etag.includes(createHash('sha256').update(bytes).digest('hex').slice(0, 32)),
        'the bytes are not those that were stored',
      );
    }
    const poster = await fetch(`${url}${String(video['poster'])}`);
    await poster.arrayBuffer();
    assert.equal(poster.status, 200);
  }

  /** Lets everything that was received whole come out as clips. */
  async settle(url: string): Promise<void> {
    let endMs = performance.now() + NEXT_CLIP_LIMIT_MS;
    for (;;) {
      const before = this.#published.size;
      await this.#checkUploads(url);
      if (this.#published.size > before) endMs = performance.now() + NEXT_CLIP_LIMIT_MS;
      const whole = this.#sending.filter((one) => one.acknowledged === this.#clip.length);
      if (whole.length === this.#published.size) break;
      assert.ok(
        performance.now() < endMs,
        `${whole.length} uploads were acknowledged, ${this.#published.size} clips came out`,
      );
      await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS));
    }
    for (const videoId of this.#published) await this.#checkVideo(url, videoId);
  }

  summary(): string {
    const { acknowledgedBytes, acknowledgedEvents, published } = this.report();
    return `${acknowledgedBytes} bytes and ${acknowledgedEvents} events acknowledged, ${published} clips, none lost`;
  }

  report(): { acknowledgedBytes: number; acknowledgedEvents: number; published: number } {
    return {
      acknowledgedBytes: this.#sending.reduce((sum, one) => sum + one.acknowledged, 0),
      acknowledgedEvents: this.#events.reduce((sum, one) => sum + one.events.length, 0),
      published: this.#published.size,
    };
  }
}

type Reply = Record<string, unknown>;

async function get(url: string, path: string, token: string): Promise<Reply> {
  const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(reply.status, 200, `${path}: ${reply.status}`);
  return (await reply.json()) as Reply;
}

async function post(
  url: string,
  path: string,
  token: string | undefined,
  body: object,
): Promise<Reply> {
  const reply = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  assert.ok(reply.status < 300, `${path}: ${reply.status}`);
  return (await reply.json()) as Reply;
}
