import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLogger, systemClock } from '@jhalak/kernel';
import { fixedAllowList } from '@jhalak/ports';
import type { BorderMessage, BorderReply, Customs, Outbound, SeatLane } from '@jhalak/ports';
import { outboundConformance } from '@jhalak/ports/conformance';
import { deliverer } from '../deliver.ts';
import { folderOutbound } from '../folder-outbound.ts';
import { HOST, openCustoms, openVisit, type Visit } from '../site.fixture.ts';
import { gatewayClient } from './gateway-client.ts';
import { GatewayRunningError, serveGateway, type GatewayServer } from './gateway-server.ts';
import { gatewaySocket } from './socket-path.ts';

const NO_MESSAGES = (): Promise<BorderReply> =>
  Promise.resolve({ kind: 'refused', reason: 'unknown_message', detail: 'None are known here.' });

const NO_SEATS: SeatLane = {
  ask: () => undefined,
  tell: () => Promise.resolve({ kind: 'refused', detail: 'None are known here.' }),
};

function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'jhalak-gateway-'));
}

async function open(
  socketPath: string,
  outbound: Outbound,
  send: (message: BorderMessage) => Promise<BorderReply> = NO_MESSAGES,
): Promise<GatewayServer> {
  const seats = NO_SEATS;
  return await serveGateway({
    socketPath,
    openTo: 'owner',
    outbound,
    send,
    seats,
    logger: silentLogger,
  });
}

outboundConformance('through the gateway', async () => {
  const visit = await openVisit();
  const home = newHome();
  const socketPath = gatewaySocket(home);
  const server = await open(socketPath, visit.outbound);
  const client = gatewayClient({ socketPath, clock: visit.clock });
  return {
    outbound: client,
    clock: visit.clock,
    host: HOST,
    allow: (rule) => void visit.rules.push(rule),
    put: (path, contentType, body) => Promise.resolve(visit.site.put(path, contentType, body)),
    remove: (path) => Promise.resolve(visit.site.remove(path)),
    close: async () => {
      await client.close();
      await server.close();
      await visit.close();
      rmSync(home, { recursive: true });
    },
  };
});

async function withVisit(
  options: Parameters<typeof openVisit>[0],
  body: (visit: Visit, home: string) => Promise<void>,
): Promise<void> {
  const visit = await openVisit(options);
  visit.allow('feeds', HOST);
  visit.site.put('/feed.xml', 'application/xml', Buffer.from('<rss/>'));
  const home = newHome();
  try {
    await body(visit, home);
  } finally {
    await visit.close();
    rmSync(home, { recursive: true });
  }
}

const FEED = { destination: 'feeds', url: `http://${HOST}/feed.xml` } as const;

test('without a gateway whoever asks is told to come later, and is served when it is back', async () => {
  await withVisit({}, async (visit, home) => {
    const socketPath = gatewaySocket(home);
    const client = gatewayClient({ socketPath, clock: visit.clock, startMs: 60 });
    const before = await client.fetch(FEED);
    assert.ok(before.kind === 'retry_later' && before.untilMs > visit.clock.nowMs());
    const message = {
      id: '018f0000-0000-7000-8000-000000000001',
      message: 'a',
      to: 'b',
      fields: {},
    };
    assert.equal((await client.send(message)).kind, 'retry_later');
    const server = await open(socketPath, visit.outbound);
    assert.equal((await client.fetch(FEED)).kind, 'ok');
    assert.equal((await client.send(message)).kind, 'refused');
    await server.close();
    assert.equal((await client.fetch(FEED)).kind, 'retry_later');
  });
});

test('a gateway that is being started is waited for', async () => {
  await withVisit({}, async (visit, home) => {
    const socketPath = gatewaySocket(home);
    const client = gatewayClient({ socketPath, clock: visit.clock });
    const asked = client.fetch(FEED);
    const server = await open(socketPath, visit.outbound);
    assert.equal((await asked).kind, 'ok');
    await server.close();
  });
});

test('a gateway that dies in the middle of a reply loses nothing but time', async () => {
  await withVisit({}, async (visit, home) => {
    const socketPath = gatewaySocket(home);
    const server = await open(socketPath, visit.outbound);
    const asked = new Promise<void>((resolve) => visit.site.answer('/feed.xml', () => resolve()));
    const client = gatewayClient({ socketPath, clock: visit.clock });
    const reply = client.fetch(FEED);
    await asked;
    await server.close();
    assert.equal((await reply).kind, 'retry_later');
  });
});

test('the socket is its owner’s alone, one gateway has it, and a dead one’s is taken over', async () => {
  await withVisit({}, async (visit, home) => {
    const socketPath = gatewaySocket(home);
    mkdirSync(join(home, 'run'), { mode: 0o700 });
    writeFileSync(socketPath, 'left behind');
    const server = await open(socketPath, visit.outbound);
    assert.equal(statSync(socketPath).mode & 0o777, 0o600);
    assert.equal(statSync(join(home, 'run')).mode & 0o777, 0o700);
    await assert.rejects(open(socketPath, visit.outbound), GatewayRunningError);
    await server.close();
  });
});

test('a home may lie as deep as folders go', async () => {
  await withVisit({}, async (visit, home) => {
    const deep = join(home, 'a'.repeat(100), 'b'.repeat(100));
    const socketPath = gatewaySocket(deep);
    const server = await open(socketPath, visit.outbound);
    const client = gatewayClient({ socketPath, clock: visit.clock });
    assert.equal((await client.fetch(FEED)).kind, 'ok');
    await server.close();
  });
});

/** A server that keeps every byte it is sent. */
async function rawServer(): Promise<{ port: number; bytes(): Buffer; close(): Promise<void> }> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n{}');
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => Buffer.concat(chunks),
    close: async () => await new Promise((resolve) => server.close(() => resolve())),
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('what is declared is to the byte what leaves', async () => {
  const raw = await rawServer();
  const customs = openCustoms();
  const visit = await openVisit({ customs, loopbackForTests: new Map([[HOST, raw.port]]) });
  visit.allow('feeds', HOST);
  const validators = { etag: 'W/"x"' };
  await visit.outbound.fetch({ ...FEED, url: `${FEED.url}?a=%E0%A4%AE&b=मौसम`, validators });
  const courier = deliverer({ customs, userAgent: 'Jhalak/test' });
  await courier.deliver({
    message: 'report.daily',
    to: 'sg-aaaaaaaaaa',
    kind: 'cell',
    url: `http://127.0.0.1:${raw.port}/v1/border/messages`,
    body: Buffer.from('{"मौसम":1}'),
  });
  await raw.close();
  const parcels = customs.declared;
  assert.deepEqual(
    parcels.map(({ message }) => message),
    ['robots.fetch', 'feeds.fetch', 'report.daily'],
  );
  let left = raw.bytes();
  for (const { bytes, digest } of parcels) {
    assert.equal(sha256(left.subarray(0, bytes)), digest);
    left = left.subarray(bytes);
  }
  assert.equal(left.byteLength, 0);
  await visit.close();
});

test('what customs do not let pass is asked of nobody, neither site nor name server', async () => {
  let looked = 0;
  const resolver = (): Promise<string[]> => {
    looked += 1;
    return Promise.resolve(['93.184.215.14']);
  };
  const answers: Customs[] = [
    { declare: () => Promise.resolve({ kind: 'refused', detail: 'No policy allows it.' }) },
    { declare: () => Promise.resolve({ kind: 'later', untilMs: 9, detail: 'The log is shut.' }) },
    { declare: () => Promise.reject(new Error('the disk is full')) },
  ];
  for (const customs of answers) {
    await withVisit({ customs, resolver, loopbackForTests: new Map() }, async (visit) => {
      visit.allow('feeds', 'paper.site.org');
      const url = 'http://paper.site.org/feed.xml';
      const reply = await visit.outbound.fetch({ ...FEED, url }).catch(() => ({ kind: 'thrown' }));
      assert.ok(['refused', 'retry_later', 'thrown'].includes(reply.kind), reply.kind);
      const courier = deliverer({ customs, userAgent: 'test', resolver });
      const delivered = await courier
        .deliver({
          message: 'sms.code',
          to: 'sms.site.org',
          kind: 'processor',
          url: 'https://sms.site.org/send',
          body: Buffer.from('{}'),
        })
        .catch(() => ({ kind: 'thrown' }));
      assert.notEqual(delivered.kind, 'reply');
      assert.deepEqual(visit.site.asked, []);
    });
  }
  assert.equal(looked, 0);
});

test('of one message sent twice the public log gets two digests: nobody finds a code by trying all of them', async () => {
  const raw = await rawServer();
  const customs = openCustoms();
  const courier = deliverer({
    ...{ customs, userAgent: 'Jhalak/test' },
    loopbackForTests: new Map([[HOST, raw.port]]),
  });
  const body = Buffer.from('{"phone":"+919812345678","code":"123456"}');
  const message = { message: 'sms.code', to: HOST, kind: 'processor', body } as const;
  for (const _ of [1, 2]) {
    const delivered = await courier.deliver({ ...message, url: `http://${HOST}/send` });
    assert.equal(delivered.kind, 'reply');
  }
  await raw.close();
  const [first, second] = customs.declared;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(first.bytes, second.bytes);
  assert.notEqual(first.digest, second.digest);
  assert.equal(sha256(raw.bytes().subarray(0, first.bytes)), first.digest);
});

test('a processor passes every wall that a publisher passes', async () => {
  const courier = deliverer({
    customs: openCustoms(),
    userAgent: 'test',
    resolver: () => Promise.resolve(['169.254.169.254']),
  });
  const urls = [
    ...['http://sms.site.org/', 'https://127.0.0.1/', 'https://[::1]/', 'https://localhost/'],
    ...[
      'https://0x7f.1/',
      'https://user:x@sms.site.org/',
      'https://sms.site.org:8443/',
      'file:///x',
    ],
    'https://sms.site.org/',
  ];
  for (const url of urls) {
    const body = Buffer.from('{}');
    const asked = {
      message: 'sms.code',
      to: 'sms.site.org',
      kind: 'processor',
      url,
      body,
    } as const;
    assert.notEqual((await courier.deliver(asked)).kind, 'reply', url);
  }
});

test('the lane carries many questions at once, each answer to its own; a gateway that is away costs an auction nothing', async () => {
  const home = newHome();
  const socketPath = gatewaySocket(home);
  const long = 'x'.repeat(20_000);
  const seats: SeatLane = {
    ask({ request, seats: asked }, take) {
      const { id } = request as { id: string };
      for (const seat of asked)
        // Backwards, so that answers overtake each other.
        setImmediate(() => take({ seat, kind: 'answer', text: `${id} ${seat} ${long}` }));
    },
    tell: ({ url }) => Promise.resolve({ kind: 'refused', detail: url }),
  };
  const outbound = folderOutbound({
    folder: home,
    allowList: fixedAllowList([]),
    clock: systemClock,
  });
  const client = gatewayClient({ socketPath, clock: systemClock });
  const question = (id: number, withinMs = 5_000) => ({
    ...{ request: { id: String(id) }, consented: false, seats: ['one', 'two'], withinMs },
  });
  // Nobody is there: nothing is taken, nobody waits.
  client.seats.ask(question(0, 50), () => assert.fail('nobody answers'));
  assert.equal((await client.seats.tell({ seat: 'one', url: 'https://a.in/' })).kind, 'later');
  const server = await serveGateway({
    ...{ socketPath, openTo: 'owner', outbound, seats, send: NO_MESSAGES, logger: silentLogger },
  });
  // @waits: the pause before a gateway that was away is knocked at again.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const told = await client.seats.tell({ seat: 'one', url: 'https://a.in/won?p=₹' });
  assert.deepEqual(told, { kind: 'refused', detail: 'https://a.in/won?p=₹' });
  const answers = await Promise.all(
    Array.from(
      { length: 60 },
      async (_unused, id) =>
        await new Promise<string[]>((resolve) => {
          const got: string[] = [];
          client.seats.ask(question(id), (reply) => {
            got.push(reply.kind === 'answer' ? reply.text.slice(0, 8).trim() : reply.kind);
            if (got.length === 2) resolve(got);
          });
        }),
    ),
  );
  for (const [id, got] of answers.entries())
    assert.deepEqual(got.map((text) => text.split(' ').slice(0, 2).join(' ')).toSorted(), [
      `${id} one`,
      `${id} two`,
    ]);
  await client.close();
  await server.close();
  rmSync(home, { recursive: true });
});
