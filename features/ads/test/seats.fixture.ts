// Seats that a test plays on loopback, behind the cell's real gateway, and an operator who lets the cell ask them.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Seat, SeatBody } from '@jhalak/contracts/ad-seats';
import type { BorderPolicy } from '@jhalak/contracts/gateway';
import type { BidRequest } from '@jhalak/openrtb';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const DAY_MS = 86_400_000;

/** What a played seat does with a question. */
export type Manner = (
  question: { body: string; request: IncomingMessage },
  reply: ServerResponse,
) => void;

export interface PlayedSeat {
  id: string;
  host: string;
  manner: Manner;
  /** Every request that reached it, as it came: first line, head lines, body. */
  heard: string[];
  /** Questions since the beginning. */
  posts: number;
}

export interface SeatHouse {
  cell: TestCell;
  operator: TestPerson;
  second: TestPerson;
  /** By name. */
  played: ReadonlyMap<string, PlayedSeat>;
  call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }>;
  /** Registers a played seat, allows it at the border, and turns it on. */
  open(id: string, over?: Partial<SeatBody>): Promise<Seat>;
  close(): Promise<void>;
}

export const ALL_FIELDS = [
  ...['id', 'imp', 'app', 'site', 'device', 'user', 'source', 'regs', 'test', 'at', 'tmax', 'cur'],
  ...['bcat', 'badv', 'wlang', 'cattax'],
];

/** Seats on loopback, for whichever cell takes their `sites`. */
export interface SeatStage {
  played: ReadonlyMap<string, PlayedSeat>;
  sites: ReadonlyMap<string, number>;
  /** Ends what hangs, so that the cell can close. */
  hangUp(): void;
  close(): void;
}

export async function playSeats(names: readonly string[]): Promise<SeatStage> {
  const played = new Map(names.map((id) => [id, silent(id)]));
  const servers = await Promise.all([...played.values()].map(async (one) => await serve(one)));
  return {
    played,
    sites: new Map([...played.values()].map(({ host }, at) => [host, portOf(servers[at])])),
    hangUp: () => servers.forEach((server) => server.closeAllConnections()),
    close: () => servers.forEach((server) => server.close()),
  };
}

/** @param names of seats that are played. Cost: some 700 ms. */
export async function openSeatHouse(names: readonly string[]): Promise<SeatHouse> {
  const { played, sites, hangUp, close } = await playSeats(names);
  const cell = await startCell({ sites });
  const operator = await cell.account('seat_operator');
  const second = await cell.account('seat_second');
  for (const { personId } of [operator, second])
    await cell.cell.accounts.grantRole({ personId, role: 'operator' });
  const call: SeatHouse['call'] = async (method, path, body) =>
    await cell.api(method, path, {
      token: operator.token,
      ...(body === undefined ? {} : { body }),
    });
  return {
    ...{ cell, operator, second, played, call },
    open: async (id, over = {}) => await openSeat({ cell, call, second }, id, over),
    async close() {
      hangUp();
      await cell.close();
      close();
    },
  };
}

/** What `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';

export function termsOf(id: string, over: Partial<SeatBody> = {}): SeatBody {
  return {
    ...{ id, name: `Seat ${id}`, endpoint: `https://${hostOf(id)}/bid`, version: '2.6' },
    ...{ currency: 'INR', qps: 1_000, dailyLimit: 1_000_000, parameters: {} },
    ...{ noticeHosts: [hostOf(id)], blockedAdvertisers: [], blockedCategories: [], deals: [] },
    ...over,
  };
}

export function hostOf(id: string): string {
  return `${id}.seats.in`;
}

/** Registers a seat, allows it at the border with a second operator, and turns it on. */
export async function openSeat(
  { cell, call, second }: Pick<SeatHouse, 'cell' | 'call' | 'second'>,
  id: string,
  over: Partial<SeatBody>,
): Promise<Seat> {
  // Policies of the border ask for a fresh proof, and the clock of some tests has gone on.
  const proof = { way: 'password', password: PASSWORD };
  assert.equal((await call('POST', '/v1/step-up', proof)).status, 200);
  const again = await cell.api('POST', '/v1/step-up', { token: second.token, body: proof });
  assert.equal(again.status, 200);
  const body = termsOf(id, over);
  const made = await call<Seat>('POST', '/v1/ads/seats', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  for (const [message, fields] of [
    ['seat.bid', ALL_FIELDS],
    ['seat.notice', ['url']],
  ] as const) {
    const nowMs = cell.parts.clock.nowMs();
    const policy = {
      ...{ id: `${id}-${message.slice(5)}`, message, party: hostOf(id), partyRegion: 'in' },
      ...{ url: body.endpoint, fields, classLimit: 'personal', k: 50, basis: 'Contract' },
      ...{ fromMs: nowMs, untilMs: nowMs + DAY_MS },
    };
    const proposed = await call<BorderPolicy>('POST', '/v1/border/policies', policy);
    assert.equal(proposed.status, 201, JSON.stringify(proposed.body));
    const path = `/v1/border/policies/${policy.id}/versions/1/approval`;
    const approval = { digest: proposed.body.digest };
    const approved = await cell.api('POST', path, { token: second.token, body: approval });
    assert.equal(approved.status, 200, JSON.stringify(approved.body));
  }
  const { id: _id, ...terms } = body;
  const on = { terms, state: 'on', version: 1, note: 'agreed' };
  const changed = await call<Seat>('PUT', `/v1/ads/seats/${id}`, on);
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  // The gateway reads the registry once a second.
  cell.parts.clock.advance(1_001);
  return changed.body;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

function silent(id: string): PlayedSeat {
  return { id, host: hostOf(id), manner: (_question, reply) => noBid(reply), heard: [], posts: 0 };
}

export function noBid(reply: ServerResponse): void {
  reply.writeHead(204).end();
}

/** A manner that bids. @param price CPM. */
export function bidding(price: number, over: object = {}): Manner {
  return ({ body }, reply) => {
    const request = JSON.parse(body) as { id: string; imp: { id: string }[] };
    const bid = {
      ...{ id: `bid-${request.id}`, impid: request.imp[0]?.id, price, adm: NATIVE_CARD, mtype: 4 },
      ...{ adomain: ['shoes.example.in'], crid: 'shoes-1', ...over },
    };
    json(reply, { id: request.id, cur: 'INR', seatbid: [{ bid: [bid] }] });
  };
}

export function json(reply: ServerResponse, value: unknown): void {
  reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export const NATIVE_CARD = JSON.stringify({
  ver: '1.2',
  assets: [
    { id: 1, title: { text: 'Shoes for rain' } },
    { id: 2, data: { value: 'They stay dry.' } },
    { id: 3, data: { value: 'Shoe House' } },
  ],
  link: { url: 'https://shoes.example.in/rain' },
});

async function serve(seat: PlayedSeat): Promise<Server> {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const lines = request.rawHeaders.join('\n');
      seat.heard.push(`${request.method} ${request.url}\n${lines}\n\n${body}`);
      if (request.method === 'POST') seat.posts += 1;
      if (request.method === 'GET') return void reply.writeHead(200).end();
      seat.manner({ body, request }, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const SHARED = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
/** Prebid Server's cases. */
export const PREBID = join(SHARED, 'fixtures/openrtb/prebid-server');
/** Why tests skip; undefined when the cases are there. */
export const fixturesMissing = existsSync(PREBID)
  ? undefined
  : 'no fixtures/openrtb in JHALAK_SHARED: nobody but us has judged the protocols';

/** @returns each call of InMobi's adapter in its own cases: what it asks, and what it is answered. */
export function inmobiCalls(): {
  name: string;
  asked: BidRequest;
  answer: object;
  status: number;
}[] {
  const folder = join(PREBID, 'adapters/inmobi/inmobitest');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const one = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        httpCalls?: {
          expectedRequest: { body: BidRequest };
          mockResponse: { status: number; body: object };
        }[];
      };
      return (one.httpCalls ?? []).map(({ expectedRequest, mockResponse }) => ({
        name,
        asked: expectedRequest.body,
        answer: mockResponse.body,
        status: mockResponse.status,
      }));
    });
}
