import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArticle } from './article.ts';
import { plainLine, plainText, TEXT_CHARACTERS_MAX } from './plain-text.ts';
import type { ArticleContent } from './reading-types.ts';

const PARAGRAPH =
  'The council said on Monday that the river had risen by two metres and that 400 people were moved to safety.';
const HINDI =
  'परिषद ने सोमवार को कहा कि नदी दो मीटर ऊपर आ गई है और 400 लोगों को सुरक्षित जगह पहुँचाया गया है, पानी अब उतर रहा है।';

function page(paragraph: string, head = ''): string {
  const links = Array.from({ length: 40 }, (_, n) => `<a href="/s${n}">Section ${n}</a>`).join(' ');
  return `<!doctype html><html><head><title>T</title>${head}<script>var secret = 1;</script><style>p{}</style></head><body>
    <nav>${links}</nav><div class="cookie-banner">We use cookies.</div>
    <main><article><h1>T</h1><figure><img src="/i.jpg"><figcaption>Photo: somebody</figcaption></figure>
    ${`<p>${paragraph}</p>`.repeat(8)}<div class="share">Share this</div></article></main>
    <aside class="related"><ul>${links}</ul></aside><footer>Terms and privacy</footer></body></html>`;
}

function articleOf(html: string | Buffer): ArticleContent {
  const bytes = typeof html === 'string' ? Buffer.from(html) : html;
  const found = readArticle({ bytes, url: 'https://paper.org/river' });
  assert.ok(found.kind === 'article', found.kind === 'unreadable' ? found.detail : '');
  return found;
}

test('the text is taken and the rest of the page is not, in English and Hindi', () => {
  for (const paragraph of [PARAGRAPH, HINDI]) {
    const { text } = articleOf(page(paragraph));
    assert.equal(text.split('\n\n').filter((one) => one === paragraph.normalize('NFC')).length, 8);
    assert.doesNotMatch(text, /Section|cookies|secret|Terms|Photo/);
  }
});

test('a line that is only a date is left out, a sentence with one is not', () => {
  const dated = page(PARAGRAPH).replace('<h1>', '<time>2026-01-05T10:00:00Z</time><h1>');
  assert.equal(articleOf(dated).text.split('\n\n')[0], PARAGRAPH);
  const spoken = page(
    'In March 2024 the river rose, and the council said that 400 people were moved.',
  );
  assert.match(articleOf(spoken).text, /^In March 2024/);
});

test('the picture is the one that the page names', () => {
  const head =
    '<meta property="og:image" content="/big.jpg"><meta property="og:image:alt" content="A &amp; B">';
  assert.deepEqual(articleOf(page(PARAGRAPH, head)).picture, {
    url: 'https://paper.org/big.jpg',
    alternative: 'A & B',
  });
});

test('what is no page says so', () => {
  for (const text of ['', 'just words', '{"a":1}']) {
    const found = readArticle({ bytes: Buffer.from(text), url: 'https://paper.org/' });
    assert.equal(found.kind, 'unreadable', text);
  }
});

test('a page without an article has no text, and a page of too many parts is not read', () => {
  assert.equal(
    articleOf('<html><body><nav><a href="/">Home</a></nav></body></html>').text.length < 50,
    true,
  );
  const huge = `<html><body>${'<p>word</p>'.repeat(40_000)}</body></html>`;
  const found = readArticle({ bytes: Buffer.from(huge), url: 'https://paper.org/' });
  assert.equal(found.kind, 'unreadable');
});

test('markup becomes paragraphs; what is hidden or runs is gone', () => {
  assert.equal(plainText('<p>a  b</p>\n<p>c<br>d</p>'), 'a b\n\nc\nd');
  assert.equal(plainText('one<script>two</script><style>x</style> three'), 'one three');
  assert.equal(plainText('a &lt;b&gt; &amp; c'), 'a <b> & c');
  assert.equal(plainText('<ul><li>x</li><li>y</li></ul>'), 'x\n\ny');
  assert.equal(plainText('\u202eabc\u202c'), 'abc');
  assert.equal(plainLine('<b>a</b>\n b'), 'a b');
  assert.equal(plainText('word '.repeat(20_000)).length <= TEXT_CHARACTERS_MAX, true);
  assert.equal(plainLine('🙂'.repeat(400)).length <= 300, true);
  assert.doesNotMatch(plainLine('🙂'.repeat(400)), /[\ud800-\udbff](?![\udc00-\udfff])/);
});
