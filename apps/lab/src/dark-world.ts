// A cell in which some clips were ordered dark, each by an order of its own, and others were not: what resurrections are
// tried in. Every address is noted while the clips are still shown.

import assert from 'node:assert/strict';
import type { OrderBody } from '@jhalak/contracts/orders';
import { createHttpServer, createMetrics, type Cell } from '@jhalak/jhalak';
import { orderCell, type OrderCell, type TestPerson } from '@jhalak/testing';

/** Clips that no order names: who shows nothing at all would show nothing that is dark either. */
const BYSTANDERS = 3;
/** Things of one maker: a pack holds no more of anybody. */
const A_MAKER = 2;
/** Of so many orders one names a keyword, one a tag, one an account, the others the clip itself. */
const KINDS = 5;
const DAY_MS = 86_400_000;

/** One ordered clip, and where it was. */
export interface DarkThing {
  id: string;
  orderId: string;
  /** Its lock card. */
  cardId: string;
  maker: TestPerson;
  words: string;
}

/** What somebody kept from before the orders: addresses with the validators and cursors that came with them. */
interface OldAddress {
  path: string;
  etag: string | undefined;
}

export interface DarkWorld {
  cell: OrderCell;
  viewer: TestPerson;
  things: readonly DarkThing[];
  bystanders: readonly string[];
  old: readonly OldAddress[];
  /** Cards in the packs that phones got before the orders. */
  packed: ReadonlySet<string>;
}

export interface Reading {
  reads: number;
  /** What was shown of what is dark: the address. */
  served: string[];
  /** Bystanders that were shown. */
  lit: number;
}

/**
 * Makes clips with lock cards, notes every address of them, and darkens all but the bystanders.
 *
 * @param beforeOrders runs when everything is shown. Cost: seconds.
 */
export async function darkWorld(
  count: number,
  seed: number,
  beforeOrders?: (cell: OrderCell) => Promise<void>,
): Promise<DarkWorld> {
  const cell = await orderCell({ seed });
  const makers: TestPerson[] = [];
  for (let at = 0; at * A_MAKER < count; at += 1) makers.push(await cell.account(`maker_no_${at}`));
  for (const { personId } of [...makers, cell.creator]) await trust(cell, personId);
  const made: { id: string; maker: TestPerson; word: string; words: string }[] = [];
  for (let at = 0; at < count; at += 1) {
    const maker = makers[Math.floor(at / A_MAKER)] ?? cell.creator;
    const word = `nebula${at}x`;
    const words = `a clip that tells of ${word} #tag${at}x`;
    const id = await cell.publish({ personId: maker.personId, caption: words });
    made.push({ id, maker, word, words });
  }
  const bystanders: string[] = [];
  for (let at = 0; at < BYSTANDERS; at += 1) {
    const caption = `a clip that no order names, number ${at}`;
    bystanders.push(await cell.publish({ personId: cell.creator.personId, caption }));
  }
  await cell.drain();
  const cards = await withPictures(cell);
  const viewer = { ...(await cell.viewer()), handle: '' };
  const ids = made.map(({ id }) => id);
  const old = await noted(cell, viewer, ids, makers);
  const packed = await cardsInPack(cell.url);
  const onPhones = ids.filter((id) => packed.has(cards.get(id) ?? '')).length;
  assert.ok(onPhones >= count / 2, `only ${onPhones} of ${count} were on lock screens`);
  await beforeOrders?.(cell);
  const things: DarkThing[] = [];
  for (const [at, { id, maker, word, words }] of made.entries()) {
    const { order } = await cell.release({ targets: [targetOf(at, { id, maker, word })] });
    things.push({ id, orderId: order.id, cardId: cards.get(id) ?? '', maker, words });
  }
  return { cell, viewer, things, bystanders, old, packed };
}

// By their id mostly; some by their words, some with all that their maker made.
function targetOf(
  at: number,
  { id, maker, word }: { id: string; maker: TestPerson; word: string },
): OrderBody['targets'][number] {
  if (at % KINDS === 1) return { kind: 'keyword', text: word };
  if (at % KINDS === 2) return { kind: 'tag', text: `tag${at}x` };
  if (at % KINDS === 3) return { kind: 'account', id: maker.personId };
  return { kind: 'clip', id };
}

async function trust({ cell, parts }: OrderCell, personId: string): Promise<void> {
  const untilMs = parts.clock.nowMs() + 30 * DAY_MS;
  await cell.cards.addRule({
    kind: 'creator',
    subject: personId,
    note: 'lab',
    author: 'lab',
    untilMs,
  });
}

/** Pictures stand as rows only: nobody looks at them here. @returns each clip's card. */
async function withPictures(cell: OrderCell): Promise<Map<string, string>> {
  const rendition = {
    ...{ key: 'cards/x', format: 'avif', widthPx: 360, heightPx: 640, bytes: 8_000 },
    sha256: 'ab'.repeat(32),
  };
  const picture = {
    focus: { x: 0.5, y: 0.5 },
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    alternative: '',
  };
  const rows = await cell.parts.database.query<{ card_id: string; item_id: string }>(
    {
      name: 'lab.pictures',
      text: `UPDATE cards SET picture = $1 WHERE item_id IS NOT NULL RETURNING card_id, item_id`,
    },
    [JSON.stringify({ ...picture, renditions: [rendition] })],
  );
  await cell.drain();
  return new Map(rows.map(({ card_id, item_id }) => [item_id, card_id]));
}

/** @returns where one clip stands by its id. */
export const fixedPaths = (id: string): string[] => [
  `/v1/videos/${id}`,
  `/media/${id}/360.mp4`,
  `/media/${id}/poster.webp`,
];

async function noted(
  cell: OrderCell,
  viewer: TestPerson,
  ids: readonly string[],
  makers: readonly TestPerson[],
): Promise<OldAddress[]> {
  const old: OldAddress[] = [];
  const note = async (path: string): Promise<string> => {
    const reply = await get(cell.url, path, viewer.token);
    assert.ok(reply.status < 300, `${path} was shown before: ${reply.status}`);
    old.push({ path, etag: reply.etag });
    return reply.text;
  };
  for (const id of ids) for (const path of fixedPaths(id)) await note(path);
  const lists = [
    '/v1/feeds/for-you?limit=3',
    '/lock/v1/packs/in/hi/current',
    '/lock/v1/packs/in/hi/current?width=720&format=avif',
    ...makers.map(({ handle }) => `/v1/people/${handle}/videos?limit=2`),
  ];
  for (const path of lists) {
    const { next } = JSON.parse(await note(path)) as { next?: string | null };
    if (typeof next !== 'string') continue;
    const [bare = ''] = path.split('?');
    old.push({ path: `${bare}?cursor=${encodeURIComponent(next)}`, etag: undefined });
  }
  return old;
}

/** @returns the cards that a phone gets now. */
async function cardsInPack(url: string): Promise<Set<string>> {
  const { text } = await get(url, '/lock/v1/packs/in/hi/current');
  const { payload } = JSON.parse(text) as { payload: string };
  const { cards } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    cards: { id: string }[];
  };
  return new Set(cards.map(({ id }) => id));
}

/** @returns the cards that phones must not show any more. */
async function killedCards(url: string): Promise<Set<string>> {
  const { text } = await get(url, '/lock/v1/kill');
  const { payload } = JSON.parse(text) as { payload: string };
  const { cards } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    cards: (string | { id: string })[];
  };
  return new Set(cards.map((card) => (typeof card === 'string' ? card : card.id)));
}

interface Got {
  status: number;
  text: string;
  etag: string | undefined;
}

async function get(
  url: string,
  path: string,
  token?: string,
  headers: Record<string, string> = {},
): Promise<Got> {
  const sent = { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const reply = await fetch(`${url}${path}`, { headers: sent });
  const etag = reply.headers.get('etag') ?? undefined;
  return { status: reply.status, text: await reply.text(), etag };
}

/** @returns what reads one address and judges what it shows. */
export function looker({ cell, things, bystanders }: DarkWorld, url = cell.url) {
  const dark = things.flatMap(({ id, cardId }) => [id, cardId]);
  return async (
    path: string,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; isServed: boolean; isLit: boolean }> => {
    const reply = await get(url, path, token, headers);
    const payload = /"payload":"([A-Za-z0-9_-]+)"/u.exec(reply.text)?.[1] ?? '';
    const all = reply.text + Buffer.from(payload, 'base64url').toString('utf8');
    // A cursor may hold an id that is dark: it only says where a page begins.
    const [bare = ''] = path.split('?');
    const isDirect = things.some(({ id }) => bare.includes(id));
    const isServed = isDirect
      ? reply.status < 300 || reply.status === 304
      : reply.status === 304 || dark.some((id) => all.includes(id));
    return { status: reply.status, isServed, isLit: bystanders.some((id) => all.includes(id)) };
  };
}

/** Reads every address, as a stranger, a viewer and the maker; by what they remember from before, and without. */
export async function readAgain(world: DarkWorld, url = world.cell.url): Promise<Reading> {
  const { things, bystanders, viewer, old } = world;
  const reading: Reading = { reads: 0, served: [], lit: 0 };
  const lookAt = looker(world, url);
  const look = async (path: string, token?: string, headers?: Record<string, string>) => {
    const seen = await lookAt(path, token, headers);
    reading.reads += 1;
    if (seen.isServed)
      reading.served.push(`${path} ${seen.status} ${JSON.stringify(headers ?? {})}`);
    if (seen.isLit) reading.lit += 1;
  };
  for (const { path, etag } of old) {
    await look(path);
    await look(path, viewer.token, { 'if-none-match': etag ?? '"x"' });
    await look(path, viewer.token, path.startsWith('/media/') ? { range: 'bytes=0-3' } : {});
  }
  for (const { id, maker } of things) {
    for (const path of fixedPaths(id)) await look(path, maker.token);
    await look(`/v1/people/${maker.handle}`, viewer.token);
  }
  for (let at = 0; at < 3; at += 1) {
    await look('/v1/feeds/for-you?limit=30', viewer.token);
    await look('/v1/feeds/following', viewer.token);
    await look('/v1/stories', viewer.token);
  }
  for (const id of bystanders) await look(`/v1/videos/${id}`);
  const killed = await killedCards(url);
  for (const { cardId } of things) {
    reading.reads += 1;
    // What lies on a phone since before goes dark by this list alone.
    if (!killed.has(cardId)) reading.served.push(`/lock/v1/kill lacks ${cardId}`);
  }
  return reading;
}

/** Serves another program of the same cell while `work` runs. */
export async function servedBy<Result>(
  cell: Cell,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = await createHttpServer({
    cell,
    logger: cell.parts.logger,
    metrics: createMetrics(),
    version: 'lab',
    rateLimits: false,
  });
  try {
    return await work(await server.listen(0, '127.0.0.1'));
  } finally {
    await server.close();
  }
}
