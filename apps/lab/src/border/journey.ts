// Run inside the cell's namespace: people use the cell, and put canaries wherever it takes words. Prints the secrets that the
// cell gave them.

import { readFileSync } from 'node:fs';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { ENCODINGS, type Encoding } from './canaries.ts';
import { SITE } from './border-net.ts';

/** What the journey is told. */
export interface JourneyPlan {
  url: string;
  admin: { handle: string; password: string };
  /** `[handle, email, phone, words]` each. */
  canaries: string[][];
  clip: string;
  /** A playlist that calls itself a clip. */
  playlist: string;
}

/** What it tells. */
export interface JourneyTold {
  tokens: string[];
  seeded: number;
  clip: string;
  playlist: string;
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as JourneyPlan;
const PERSON = {
  languages: ['hi'],
  genres: [],
  ageBand: '18plus',
  consent: {
    personalisation: true,
    lock: false,
    ads: false,
    ...noticeRead('en'),
  },
};
/** Sign-ups of one address in a minute are few. */
const PEOPLE_MAX = 4;
const TEXTS = (Object.keys(ENCODINGS) as Encoding[]).filter(
  (one) => !['gzip', 'utf16'].includes(one),
);
const LIMIT_MS = 120_000;
/** The cell's own bound. */
const CAPTION_CHARACTERS_MAX = 300;
const tokens: string[] = [];

async function call(
  method: string,
  path: string,
  token: string | undefined,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Record<string, unknown>; headers: Headers }> {
  const reply = await fetch(`${plan.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || body instanceof Buffer
        ? {}
        : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (reply.status === 429) {
    // People wait when they are asked to.
    const seconds = Number(reply.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    return await call(method, path, token, body, headers);
  }
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: reply.status, json, headers: reply.headers };
}

async function signUp(canary: readonly string[]): Promise<string> {
  const [handle = '', email = '', phone = ''] = canary;
  const made = await call('POST', '/v1/accounts', undefined, {
    ...PERSON,
    handle,
    password: `${email} ${phone}`,
  });
  if (made.status !== 201)
    throw new Error(`no account: ${made.status} ${JSON.stringify(made.json)}`);
  const token = String(made.json['token']);
  tokens.push(token);
  await call('PATCH', '/v1/profile', token, { displayName: phone });
  return token;
}

async function upload(token: string, caption: string, file: Buffer): Promise<string> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const tus = { 'tus-resumable': '1.0.0' };
  const begun = await call('POST', '/v1/uploads', token, undefined, {
    ...tus,
    'upload-length': String(file.byteLength),
    'upload-metadata': `filename ${base64('clip.mp4')},caption ${base64(caption)},language ${base64('hi')},genre ${base64('music')}`,
  });
  if (begun.status !== 201) process.stderr.write(`${begun.status} ${JSON.stringify(begun.json)}\n`);
  const path = new URL(begun.headers.get('location') ?? '', plan.url).pathname;
  await call('PATCH', path, token, file, {
    ...tus,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
  });
  return path;
}

async function settled(token: string, path: string): Promise<string> {
  const untilMs = performance.now() + LIMIT_MS;
  while (performance.now() < untilMs) {
    const { json } = await call('GET', path, token);
    const state = String(json['state']);
    if (['published', 'refused', 'failed'].includes(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return 'not settled in time';
}

async function seedCaptions(people: readonly string[]): Promise<number> {
  let seeded = 0;
  for (const [index, canary] of plan.canaries.entries()) {
    const token = people[index % people.length];
    const encoding = TEXTS[index % TEXTS.length] ?? 'plain';
    const caption = `${ENCODINGS[encoding](canary.join(' ')).toString()}`.slice(
      0,
      CAPTION_CHARACTERS_MAX,
    );
    const path = await upload(token ?? '', caption, Buffer.from('not a clip'));
    if (/uploads\/[0-9a-f-]{36}$/.test(path)) seeded += 1;
    await call('DELETE', path, token, undefined, { 'tus-resumable': '1.0.0' });
  }
  return seeded;
}

async function desk(): Promise<void> {
  const signedIn = await call('POST', '/v1/sessions', undefined, plan.admin);
  const token = String(signedIn.json['token']);
  tokens.push(token);
  const made = await call('POST', '/v1/desk/publishers', token, {
    name: 'Paper',
    home: `http://${SITE}/`,
    attribution: 'Paper',
    licence: { name: 'CC0-1.0', text: 'full', pictures: true },
    hosts: [{ host: SITE, destinations: ['feeds', 'articles', 'pictures'] }],
  });
  if (made.status !== 201) throw new Error(`no publisher: ${JSON.stringify(made.json)}`);
  const feeds = `/v1/desk/publishers/${String(made.json['id'])}/feeds`;
  for (const url of [
    `http://${SITE}/feed.xml`,
    `http://${SITE}/elsewhere.xml`,
    'http://169.254.169.254/latest/',
    'http://10.77.0.2/feed.xml',
    'http://localhost:5432/',
  ]) {
    await call('POST', feeds, token, { url, language: 'en' });
  }
}

const people: string[] = [];
for (const canary of plan.canaries.slice(0, PEOPLE_MAX)) people.push(await signUp(canary));
await desk();
const [first = ''] = people;
const clip = await upload(first, plan.canaries[0]?.join(' ') ?? '', readFileSync(plan.clip));
const playlist = await upload(first, 'a playlist', readFileSync(plan.playlist));
const seeded = await seedCaptions(people);
await call('GET', '/v1/feeds/for-you', first);
const told: JourneyTold = {
  tokens,
  seeded,
  clip: await settled(first, clip),
  playlist: await settled(first, playlist),
};
process.stdout.write(`${JSON.stringify(told)}\n`);
