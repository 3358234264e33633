// LAW F11: the ways in which strangers' URLs have led servers to their own inside. The allow-list allows everything here,
// so that each wall is tried alone; a server of ours stands on loopback and must never be asked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS, ManualClock, seededRandom } from '@jhalak/kernel';
import type { AllowList, OutboundReply } from '@jhalak/ports';
import { isPublicAddress } from './address.ts';
import { Dialler } from './dialler.ts';
import { exchange } from './exchange.ts';
import { httpOutbound } from './http-outbound.ts';
import { redirectOf } from './redirect.ts';
import type { Resolver } from './resolve.ts';
import { DEFAULT_LIMITS } from './settings.ts';
import { HOST, openCustoms, openSite, openVisit, type Site } from './site.fixture.ts';
import { readTarget } from './target.ts';

let canary: Site;
before(async () => {
  canary = await openSite();
  canary.put('/', 'application/xml', Buffer.from('<rss/>'));
});
after(() => canary.close());

const everything: AllowList = {
  find: (destination, host) =>
    Promise.resolve({ destination, host, author: 'test', fromMs: 0, untilMs: DAY_MS }),
};

function open(resolver: Resolver): ReturnType<typeof httpOutbound> {
  return httpOutbound({
    allowList: everything,
    customs: openCustoms(),
    clock: new ManualClock(0),
    random: seededRandom(1),
    userAgent: 'test',
    resolver,
    limits: { hostIntervalMs: 0, exchangeMs: 1_500, idleMs: 1_500 },
  });
}

const neverAsked: Resolver = () => Promise.reject(new Error('the name server was asked'));

function refusalOf(reply: OutboundReply): string {
  return reply.kind === 'refused' ? reply.reason : `${reply.kind} ${JSON.stringify(reply)}`;
}

/** Written so that a URL parser, a person or a naive list takes them for something else. */
const INSIDE_URLS = [
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://017700000001/',
  'http://127.1/',
  'http://127.0.0.1/',
  'http://0.0.0.0/',
  'http://0/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://10.0.0.1/',
  'http://192.168.0.1/',
  'http://172.16.0.1/',
  'http://100.100.100.200/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://printer.local/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://router/',
  'http://[2002:7f00:1::]/',
  'http://db.home.arpa/',
  'http://service.localhost/',
];

test('URLs that name something inside are refused before any name server is asked', async () => {
  assert.ok(INSIDE_URLS.length >= 25);
  const outbound = open(neverAsked);
  for (const url of INSIDE_URLS) {
    const reply = await outbound.fetch({ destination: 'feeds', url });
    assert.equal(refusalOf(reply), 'host', url);
  }
});

test('the port of something inside is no way around', async () => {
  const outbound = open(neverAsked);
  const ports = [canary.port, 22, 5432, 6379, 8080];
  for (const port of ports) {
    const local = await outbound.fetch({ destination: 'feeds', url: `http://127.0.0.1:${port}/` });
    assert.equal(refusalOf(local), 'host');
    const named = await outbound.fetch({ destination: 'feeds', url: `http://a.site.org:${port}/` });
    assert.equal(refusalOf(named), 'port');
  }
  assert.deepEqual(canary.asked, []);
});

const INSIDE_ADDRESSES = [
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.8', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '240.0.0.1', '192.0.2.1', '203.0.113.5', '198.51.100.7', '192.88.99.1'],
  ...['::1', '::', '::ffff:127.0.0.1', '::ffff:169.254.169.254', '::127.0.0.1', 'fe80::1'],
  ...['fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '64:ff9b::10.0.0.1'],
  ...[
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '100::1',
  ],
  ...['5f00::1', '4000::1', 'not an address', ''],
];

/** An address of the public; never dialled here. */
const OUTSIDE = '93.184.215.14';

test('a name that leads inside is refused, also when only one of its addresses does', async () => {
  const url = 'http://news.site.org/';
  for (const address of INSIDE_ADDRESSES) {
    assert.equal(isPublicAddress(address), false, address);
    for (const answer of [[address], [OUTSIDE, address], [address, OUTSIDE]]) {
      const outbound = open(() => Promise.resolve(answer));
      assert.equal(
        refusalOf(await outbound.fetch({ destination: 'feeds', url })),
        'address',
        address,
      );
    }
  }
});

test('addresses of the public are told apart from those inside', () => {
  const outside = [
    OUTSIDE,
    '8.8.8.8',
    '2606:2800:21f:cb07::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ];
  for (const address of outside) assert.equal(isPublicAddress(address), true, address);
});

test('a name that changes its mind after the check is dialled where it was checked', async () => {
  const answers = [OUTSIDE, '127.0.0.1'];
  let questionCount = 0;
  const rebinding: Resolver = () => {
    questionCount += 1;
    return Promise.resolve([answers.shift() ?? '127.0.0.1']);
  };
  const dialler = new Dialler({
    resolver: rebinding,
    testHosts: new Map(),
    limits: DEFAULT_LIMITS,
    userAgent: 'test',
    customs: openCustoms(),
  });
  const target = readTarget('http://rebind.site.org/', undefined, new Map());
  assert.ok(!('kind' in target));
  const place = await dialler.place(target);
  assert.ok(!('kind' in place));
  assert.deepEqual(place.addresses, [OUTSIDE]);
  const second = await dialler.place(target);
  assert.ok('kind' in second && second.kind === 'refused' && second.reason === 'address');
  // What is dialled is the place's address; the name is not looked up again (this one does not even exist).
  const reply = await exchange({
    url: place.target.url,
    headers: [['host', place.target.url.host]],
    port: canary.port,
    addresses: ['127.0.0.1'],
    bytes: 1_000,
    cut: false,
    idleMs: 60_000,
    wantsBody: () => true,
    signal: AbortSignal.timeout(60_000),
  });
  assert.equal(reply.kind === 'reply' && reply.status, 200);
  assert.deepEqual(canary.asked.splice(0), ['rebind.site.org /']);
  assert.equal(questionCount, 2);
});

test('a redirect to any of them is refused, at whatever hop it comes', async () => {
  const visit = await openVisit();
  try {
    visit.allow('feeds', HOST);
    const inside = [
      ...INSIDE_URLS,
      'file:///etc/passwd',
      'gopher://127.0.0.1:6379/_INFO',
      'http://u:p@a.org/',
    ];
    for (const [index, url] of inside.entries()) {
      const path = `/hop-${index}`;
      visit.site.answer(path, (_request, response) =>
        response.writeHead(302, { location: Buffer.from(url).toString('latin1') }).end(),
      );
      visit.site.answer(`/to-${index}`, (_request, response) =>
        response.writeHead(301, { location: path }).end(),
      );
      const reply = await visit.outbound.fetch({
        destination: 'feeds',
        url: `http://${HOST}/to-${index}`,
      });
      assert.ok(
        ['host', 'scheme', 'credentials', 'url_invalid'].includes(refusalOf(reply)),
        `${url}: ${refusalOf(reply)}`,
      );
    }
    assert.deepEqual(canary.asked, []);
  } finally {
    await visit.close();
  }
});

test('https never leads back to http', () => {
  const from = new URL('https://paper.site.org/feed');
  const tell = (location: string): string => {
    const next = redirectOf(from, { status: 301, headers: { location } }, new Map());
    return next === undefined ? 'none' : 'kind' in next ? next.reason : next.url.href;
  };
  assert.equal(tell('http://paper.site.org/feed'), 'scheme');
  assert.equal(tell('//other.site.org/feed'), 'https://other.site.org/feed');
  assert.equal(tell('../x'), 'https://paper.site.org/x');
});

test('the list is asked before the name server, so that a forbidden name is told to nobody', async () => {
  const visit = await openVisit({ resolver: neverAsked });
  const reply = await visit.outbound.fetch({ destination: 'feeds', url: 'http://secret.spy.org/' });
  assert.equal(refusalOf(reply), 'not_allowed');
  await visit.close();
});
