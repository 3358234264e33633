// The client against a real server on this machine that behaves as servers do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import type { OutboundReply } from '@jhalak/ports';
import { HOST, openVisit, OTHER, THIRD, type Answer, type Visit } from './site.fixture.ts';

const RSS = Buffer.from('<rss version="2.0"/>');
const FEED_URL = `http://${HOST}/feed.xml`;

function claim(
  what: string,
  options: Parameters<typeof openVisit>[0],
  body: (visit: Visit) => Promise<void>,
): void {
  test(what, async () => {
    const visit = await openVisit(options);
    visit.allow('feeds', HOST);
    try {
      await body(visit);
    } finally {
      await visit.close();
    }
  });
}

const fetchFeed = (visit: Visit, url = FEED_URL): Promise<OutboundReply> =>
  visit.outbound.fetch({ destination: 'feeds', url });

function told(reply: OutboundReply): string {
  return 'reason' in reply ? `${reply.kind} ${reply.reason}` : reply.kind;
}

const redirect =
  (status: number, location: string): Answer =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();

const feed =
  (headers: Record<string, string>, body: Buffer = RSS): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/rss+xml', ...headers }).end(body);

/** What was asked for beside robots.txt. */
const askedOf = (visit: Visit): string[] =>
  visit.site.asked.filter((line) => !line.endsWith('/robots.txt'));

claim('it says who it is, and nothing else about us', {}, async (visit) => {
  let seen: NodeJS.Dict<string | string[]> = {};
  visit.site.answer('/feed.xml', (request, response) => {
    seen = request.headers;
    feed({})(request, response);
  });
  assert.equal((await fetchFeed(visit)).kind, 'ok');
  assert.deepEqual(Object.keys(seen).toSorted(), [
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
  assert.equal(seen['user-agent'], 'Jhalak/0.1 (+https://cell.example)');
  assert.equal(seen['host'], HOST);
});

claim('five redirects are followed, six are not', {}, async (visit) => {
  for (let hop = 0; hop < 6; hop += 1) visit.site.answer(`/${hop}`, redirect(301, `/${hop + 1}`));
  visit.site.answer('/6', feed({}));
  const five = await fetchFeed(visit, `http://${HOST}/1`);
  assert.equal(five.kind === 'ok' && five.permanentUrl, `http://${HOST}/6`);
  assert.equal(told(await fetchFeed(visit, `http://${HOST}/0`)), 'refused redirects');
});

claim('a redirect for a while does not change where it lives', {}, async (visit) => {
  visit.site.answer('/a', redirect(308, '/b'));
  visit.site.answer('/b', redirect(302, '/c'));
  visit.site.answer('/c', redirect(301, '/feed.xml'));
  visit.site.answer('/feed.xml', feed({}));
  const reply = await fetchFeed(visit, `http://${HOST}/a`);
  assert.equal(reply.kind === 'ok' && reply.url, FEED_URL);
  assert.equal(reply.kind === 'ok' && reply.permanentUrl, `http://${HOST}/b`);
});

claim('a redirect to a host that is not on the list ends there', {}, async (visit) => {
  visit.site.answer('/feed.xml', redirect(301, `http://${OTHER}/feed.xml`));
  const reply = await fetchFeed(visit);
  assert.equal(told(reply), 'refused not_allowed');
  assert.ok('detail' in reply && reply.detail.includes(OTHER), 'it names the host');
  assert.deepEqual(askedOf(visit), [`${HOST} /feed.xml`]);
});

claim('packed bodies are unpacked', {}, async (visit) => {
  visit.site.answer('/gzip', feed({ 'content-encoding': 'gzip' }, gzipSync(RSS)));
  visit.site.answer('/br', feed({ 'content-encoding': 'br' }, brotliCompressSync(RSS)));
  for (const path of ['gzip', 'br']) {
    const reply = await fetchFeed(visit, `http://${HOST}/${path}`);
    assert.deepEqual(reply.kind === 'ok' && reply.body, RSS, path);
  }
});

claim('a bomb is refused before it is unpacked', {}, async (visit) => {
  const zeros = Buffer.alloc(200_000_000);
  const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros.subarray(0, 50_000_000)) };
  for (const [coding, bomb] of Object.entries(bombs)) {
    visit.site.answer(`/${coding}`, feed({ 'content-encoding': coding }, bomb));
    const before = process.memoryUsage().arrayBuffers;
    assert.equal(told(await fetchFeed(visit, `http://${HOST}/${coding}`)), 'refused too_large');
    const grownMb = (process.memoryUsage().arrayBuffers - before) / 1_000_000;
    assert.ok(grownMb < 60, `${coding}: ${grownMb} MB`);
  }
});

claim('bodies that cannot be unpacked fail', {}, async (visit) => {
  const bodies: Record<string, [string, Buffer]> = {
    rubbish: ['gzip', Buffer.from('this is no gzip')],
    nested: ['gzip, gzip', gzipSync(gzipSync(RSS))],
    unknown: ['compress', RSS],
    cut: ['gzip', gzipSync(Buffer.alloc(100_000, 'x')).subarray(0, 50)],
  };
  for (const [path, [coding, body]] of Object.entries(bodies)) {
    visit.site.answer(`/${path}`, feed({ 'content-encoding': coding }, body));
    visit.clock.advance(2 * HOUR_MS);
    assert.equal(told(await fetchFeed(visit, `http://${HOST}/${path}`)), 'failed encoding', path);
  }
});

claim('a length beyond the bound is believed, and nothing is read', {}, async (visit) => {
  visit.site.answer('/feed.xml', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '50000000' });
    response.write('<rss');
  });
  assert.equal(told(await fetchFeed(visit)), 'refused too_large');
});

claim('a body without end is refused at the bound', {}, async (visit) => {
  let sent = 0;
  visit.site.answer('/feed.xml', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    const chunk = Buffer.alloc(100_000, 'x');
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.byteLength;
    };
    response.on('drain', pour);
    pour();
  });
  assert.equal(told(await fetchFeed(visit)), 'refused too_large');
  assert.ok(sent < 30_000_000, `${sent} bytes were sent`);
});

claim(
  'slow replies end at their time, in the head or drop by drop',
  { limits: { exchangeMs: 300, idleMs: 150 } },
  async (visit) => {
    visit.site.answer('/silent', () => undefined);
    visit.site.answer('/drops', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    assert.equal(told(await fetchFeed(visit, `http://${HOST}/silent`)), 'failed timeout');
    visit.clock.advance(HOUR_MS);
    assert.equal(told(await fetchFeed(visit, `http://${HOST}/drops`)), 'failed timeout');
  },
);

claim('a reply that breaks off is no reply', {}, async (visit) => {
  visit.site.answer('/feed.xml', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
    response.write('<rss', () => response.destroy());
  });
  assert.equal(told(await fetchFeed(visit)), 'failed cut_short');
});

claim('a server that speaks no TLS fails as such', {}, async (visit) => {
  const reply = await fetchFeed(visit, `https://${HOST}/feed.xml`);
  // The site's rules are asked first and cannot be had either.
  assert.equal(reply.kind, 'retry_later');
});

claim('statuses keep their meaning', {}, async (visit) => {
  const meanings: [number, string][] = [
    [404, 'failed not_found'],
    [410, 'failed gone'],
    [401, 'failed status'],
    [451, 'failed status'],
    [204, 'failed status'],
    [304, 'failed status'],
    [500, 'failed status'],
  ];
  for (const [status, meaning] of meanings) {
    visit.site.answer(`/${status}`, (_request, response) => response.writeHead(status).end());
    assert.equal(told(await fetchFeed(visit, `http://${HOST}/${status}`)), meaning, `${status}`);
  }
});

claim(
  'versions are sent back, and a wrong one that would break the request is not',
  {},
  async (visit) => {
    visit.site.answer('/feed.xml', (request, response) => {
      const known = request.headers['if-modified-since'] === 'Mon, 05 Jan 2026 00:00:00 GMT';
      if (known) response.writeHead(304).end();
      else
        feed({ 'last-modified': 'Mon, 05 Jan 2026 00:00:00 GMT', etag: 'W/"1"' })(
          request,
          response,
        );
    });
    const first = await fetchFeed(visit);
    assert.ok(first.kind === 'ok');
    assert.deepEqual(first.validators, {
      etag: 'W/"1"',
      lastModified: 'Mon, 05 Jan 2026 00:00:00 GMT',
    });
    const again = { destination: 'feeds' as const, url: FEED_URL };
    const second = await visit.outbound.fetch({ ...again, validators: first.validators });
    assert.equal(second.kind, 'not_modified');
    const broken = await visit.outbound.fetch({
      ...again,
      validators: { etag: 'a"\r\nx-evil: 1' },
    });
    assert.equal(broken.kind, 'ok');
  },
);

claim('freshness is read from Cache-Control, else from Expires', {}, async (visit) => {
  const rows: [Record<string, string>, number | undefined][] = [
    [{ 'cache-control': 'public, max-age=600' }, 600 * SECOND_MS],
    [{ 'cache-control': 'no-cache, max-age=600' }, undefined],
    [{ 'cache-control': 'max-age=9999999999' }, 30 * 24 * HOUR_MS],
    [{ date: 'Mon, 05 Jan 2026 00:00:00 GMT', expires: 'Mon, 05 Jan 2026 01:00:00 GMT' }, HOUR_MS],
    [{ expires: '0' }, 0],
    [{}, undefined],
  ];
  for (const [headers, expected] of rows) {
    visit.site.answer('/feed.xml', feed(headers));
    const reply = await fetchFeed(visit);
    const said = reply.kind === 'ok' ? reply.freshForMs : -1;
    if (expected === 0) assert.ok(said === undefined || said === 0, JSON.stringify(headers));
    else assert.equal(said, expected, JSON.stringify(headers));
  }
});

claim('"too many requests" is obeyed, in seconds and as a date', {}, async (visit) => {
  const busy =
    (retryAfter: string): Answer =>
    (_request, response) =>
      void response.writeHead(429, { 'retry-after': retryAfter }).end();
  visit.site.answer('/feed.xml', busy('120'));
  const nowMs = visit.clock.nowMs();
  const first = await fetchFeed(visit);
  assert.equal(first.kind === 'retry_later' && first.untilMs, nowMs + 120 * SECOND_MS);
  visit.site.answer('/feed.xml', feed({}));
  visit.clock.advance(119 * SECOND_MS);
  assert.equal((await fetchFeed(visit)).kind, 'retry_later');
  assert.equal(askedOf(visit).length, 1, 'it was not asked meanwhile');
  visit.clock.advance(SECOND_MS);
  assert.equal((await fetchFeed(visit)).kind, 'ok');
  const dateMs = visit.clock.nowMs() + 10 * MINUTE_MS;
  visit.site.answer('/feed.xml', busy(new Date(dateMs).toUTCString()));
  const dated = await fetchFeed(visit);
  assert.equal(dated.kind === 'retry_later' && dated.untilMs, dateMs);
  visit.site.answer('/feed.xml', busy('99999999'));
  visit.clock.advance(HOUR_MS);
  const endless = await fetchFeed(visit);
  assert.equal(
    endless.kind === 'retry_later' && endless.untilMs,
    visit.clock.nowMs() + 24 * HOUR_MS,
  );
});

claim('a failing host is asked less and less, one that recovers as before', {}, async (visit) => {
  visit.site.answer('/feed.xml', (_request, response) => response.writeHead(503).end());
  const pausesMs: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const reply = await fetchFeed(visit);
    assert.ok(reply.kind === 'retry_later');
    pausesMs.push(reply.untilMs - visit.clock.nowMs());
    visit.clock.advance(pausesMs.at(-1) ?? 0);
  }
  for (const [round, pauseMs] of pausesMs.entries()) {
    const fullMs = Math.min(HOUR_MS, 30 * SECOND_MS * 2 ** round);
    assert.ok(pauseMs >= fullMs / 2 && pauseMs <= fullMs, `${round}: ${pauseMs}`);
  }
  assert.ok(new Set(pausesMs.slice(-3)).size > 1, 'pauses are not all alike');
  visit.site.answer('/feed.xml', feed({}));
  assert.equal((await fetchFeed(visit)).kind, 'ok');
  visit.site.answer('/feed.xml', (_request, response) => response.writeHead(503).end());
  const after = await fetchFeed(visit);
  assert.ok(after.kind === 'retry_later' && after.untilMs - visit.clock.nowMs() <= 30 * SECOND_MS);
});

claim('one host that fails does not hold up another', {}, async (visit) => {
  visit.allow('feeds', OTHER);
  visit.site.answer('/feed.xml', (request, response) => {
    if (request.headers.host === HOST) response.writeHead(503).end();
    else feed({})(request, response);
  });
  assert.equal((await fetchFeed(visit)).kind, 'retry_later');
  assert.equal((await fetchFeed(visit, `http://${OTHER}/feed.xml`)).kind, 'ok');
});

claim(
  'a host is asked one request an interval',
  { limits: { hostIntervalMs: 60 } },
  async (visit) => {
    const atMs: number[] = [];
    visit.site.answer('/feed.xml', (request, response) => {
      atMs.push(performance.now());
      feed({})(request, response);
    });
    await fetchFeed(visit);
    await Promise.all([fetchFeed(visit), fetchFeed(visit)]);
    const gapsMs = atMs.slice(1).map((ms, index) => ms - (atMs[index] ?? 0));
    // The other side's clock is a little off ours.
    for (const gapMs of gapsMs) assert.ok(gapMs > 40, `${gapsMs.join(', ')} ms`);
  },
);

claim(
  'who would wait too long for a turn is told when to come',
  { limits: { hostIntervalMs: 5_000, turnMs: 1_000 } },
  async (visit) => {
    visit.site.answer('/feed.xml', feed({}));
    assert.equal((await fetchFeed(visit)).kind, 'ok');
    const second = await fetchFeed(visit);
    assert.ok(second.kind === 'retry_later');
    assert.ok(second.untilMs >= visit.clock.nowMs() + 5_000);
  },
);

claim(
  'no more requests than the bound are under way',
  { limits: { concurrency: 2 } },
  async (visit) => {
    visit.allow('feeds', OTHER, THIRD);
    let [underWay, most] = [0, 0];
    visit.site.answer('/feed.xml', (request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        feed({})(request, response);
      });
    });
    const urls = [HOST, OTHER, THIRD, HOST, OTHER, THIRD].map((host) => `http://${host}/feed.xml`);
    const replies = await Promise.all(urls.map((url) => fetchFeed(visit, url)));
    assert.deepEqual(new Set(replies.map((reply) => reply.kind)), new Set(['ok']));
    assert.ok(most <= 2, `${most} at once`);
  },
);

claim('a caller who gives up ends the request', {}, async (visit) => {
  const giveUp = new AbortController();
  const ended = new Promise<void>((resolve) => {
    visit.site.answer('/feed.xml', (request) => {
      request.socket.on('close', () => resolve());
      giveUp.abort(new Error('enough'));
    });
  });
  const { signal } = giveUp;
  await assert.rejects(
    visit.outbound.fetch({ destination: 'feeds', url: FEED_URL, signal }),
    /enough/,
  );
  await ended;
});

claim('closing ends what is under way', {}, async (visit) => {
  const asked = new Promise<void>((resolve) => visit.site.answer('/feed.xml', () => resolve()));
  const reply = fetchFeed(visit);
  await asked;
  await visit.outbound.close();
  assert.equal((await reply).kind, 'failed');
});
