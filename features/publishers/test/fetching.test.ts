// From feeds on a real server to reports and the journal.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '@jhalak/kernel';
import type { JournalEvent } from '@jhalak/ports';
import type { ReportFacts } from '@jhalak/publishers';
import { A_DAY_MS, openPress, page, PAPER, rss, type Press } from './press.fixture.ts';

let press: Press;
let publisherId: string;
beforeEach(async () => {
  press = await openPress();
  publisherId = await press.feature.addSample(PAPER);
});

function claim(what: string, body: () => Promise<void>): void {
  test(what, async () => {
    try {
      await body();
    } finally {
      await press.close();
    }
  });
}

const feed = (...items: Parameters<typeof rss>[0]): void =>
  press.site.put('/feed.xml', 'application/rss+xml', rss(items));

const removalOf = (event: JournalEvent | undefined): unknown => event?.facts['removal'];

const types = async (): Promise<string[]> => (await press.heard()).map((event) => event.type);

const failureOf = async (): Promise<{
  failure: string | null;
  failure_count: number;
  state: string;
  next: number;
}> => {
  const [row] = await press.parts.database.query<{
    failure: string | null;
    failure_count: number;
    state: string;
    next: number;
  }>({
    name: 'test.feed',
    text: 'SELECT failure, failure_count, state, next_fetch_at_ms AS next FROM publisher_feeds LIMIT 1',
  });
  assert.ok(row);
  return row;
};

claim('an item becomes a report with its page for text, told once', async () => {
  feed({
    title: 'River rises',
    link: '/river',
    guid: '1',
    text: '<p>Short.</p>',
    date: 'Sun, 04 Jan 2026 10:00:00 GMT',
  });
  press.site.put('/river', 'text/html', page());
  await press.settle();
  const events = await press.heard();
  assert.deepEqual(
    events.map((event) => event.type),
    ['reported'],
  );
  const facts = events[0]?.facts as unknown as ReportFacts;
  assert.equal(facts.publisherId, publisherId);
  assert.equal(facts.publishedAtMs, Date.UTC(2026, 0, 4, 10));
  const report = await press.feature.report(events[0]?.key ?? '');
  assert.ok(report);
  assert.equal(report.textFrom, 'article');
  assert.equal(report.text.split('\n\n').length, 8);
  assert.equal(report.url, 'http://paper.test/river');
  assert.equal(report.language, 'en');
  assert.equal(report.publisher.attribution, 'The Paper');
  assert.equal(facts.version, report.version);
});

claim('nothing is asked twice that did not change, and nothing is told twice', async () => {
  feed({ title: 'River rises', link: '/river', text: 'Short.' });
  press.site.put('/river', 'text/html', page());
  await press.settle();
  assert.deepEqual(await types(), ['reported']);
  const asked = press.site.asked.length;
  await press.settle();
  assert.equal(press.site.asked.length, asked, 'nothing was due');
  await press.later(17 * MINUTE_MS);
  assert.equal(press.site.asked.length, asked + 1, 'the feed alone was looked at');
  assert.deepEqual(await types(), []);
});

claim(
  'duplicates under other ids, with tracking, or under another address are one report',
  async () => {
    const date = 'Sun, 04 Jan 2026 10:00:00 GMT';
    feed(
      { title: 'River rises', link: '/river', guid: 'a', date },
      {
        title: 'River rises',
        link: 'http://www.paper.test/river/?utm_source=rss',
        guid: 'b',
        date,
      },
      { title: 'Other', link: '/other', guid: 'c' },
    );
    await press.settle();
    assert.equal((await press.shown()).length, 2);
    feed(
      { title: 'River rises', link: '/river', guid: 'changed', date },
      { title: 'River rises', link: '/2026/river-rises', guid: 'moved', date },
    );
    await press.later(17 * MINUTE_MS);
    assert.equal((await press.shown()).length, 2);
  },
);

claim('an id that stands at every item names none of them', async () => {
  feed(
    { title: 'One', link: '/1', guid: 'default' },
    { title: 'Two', link: '/2', guid: 'default' },
    { title: 'Three', link: '/3', guid: 'default' },
  );
  await press.settle();
  assert.deepEqual(
    (await press.shown()).map((report) => report.title),
    ['One', 'Three', 'Two'],
  );
});

claim('a corrected headline is a new version of the same report', async () => {
  feed({ title: 'River rises', link: '/river', guid: '1', text: 'Short.' });
  await press.settle();
  const [before_] = await press.shown();
  await press.heard();
  feed({ title: 'River falls', link: '/river', guid: '1', text: 'Short.' });
  await press.later(17 * MINUTE_MS);
  const [after_] = await press.shown();
  assert.equal(after_?.id, before_?.id);
  assert.equal(after_?.title, 'River falls');
  assert.ok((after_?.version ?? 0) > (before_?.version ?? 0));
  assert.deepEqual(await types(), ['changed']);
});

claim('dates in the future count as now, none as first seen, old items are left out', async () => {
  feed(
    { title: 'Future', link: '/1', date: 'Fri, 01 Jan 2100 00:00:00 GMT' },
    { title: 'None', link: '/2' },
    { title: 'Old', link: '/3', date: 'Mon, 01 Dec 2025 00:00:00 GMT' },
  );
  await press.settle();
  const shown = await press.shown();
  assert.deepEqual(
    shown.map((report) => report.title),
    ['Future', 'None'],
  );
  for (const report of shown) {
    assert.equal(report.publishedAtMs, report.firstSeenAtMs);
    assert.ok(report.publishedAtMs <= press.parts.clock.nowMs());
  }
});

claim(
  'hostile and broken feeds say why in a sentence, and the next good one is taken',
  async () => {
    const good = rss([{ title: 'Good', link: '/good' }]);
    const hostile: [string, string, string | Buffer, RegExp][] = [
      [
        'XXE',
        'text/xml',
        good.replace('<rss', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss'),
        /entities/,
      ],
      [
        'laughs',
        'text/xml',
        good.replace(
          '<rss',
          `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}">]><rss`,
        ),
        /entities/,
      ],
      ['a page', 'text/xml', '<!doctype html><html></html>', /web page/],
      ['a page by type', 'text/html', '<!doctype html>', /text\/html/],
      ['50 MB', 'text/xml', Buffer.alloc(50_000_000, 'x'), /more than 5 MB/],
      ['cut', 'text/xml', good.slice(0, 150), /no RSS/],
      ['empty', 'text/xml', '', /no RSS/],
      ['deep', 'text/xml', `<rss version="2.0"><channel>${'<a>'.repeat(200_000)}`, /no RSS/],
    ];
    for (const [what, type, body, sentence] of hostile) {
      press.site.put('/feed.xml', type, body);
      await press.later(A_DAY_MS);
      assert.match((await failureOf()).failure ?? '', sentence, what);
    }
    assert.equal((await failureOf()).failure_count, hostile.length);
    press.site.put('/feed.xml', 'text/xml', good);
    await press.later(A_DAY_MS);
    assert.deepEqual(
      (await press.shown()).map((report) => report.title),
      ['Good'],
    );
    assert.deepEqual((await failureOf()).failure, null);
  },
);

claim('a feed in a wrong encoding is read all the same', async () => {
  const latin = rss([{ title: 'Caf\xe9 \x93open\x94', link: '/1' }]).replace(
    '?>',
    ' encoding="UTF-8"?>',
  );
  press.site.put('/feed.xml', 'text/xml; charset=utf-8', Buffer.from(latin, 'latin1'));
  await press.settle();
  assert.equal((await press.shown())[0]?.title, 'Café “open”');
});

claim('a failing feed is looked at less and less; one that asks for a pause gets it', async () => {
  press.site.status('/feed.xml', 404);
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    await press.settle();
    const { next } = await failureOf();
    waits.push(next - press.parts.clock.nowMs());
    press.parts.clock.advance(waits.at(-1) ?? 0);
  }
  for (const [index, waitMs] of waits.entries()) {
    const leastMs = Math.min(12 * HOUR_MS, 15 * MINUTE_MS * 2 ** index);
    assert.ok(waitMs >= leastMs && waitMs <= leastMs * 1.1 + 1, `${index}: ${waitMs}`);
  }
  press.site.status('/feed.xml', 429, { 'retry-after': '7200' });
  await press.settle();
  assert.equal((await failureOf()).next, press.parts.clock.nowMs() + 2 * HOUR_MS);
});

claim(
  'a feed that moved for good is asked at its new address; one that is gone is closed',
  async () => {
    press.site.answer('/feed.xml', (request, response) => {
      response.writeHead(301, { location: '/new.xml' }).end();
      request.resume();
    });
    press.site.put('/new.xml', 'text/xml', rss([{ title: 'Moved', link: '/1' }]));
    await press.settle();
    assert.equal((await press.shown()).length, 1);
    const asked = press.site.asked.length;
    await press.later(A_DAY_MS / 24);
    assert.ok(press.site.asked.slice(asked).every((line) => !line.endsWith('/feed.xml')));
    press.site.status('/new.xml', 410);
    await press.later(A_DAY_MS);
    assert.equal((await failureOf()).state, 'closed');
  },
);

claim('a page on a host that is not allowed is not asked; the feed says enough', async () => {
  feed({ title: 'Elsewhere', link: 'http://daily.test/1', text: 'What the feed says.' });
  await press.settle();
  const [report] = await press.shown();
  assert.equal(report?.textFrom, 'feed');
  assert.equal(report.text, 'What the feed says.');
  assert.ok(press.site.asked.every((line) => !line.startsWith('daily.test')));
});

claim('a page that says less than the feed does not replace it', async () => {
  const text = `<p>${'A long and good text of the feed itself, sentence after sentence. '.repeat(40)}</p>`;
  feed({ title: 'Wall', link: '/wall', text });
  press.site.put(
    '/wall',
    'text/html',
    '<html><body><p>Please subscribe to read on.</p></body></html>',
  );
  await press.settle();
  assert.equal((await press.shown())[0]?.textFrom, 'feed');
});

claim('a site that is down delays a report, and does not swallow it', async () => {
  feed({ title: 'Slow', link: '/slow', text: 'Feed text.' });
  press.site.status('/slow', 500);
  await press.settle();
  assert.equal((await press.shown()).length, 0, 'its page may still come');
  for (let hour = 0; hour < 6; hour += 1) await press.later(HOUR_MS);
  assert.equal((await press.shown())[0]?.text, 'Feed text.');
  press.site.put('/slow', 'text/html', page());
  for (let hour = 0; hour < 24; hour += 1) await press.later(HOUR_MS);
  assert.equal((await press.shown())[0]?.textFrom, 'article');
});

claim(
  'a report that its publisher takes back goes, with a tombstone, and does not come back',
  async () => {
    feed(
      { title: 'Wrong', link: '/wrong', text: 'x' },
      { title: 'Right', link: '/right', text: 'y' },
    );
    press.site.put('/wrong', 'text/html', page());
    press.site.put('/right', 'text/html', page());
    await press.settle();
    assert.equal((await press.shown()).length, 2);
    await press.heard();
    press.site.status('/wrong', 410);
    await press.later(HOUR_MS + MINUTE_MS);
    const [tombstone] = await press.heard();
    assert.equal(tombstone?.type, 'removed');
    assert.equal(removalOf(tombstone), 'gone_at_source');
    assert.equal(await press.feature.report(tombstone?.key ?? ''), undefined);
    assert.ok((await press.sweep('publishers.clean')) > 0);
    feed(
      { title: 'Wrong again', link: '/wrong', text: 'x' },
      { title: 'Right', link: '/right', text: 'y' },
    );
    await press.later(A_DAY_MS);
    assert.deepEqual(
      (await press.shown()).map((report) => report.title),
      ['Right'],
    );
  },
);

claim('a page that is missing once is not withdrawn, missing twice it is', async () => {
  feed({ title: 'Here', link: '/here', text: 'x' });
  press.site.put('/here', 'text/html', page());
  await press.settle();
  press.site.status('/here', 404);
  await press.later(HOUR_MS + MINUTE_MS);
  assert.equal((await press.shown()).length, 1);
  await press.later(HOUR_MS + MINUTE_MS);
  assert.equal((await press.shown()).length, 0);
});

claim('a corrected page is read again and told', async () => {
  feed({ title: 'Figures', link: '/figures', text: 'x' });
  press.site.put(
    '/figures',
    'text/html',
    page(
      'The ministry said that 30 apps were blocked, and it named each of them in a list that day.',
    ),
  );
  await press.settle();
  await press.heard();
  press.site.put(
    '/figures',
    'text/html',
    page(
      'The ministry said that 59 apps were blocked, and it named each of them in a list that day.',
    ),
  );
  await press.later(HOUR_MS + MINUTE_MS);
  assert.deepEqual(await types(), ['changed']);
  assert.match((await press.shown())[0]?.text ?? '', /59 apps/);
});

claim('work that was taken and lost is taken again', async () => {
  feed({ title: 'River', link: '/river', text: 'x' });
  press.site.put('/river', 'text/html', page());
  await press.sweep('publishers.due');
  // The queue and its worker are lost with everything they had taken.
  await press.parts.database.query({
    name: 'test.lose',
    text: 'DELETE FROM graphile_worker._private_jobs',
  });
  await press.settle();
  assert.equal((await press.shown()).length, 0, 'somebody else has it');
  await press.later(11 * MINUTE_MS);
  assert.equal((await press.shown()).length, 1);
});

claim('the same job run twice at once makes one report', async () => {
  feed({ title: 'River', link: '/river', text: 'x' });
  const [row] = await press.parts.database.query<{ feed_id: string }>({
    name: 'test.feed_id',
    text: 'SELECT feed_id FROM publisher_feeds',
  });
  const payload = { publisherId, feedId: row?.feed_id ?? '' };
  const run = { attempt: 1, maxAttempts: 1, signal: new AbortController().signal };
  const handler = press.feature.jobs['publishers.fetch_feed'];
  assert.ok(handler);
  await Promise.all([handler(payload, run), handler(payload, run), handler(payload, run)]);
  await press.settle();
  assert.equal((await press.shown()).length, 1);
});

claim('a worker that is asked to stop gives its work back unharmed', async () => {
  const stopping = new AbortController();
  press.site.answer('/feed.xml', () => stopping.abort(new Error('stopping')));
  const [row] = await press.parts.database.query<{ feed_id: string }>({
    name: 'test.feed_id',
    text: 'SELECT feed_id FROM publisher_feeds',
  });
  const handler = press.feature.jobs['publishers.fetch_feed'];
  assert.ok(handler);
  const run = { attempt: 1, maxAttempts: 1, signal: stopping.signal };
  await assert.rejects(handler({ publisherId, feedId: row?.feed_id ?? '' }, run), /stopping/);
  assert.equal((await failureOf()).failure_count, 0);
});

claim(
  'reports grow old: half a year later they are told away, a year later forgotten',
  async () => {
    feed({ title: 'Old', link: '/old', text: 'x' });
    await press.settle();
    await press.heard();
    press.parts.clock.advance(181 * A_DAY_MS);
    await press.sweep('publishers.expire');
    const [gone] = await press.heard();
    assert.equal(removalOf(gone), 'expired');
    press.parts.clock.advance(366 * A_DAY_MS);
    assert.equal(await press.sweep('publishers.forget'), 1);
    const rows = await press.parts.database.query({
      name: 'test.left',
      text: 'SELECT report_id FROM publisher_reports UNION SELECT report_id FROM publisher_items',
    });
    assert.equal(rows.length, 0);
  },
);
