// What every Outbound adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, type ManualClock } from '@jhalak/kernel';
import fc from 'fast-check';
import {
  DESTINATIONS,
  type AllowRule,
  type Destination,
  type Outbound,
  type OutboundReply,
} from '../outbound.ts';

/** One client and one site that it can reach. */
export interface OutboundUnderTest {
  outbound: Outbound;
  clock: ManualClock;
  /** Host name of the site, which is served over http. */
  host: string;
  /** Adds a rule to the client's list. */
  allow(rule: AllowRule): void;
  /** Serves a body from now on. The path's extension is the type's usual one. */
  put(path: string, contentType: string, body: Buffer): Promise<void>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

const FEED = Buffer.from('<rss version="2.0"><channel><title>मौसम</title></channel></rss>');
const KINDS: Readonly<Record<Destination, { path: string; contentType: string; bytes: number }>> = {
  feeds: { path: '/feed.xml', contentType: 'application/xml', bytes: 5_000_000 },
  articles: { path: '/2026/story.html', contentType: 'text/html', bytes: 5_000_000 },
  pictures: { path: '/pictures/one.jpg', contentType: 'image/jpeg', bytes: 12_000_000 },
};

/** URLs that nobody may ask for, with what must be said. The host stands for the one under test. */
const NEVER: readonly (readonly [string, string])[] = [
  ['ftp://HOST/feed.xml', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['gopher://HOST/1', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['data:text/xml,<rss/>', 'scheme'],
  ['http://user@HOST/feed.xml', 'credentials'],
  ['http://user:secret@HOST/feed.xml', 'credentials'],
  ['', 'url_invalid'],
  ['feed.xml', 'url_invalid'],
  ['//HOST/feed.xml', 'url_invalid'],
  ['http://', 'url_invalid'],
];

/** Declares the tests. `make` is called once a test. */
export function outboundConformance(name: string, make: () => Promise<OutboundUnderTest>): void {
  const claim = (what: string, body: (subject: OutboundUnderTest) => Promise<void>): void => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  taking(claim);
  allowing(claim);
  refusing(claim);
  asking(claim);
}

type Claim = (what: string, body: (subject: OutboundUnderTest) => Promise<void>) => void;

function taking(claim: Claim): void {
  claim('what is allowed comes whole, with its type', async (subject) => {
    for (const destination of DESTINATIONS) {
      const { path, contentType } = KINDS[destination];
      allowNow(subject, destination);
      await subject.put(path, contentType, FEED);
      const reply = ok(await fetch(subject, destination, path));
      assert.deepEqual(reply.body, FEED);
      assert.equal(reply.contentType, contentType);
      assert.equal(reply.url, `http://${subject.host}${path}`);
      assert.equal(reply.permanentUrl, reply.url);
    }
  });

  claim('a fragment is not asked for', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    const reply = ok(await fetch(subject, 'feeds', '/feed.xml#top'));
    assert.equal(reply.url, `http://${subject.host}/feed.xml`);
  });

  claim('what is not there is said to be not there', async (subject) => {
    allowNow(subject, 'feeds');
    const reply = await fetch(subject, 'feeds', '/feed.xml');
    assert.equal(reply.kind === 'failed' && reply.reason, 'not_found');
  });

  claim('a body at the bound is taken, one byte more is refused', async (subject) => {
    const { path, contentType, bytes } = KINDS.feeds;
    allowNow(subject, 'feeds');
    await subject.put(path, contentType, Buffer.alloc(bytes, 32));
    assert.equal(ok(await fetch(subject, 'feeds', path)).body.byteLength, bytes);
    await subject.put(path, contentType, Buffer.alloc(bytes + 1, 32));
    assert.equal(refusal(await fetch(subject, 'feeds', path)), 'too_large');
  });
}

function allowing(claim: Claim): void {
  claim('a host that is on no list is refused', async (subject) => {
    await subject.put('/feed.xml', 'application/xml', FEED);
    assert.equal(refusal(await fetch(subject, 'feeds', '/feed.xml')), 'not_allowed');
  });

  claim('what is allowed for one destination is not allowed for another', async (subject) => {
    allowNow(subject, 'articles');
    await subject.put('/feed.xml', 'application/xml', FEED);
    assert.equal(refusal(await fetch(subject, 'feeds', '/feed.xml')), 'not_allowed');
  });

  claim('a rule counts from its beginning until just before its end', async (subject) => {
    await subject.put('/feed.xml', 'application/xml', FEED);
    const nowMs = subject.clock.nowMs();
    const [fromMs, untilMs] = [nowMs + HOUR_MS, nowMs + 2 * HOUR_MS];
    subject.allow({ destination: 'feeds', host: subject.host, author: 'test', fromMs, untilMs });
    const tellAt = async (atMs: number): Promise<string> => {
      subject.clock.advance(atMs - subject.clock.nowMs());
      return (await fetch(subject, 'feeds', '/feed.xml')).kind;
    };
    assert.equal(await tellAt(fromMs - 1), 'refused');
    assert.equal(await tellAt(fromMs), 'ok');
    assert.equal(await tellAt(untilMs - 1), 'ok');
    assert.equal(await tellAt(untilMs), 'refused');
  });

  claim('a rule for names beneath a host covers them, not the host itself', async (subject) => {
    await subject.put('/feed.xml', 'application/xml', FEED);
    const [, ...parents] = subject.host.split('.');
    allowNow(subject, 'feeds', `*.${subject.host}`);
    assert.equal(refusal(await fetch(subject, 'feeds', '/feed.xml')), 'not_allowed');
    allowNow(subject, 'feeds', `*.${parents.join('.')}`);
    assert.equal((await fetch(subject, 'feeds', '/feed.xml')).kind, 'ok');
  });
}

function refusing(claim: Claim): void {
  claim('URLs that nobody may ask for are refused, each with its reason', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    for (const [pattern, reason] of NEVER) {
      const url = pattern.replace('HOST', subject.host);
      const reply = await subject.outbound.fetch({ destination: 'feeds', url });
      assert.equal(refusal(reply), reason, url);
    }
  });

  claim('a type that is not of the destination is refused', async (subject) => {
    allowNow(subject, 'feeds');
    allowNow(subject, 'pictures');
    await subject.put('/page.html', 'text/html', FEED);
    await subject.put('/drawing.svg', 'image/svg+xml', FEED);
    assert.equal(refusal(await fetch(subject, 'feeds', '/page.html')), 'content_type');
    assert.equal(refusal(await fetch(subject, 'pictures', '/drawing.svg')), 'content_type');
  });

  claim('paths that climb out of the site find nothing', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    for (const path of ['/../feed.xml/..', '/%2e%2e/%2e%2e/etc/passwd', '/..%2fx', '/a%00b', '/']) {
      const reply = await fetch(subject, 'feeds', path);
      assert.ok(reply.kind === 'failed' || reply.kind === 'refused', `${path}: ${reply.kind}`);
    }
  });

  claim('no text makes it throw', async (subject) => {
    const hostile = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.stringMatching(/^https?:\/\/\P{C}{0,40}$/u),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (url) => {
        const reply = await subject.outbound.fetch({ destination: 'feeds', url });
        assert.equal(reply.kind, 'refused');
      }),
      { numRuns: 200 },
    );
  });
}

function asking(claim: Claim): void {
  claim('what did not change is not sent again', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    const first = ok(await fetch(subject, 'feeds', '/feed.xml'));
    assert.ok(first.validators.etag ?? first.validators.lastModified, 'it says its version');
    const { validators } = first;
    const url = `http://${subject.host}/feed.xml`;
    const second = await subject.outbound.fetch({ destination: 'feeds', url, validators });
    assert.equal(second.kind, 'not_modified');
    await subject.put('/feed.xml', 'application/xml', Buffer.from('<rss/>'));
    const third = await subject.outbound.fetch({ destination: 'feeds', url, validators });
    assert.equal(ok(third).body.toString(), '<rss/>');
  });

  claim('what was removed is gone at the next question', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    ok(await fetch(subject, 'feeds', '/feed.xml'));
    await subject.remove('/feed.xml');
    assert.equal((await fetch(subject, 'feeds', '/feed.xml')).kind, 'failed');
  });

  claim('an aborted request rejects with the reason of its signal', async (subject) => {
    allowNow(subject, 'feeds');
    const url = `http://${subject.host}/feed.xml`;
    const signal = AbortSignal.abort(new Error('nobody waits'));
    await assert.rejects(
      subject.outbound.fetch({ destination: 'feeds', url, signal }),
      /nobody waits/,
    );
  });

  claim('after it was closed nothing is asked any more', async (subject) => {
    allowNow(subject, 'feeds');
    await subject.put('/feed.xml', 'application/xml', FEED);
    await subject.outbound.close();
    assert.equal((await fetch(subject, 'feeds', '/feed.xml')).kind, 'failed');
  });
}

function allowNow(subject: OutboundUnderTest, destination: Destination, host = subject.host): void {
  const fromMs = subject.clock.nowMs();
  subject.allow({ destination, host, author: 'test', fromMs, untilMs: fromMs + HOUR_MS });
}

async function fetch(
  subject: OutboundUnderTest,
  destination: Destination,
  path: string,
): Promise<OutboundReply> {
  return await subject.outbound.fetch({ destination, url: `http://${subject.host}${path}` });
}

function ok(reply: OutboundReply): Extract<OutboundReply, { kind: 'ok' }> {
  assert.ok(reply.kind === 'ok', `${reply.kind}: ${'detail' in reply ? reply.detail : ''}`);
  return reply;
}

function refusal(reply: OutboundReply): string {
  return reply.kind === 'refused' ? reply.reason : reply.kind;
}
