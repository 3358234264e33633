import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sameAddress, webAddress } from './addresses.ts';
import { FEED_ITEMS_MAX, readFeed } from './feed.ts';
import type { FeedContent, FeedItem } from './reading-types.ts';

const URL_OF_FEED = 'https://paper.org/feeds/all.xml';

function read(text: string | Buffer, charset?: string): ReturnType<typeof readFeed> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readFeed({ bytes, url: URL_OF_FEED, ...(charset === undefined ? {} : { charset }) });
}

function feedOf(text: string | Buffer, charset?: string): FeedContent {
  const found = read(text, charset);
  assert.ok(found.kind === 'feed', found.kind === 'unreadable' ? found.detail : '');
  return found;
}

function only(text: string | Buffer, charset?: string): FeedItem {
  const { items } = feedOf(text, charset);
  assert.equal(items.length, 1);
  return items[0] as FeedItem;
}

function why(text: string): string {
  const found = read(text);
  assert.ok(found.kind === 'unreadable', JSON.stringify(found).slice(0, 300));
  return found.detail;
}

const rss = (items: string, head = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Paper</title><link>https://paper.org/</link>${head}${items}</channel></rss>`;

const item = (inside: string): string =>
  `<item><title>Rain &amp; wind</title><link>https://paper.org/rain</link>${inside}</item>`;

test('RSS 2.0 with all that papers put into it', () => {
  const found = only(
    rss(
      item(`<guid isPermaLink="false">id-7</guid><pubDate>Mon, 05 Jan 2026 10:00:00 +0530</pubDate>
      <description>&lt;p&gt;Short &amp;amp; plain&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>First   line.</p><p>Second<br>line.</p><script>x()</script><figure><figcaption>Photo</figcaption></figure>]]></content:encoded>
      <category> Weather </category><category>weather</category><dc:creator>A. Reporter</dc:creator>
      <media:content url="/big.jpg" medium="image" width="1200"><media:description>A wet street</media:description><media:credit>B. Eye</media:credit></media:content>
      <media:thumbnail url="/small.jpg" width="100"/>`),
    ),
  );
  assert.deepEqual(found, {
    id: 'id-7',
    url: 'https://paper.org/rain',
    title: 'Rain & wind',
    text: 'First line.\n\nSecond\nline.',
    whole: true,
    publishedAtMs: Date.UTC(2026, 0, 5, 4, 30),
    categories: ['weather'],
    byline: 'A. Reporter',
    picture: {
      url: 'https://paper.org/big.jpg',
      alternative: 'A wet street',
      credit: 'B. Eye',
    },
  });
});

test('Atom with markup in its headline, a base of its own and a language', () => {
  const found = only(`<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title>
    <entry xml:base="https://other.org/x/" xml:lang="ta-IN"><id>urn:7</id><title type="html">&lt;b&gt;மழை&lt;/b&gt; &amp;amp; காற்று</title>
    <link rel="self" href="wrong"/><link rel="alternate" type="text/html" href="mazhai#top"/>
    <updated>2026-01-05T10:00:00Z</updated><published>2026-01-05T09:00:00Z</published>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content>
    <link rel="enclosure" type="image/png" href="p.png"/></entry></feed>`);
  assert.equal(found.title, 'மழை & காற்று');
  assert.equal(found.url, 'https://other.org/x/mazhai');
  assert.equal(found.language, 'ta-in');
  assert.equal(found.publishedAtMs, Date.UTC(2026, 0, 5, 9));
  assert.equal(found.text, 'One\n\nTwo');
  assert.equal(found.picture?.url, 'https://other.org/x/p.png');
});

test('RSS 1.0 and JSON Feed', () => {
  const rdf =
    only(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://paper.org/"><title>P</title><link>https://paper.org/</link></channel>
    <item rdf:about="https://paper.org/1"><title>వాన</title><link>https://paper.org/1</link><description>చిన్నది</description><dc:date>2026-01-05T10:00:00+05:30</dc:date></item></rdf:RDF>`);
  assert.equal(rdf.title, 'వాన');
  assert.equal(rdf.publishedAtMs, Date.UTC(2026, 0, 5, 4, 30));
  assert.equal(rdf.text, 'చిన్నది');
  const json = only(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'P',
      items: [
        {
          id: '1',
          url: 'hujan',
          title: 'Hujan',
          content_text: '1 < 2 & 3\n\nLagi',
          image: 'p.png',
          language: 'id',
          tags: ['Cuaca'],
          authors: [{ name: 'Wartawan' }],
        },
      ],
    }),
  );
  assert.equal(json.url, 'https://paper.org/feeds/hujan');
  assert.equal(json.text, '1 < 2 & 3\n\nLagi');
  assert.equal(json.byline, 'Wartawan');
  assert.deepEqual(json.categories, ['cuaca']);
});

test('what is no feed says so in a sentence', () => {
  assert.match(why('<!doctype html><html><body>hello</body></html>'), /web page/);
  assert.match(why('  <html lang="en"></html>'), /web page/);
  assert.match(why(''), /no RSS/);
  assert.match(why('{"items": 7}'), /no RSS/);
  assert.match(why(rss(item('')).slice(0, 300)), /no RSS/);
  assert.match(why('<rss version="2.0"><channel>'), /no RSS/);
});

test('entities of its own make a feed unreadable: files are not opened, nothing is multiplied', () => {
  const body = rss(item('')).replace('<?xml version="1.0" encoding="UTF-8"?>', '');
  const file = `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body.replace('Paper', '&x;')}`;
  assert.match(why(file), /entities/);
  const laughs = Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
  );
  const laughing = `<!DOCTYPE rss [<!ENTITY l0 "ha">${laughs.join('')}]>${body.replace('Paper', '&l9;')}`;
  assert.match(why(laughing), /entities/);
  const blowUp = `<!doctype rss [<!entity b "${'x'.repeat(50_000)}">]>${body.replace('Paper', '&b;'.repeat(5_000))}`;
  assert.match(why(blowUp), /entities/);
});

test('a document type without entities is read: old feeds have one', () => {
  const text = rss(item('')).replace(
    '<rss',
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss',
  );
  assert.equal(only(text).title, 'Rain & wind');
});

test('encodings: the mark, valid UTF-8, then labels', () => {
  const hindi = rss('<item><title>बारिश</title><link>/1</link></item>');
  assert.equal(only(hindi, 'iso-8859-1').title, 'बारिश', 'a wrong label does not hurt UTF-8');
  assert.equal(only(Buffer.from(`\ufeff${hindi}`)).title, 'बारिश');
  assert.equal(only(Buffer.from(`\ufeff${hindi}`, 'utf16le')).title, 'बारिश');
  const latin =
    '<rss version="2.0"><channel><item><title>Caf\xe9 \x93ouvert\x94</title><link>/1</link></item></channel></rss>';
  assert.equal(only(Buffer.from(latin, 'latin1')).title, 'Café “ouvert”');
  assert.equal(
    only(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${latin}`, 'latin1')).title,
    'Café “ouvert”',
  );
  const declared = `<?xml version="1.0" encoding="iso-8859-5"?>${latin.replace('Caf\xe9', '\xb4\xde\xd6\xd4\xec')}`;
  assert.match(only(Buffer.from(declared, 'latin1')).title, /^Дождь/);
});

test('items without headline or address are counted, not kept; dates that cannot be read are none', () => {
  const found = feedOf(
    rss(
      [
        '<item><title>No address</title></item>',
        '<item><link>https://paper.org/untitled</link></item>',
        '<item><title>Script</title><link>javascript:alert(1)</link></item>',
        '<item><title>Secret</title><link>https://me:pw@paper.org/</link></item>',
        item('<pubDate>the day before yesterday</pubDate>'),
      ].join(''),
    ),
  );
  assert.equal(found.unusableCount, 4);
  assert.deepEqual(
    found.items.map((one) => one.publishedAtMs),
    [undefined],
  );
});

test('a feed of thousands is read as far as the bound', () => {
  const many = Array.from(
    { length: 3_000 },
    (_, n) => `<item><title>T${n}</title><link>/${n}</link></item>`,
  );
  assert.equal(feedOf(rss(many.join(''))).items.length, FEED_ITEMS_MAX);
});

test('a permanent id serves as address where there is none', () => {
  const found = only(rss('<item><title>T</title><guid>https://paper.org/p</guid></item>'));
  assert.equal(found.url, 'https://paper.org/p');
});

test('a picture inside the text is found where none is named, counters and icons are not', () => {
  const found = only(
    rss(
      item(
        `<content:encoded><![CDATA[<img src="https://count.org/p.gif" width="1"><p>Text</p><img src="/in-text.jpg" alt="A boat" width="800">]]></content:encoded>`,
      ),
    ),
  );
  assert.deepEqual(found.picture, { url: 'https://paper.org/in-text.jpg', alternative: 'A boat' });
});

test('no text makes it throw, and every item it gives is whole', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<link>https://a.org/x</link>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&#x',
      '<p>',
      '<!--',
      '-->',
      '\u0000',
      '\u202e',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const found = read(rss(`<item><title>x</title>${pieces.join('')}`));
      if (found.kind === 'unreadable') return;
      for (const one of found.items) {
        assert.ok(one.title !== '' && one.url.startsWith('http'));
        for (const hidden of ['\u202e', '\u0000']) {
          assert.ok(!`${one.title}${one.text}`.includes(hidden));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('addresses: relative, with tracking, with www and slashes are the same page', () => {
  assert.equal(webAddress('../a?b=1#c', 'https://paper.org/x/y'), 'https://paper.org/a?b=1');
  assert.equal(webAddress('ftp://paper.org/a', 'https://paper.org/'), undefined);
  assert.equal(webAddress('  ', 'https://paper.org/'), undefined);
  const same = [
    'https://paper.org/a?id=7',
    'http://www.paper.org/a/?utm_source=rss&id=7&fbclid=x',
    'https://paper.org/a?id=7&utm_medium=feed',
  ].map(sameAddress);
  assert.equal(new Set(same).size, 1);
  assert.notEqual(sameAddress('https://paper.org/a?id=8'), same[0]);
});
