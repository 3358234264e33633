// How long an order takes to reach everybody: phones that ask for the kill list every 45 s, half of them through a shared
// cache, and people who look at the clip's page all the time. From the moment the second officer's yes is sent.

import { KILL_POLL_LIT_MS, type KillList, type LockPack } from '@jhalak/contracts/lock';
import type { Order } from '@jhalak/contracts/orders';
import type { Random } from '@jhalak/kernel';

/** One order: a clip and a lock card. */
interface Sent {
  videoId: string;
  cardId: string;
  sentAtMs: number;
  /** When the officer was told that it is carried out. */
  executedMs: number;
}

export interface Propagation {
  /** For each phone and order: from the yes to the poll that tells of it. Milliseconds, sorted. */
  direct: number[];
  cached: number[];
  /** For each order: from the yes to the last page that still showed the clip; 0 where none did. */
  pages: number[];
  executed: number[];
  polls: number;
  failed: number;
}

export interface PropagationOptions {
  url: string;
  officers: readonly string[];
  /** A viewer's, to find clips. */
  viewer: string;
  phones: number;
  orders: number;
  /** Pages a second of each ordered clip. */
  looksPerSecond: number;
  random: Random;
}

/** Waits longer than any phone and any cache may take. */
const LAST_POLL_MS = KILL_POLL_LIT_MS + 20_000;

/** Cost: LAST_POLL_MS and one poll's time; `phones` / 45 requests a second and the looks. */
export async function propagate(options: PropagationOptions): Promise<Propagation> {
  const { url, officers, phones, orders, random } = options;
  const things = await findThings(options);
  const begunMs = performance.now();
  const endMs = begunMs + KILL_POLL_LIT_MS + LAST_POLL_MS;
  const counts = { polls: 0, failed: 0 };
  const shared = new SharedCache(`${url}/lock/v1/kill`);
  const seen: Map<string, number>[] = [];
  const polling = Array.from({ length: phones }, async (_unused, at) => {
    const first = new Map<string, number>();
    seen.push(first);
    const isCached = at % 2 === 1;
    let dueMs = begunMs + (random.below(1_000_000) / 1_000_000) * KILL_POLL_LIT_MS;
    for (; dueMs < endMs; dueMs += KILL_POLL_LIT_MS) {
      await until(dueMs);
      counts.polls += 1;
      try {
        const named = isCached ? await shared.get() : (await readKill(`${url}/lock/v1/kill`)).cards;
        const nowMs = performance.now();
        for (const id of named) if (!first.has(id)) first.set(id, nowMs);
      } catch {
        counts.failed += 1;
      }
    }
    return { isCached, first };
  });
  const sent: Sent[] = [];
  const looking: Promise<number>[] = [];
  for (const [at, thing] of things.entries()) {
    // Spread over one round of polls: whenever an order comes, some phones have just asked.
    await until(begunMs + 2_000 + (at * KILL_POLL_LIT_MS) / orders);
    const stop = new AbortController();
    const shown = lookAt(options, thing.videoId, stop.signal);
    const one = await release(url, officers, thing);
    sent.push(one);
    looking.push(
      until(performance.now() + 3_000).then(async () => {
        stop.abort();
        return Math.max(0, (await shown) - one.sentAtMs);
      }),
    );
  }
  const told: Propagation = { ...counts, direct: [], cached: [], pages: [], executed: [] };
  for (const { isCached, first } of await Promise.all(polling))
    for (const { cardId, sentAtMs } of sent) {
      const atMs = first.get(cardId) ?? Number.POSITIVE_INFINITY;
      (isCached ? told.cached : told.direct).push(atMs - sentAtMs);
    }
  told.pages = await Promise.all(looking);
  told.executed = sent.map(({ executedMs }) => executedMs);
  for (const list of [told.direct, told.cached, told.pages, told.executed])
    list.sort((a, b) => a - b);
  return { ...told, ...counts };
}

async function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}

/** @returns clips that are shown, and cards that stand in packs: one of each an order. */
async function findThings({
  url,
  viewer,
  orders,
}: PropagationOptions): Promise<{ videoId: string; cardId: string }[]> {
  const clips = new Set<string>();
  const headers = { authorization: `Bearer ${viewer}` };
  for (let page = 0; page < 20 && clips.size < orders; page += 1) {
    const reply = await fetch(`${url}/v1/feeds/for-you?limit=30`, { headers });
    const { items } = (await reply.json()) as { items: { video: { id: string } }[] };
    for (const { video } of items) clips.add(video.id);
  }
  const cards = (
    payloadOf(await (await fetch(`${url}/lock/v1/packs/in/hi/current`)).json()) as LockPack
  ).cards;
  return [...clips].slice(0, orders).map((videoId, at) => {
    const card = cards[at];
    if (card === undefined) throw new Error('the pack holds too few cards');
    return { videoId, cardId: card.id };
  });
}

function payloadOf(signed: unknown): unknown {
  const { payload } = signed as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

async function readKill(address: string): Promise<{ cards: string[]; maxAgeMs: number }> {
  const reply = await fetch(address);
  if (reply.status !== 200) throw new Error(`${address}: ${reply.status}`);
  const age = /max-age=(\d+)/u.exec(reply.headers.get('cache-control') ?? '')?.[1] ?? '0';
  const { cards } = payloadOf(await reply.json()) as KillList;
  return { cards, maxAgeMs: Number(age) * 1_000 };
}

/** A cache that many phones share and that keeps a reply as long as its header lets it. */
class SharedCache {
  readonly #address: string;
  #kept: Promise<{ cards: string[]; maxAgeMs: number }> | undefined;
  #staleAtMs = 0;

  constructor(address: string) {
    this.#address = address;
  }

  async get(): Promise<string[]> {
    if (this.#kept === undefined || performance.now() >= this.#staleAtMs) {
      const asked = readKill(this.#address);
      this.#kept = asked;
      this.#staleAtMs = Number.POSITIVE_INFINITY;
      this.#staleAtMs = performance.now() + (await asked).maxAgeMs;
    }
    return (await this.#kept).cards;
  }
}

/** Looks at a clip's page at an even rate, whether earlier looks are answered or not. @returns when it was last shown. */
async function lookAt(
  { url, viewer, looksPerSecond }: PropagationOptions,
  videoId: string,
  signal: AbortSignal,
): Promise<number> {
  let lastMs = 0;
  const looks: Promise<void>[] = [];
  for (let dueMs = performance.now(); !signal.aborted; dueMs += 1_000 / looksPerSecond) {
    await until(dueMs);
    const look = async (): Promise<void> => {
      const headers = { authorization: `Bearer ${viewer}` };
      const reply = await fetch(`${url}/v1/videos/${videoId}`, { headers });
      await reply.arrayBuffer();
      if (reply.status === 200) lastMs = Math.max(lastMs, performance.now());
    };
    looks.push(look());
  }
  await Promise.all(looks);
  return lastMs;
}

async function release(
  url: string,
  [first = '', second = '']: readonly string[],
  { videoId, cardId }: { videoId: string; cardId: string },
): Promise<Sent> {
  const order = (await post(url, '/v1/orders', first, {
    ...{ authority: 'Bench', law: 's69a', reference: 'B/1', text: 'Block it.' },
    ...{ interim: false, emergency: false, confidential: true, receivedAtMs: Date.now() },
    targets: [
      { kind: 'clip', id: videoId },
      { kind: 'card', id: cardId },
    ],
  })) as Order;
  const [approval] = order.approvals;
  const sentAtMs = performance.now();
  const path = `/v1/orders/${order.id}/approvals/${approval?.id ?? ''}`;
  await post(url, path, second, { digest: approval?.digest });
  return { videoId, cardId, sentAtMs, executedMs: performance.now() - sentAtMs };
}

async function post(url: string, path: string, token: string, body: object): Promise<unknown> {
  const reply = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return await reply.json();
}
