// Pages as the server sends them, from the built bundle.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { StoryPage } from '@jhalak/contracts/stories';
import type { Video } from '@jhalak/contracts/videos';
import { buildWeb } from '../build.ts';
import type { Render, RenderReply, RenderRequest } from './render-contract.ts';

const NONCE = 'bm9uY2U';
const ORIGIN = 'https://clips.example';
let render: Render;
before(async () => {
  const { serverEntry } = await buildWeb();
  ({ render } = (await import(pathToFileURL(serverEntry).href)) as { render: Render });
});

const video: Video = {
  id: '019a0000-0000-7000-8000-000000000001',
  state: 'published',
  caption: 'होली की शाम </script><script>alert(1)</script> & "छत"',
  language: 'hi',
  genre: 'dance',
  tags: ['होली'],
  durationMs: 8_200,
  widthPx: 720,
  heightPx: 1280,
  poster: '/media/v/poster.jpg',
  thumbhash: 'VggKDYAW6lZvdYd6d2iZh/p4GE/k',
  creator: { handle: 'meera_k' },
  counts: { views: 124_000, likes: 3_204, comments: 0 },
  renditions: [
    {
      url: '/media/v/360.mp4',
      codec: 'avc1.64001f',
      widthPx: 360,
      heightPx: 640,
      bitrateBps: 500_000,
      bytes: 1,
    },
  ],
  publishedAtMs: 0,
  sample: true,
};
const feed: FeedPage = {
  items: [
    {
      slot: 's1',
      video,
      reason: { code: 'language_genre', text: 'आपने नृत्य और हिन्दी चुना है' },
      propensity: 0.5,
    },
  ],
  next: 'c',
};
const viewer = {
  id: video.id,
  languages: ['hi'],
  genres: ['dance' as const],
  roles: [],
  personal: false,
};
const notFound = { status: 404, json: { code: 'not_found', detail: '' } };

const api =
  (replies: Record<string, { status: number; json: unknown }>): RenderRequest['api'] =>
  (path) =>
    Promise.resolve(replies[path.split('?')[0] ?? ''] ?? notFound);
const page = (url: string, part: Partial<RenderRequest> = {}): Promise<RenderReply> =>
  render({
    url,
    nonce: NONCE,
    origin: ORIGIN,
    acceptLanguage: 'en',
    api: api({ '/v1/feeds/for-you': { status: 200, json: feed } }),
    ...part,
  });

/** What the policy of the host forbids: inline without nonce, style attributes, handlers, other origins. */
function assertKeepsPolicy(html: string): void {
  for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/gu)) {
    if (!tag.includes(' src=')) assert(tag.includes(`nonce="${NONCE}"`), tag);
  }
  assert.doesNotMatch(html, /<[^>]*\sstyle=/u);
  assert.doesNotMatch(html, /<[^>]*\son[a-z]+=/u);
  for (const [, address] of html.matchAll(
    /<(?:script|link|img|video|source)\b[^>]*\s(?:src|href)="([^"]*)"/gu,
  )) {
    assert(address?.startsWith('/') || address?.startsWith(ORIGIN), address);
  }
}

test('the first card of the feed is in the page: poster, words, reason', async () => {
  const { status, html, headers } = await page('/', { viewer });
  assert.equal(status, 200);
  assert.equal(headers['cache-control'], 'private, no-store');
  assertKeepsPolicy(html);
  assert.match(html, /<img class="poster" src="\/media\/v\/poster.jpg"/u);
  assert.match(html, /<p class="caption" lang="hi" dir="auto">होली की शाम/u);
  assert(html.includes('आपने नृत्य और हिन्दी चुना है'));
  assert.match(html, /3,204/u);
  assert(html.includes('Sample'));
  assert.match(html, /<link rel="modulepreload" href="\/assets\/en-/u);
});

test('a feed that fits one page, an empty one and a missing one keep the policy too', async () => {
  const two = { items: [...feed.items, { ...feed.items[0]!, slot: 's2' }], next: null };
  for (const url of ['/', '/following']) {
    const path = url === '/' ? '/v1/feeds/for-you' : '/v1/feeds/following';
    for (const reply of [
      { status: 200, json: two },
      { status: 200, json: { items: [], next: null } },
      notFound,
    ]) {
      assertKeepsPolicy((await page(url, { viewer, api: api({ [path]: reply }) })).html);
    }
  }
});

test('what people write cannot leave its place in the page', async () => {
  for (const url of ['/', `/v/${video.id}`]) {
    const replies = {
      '/v1/feeds/for-you': { status: 200, json: feed },
      [`/v1/videos/${video.id}`]: { status: 200, json: video },
    };
    const { html } = await page(url, { viewer, api: api(replies) });
    assert(!html.includes('<script>alert(1)'), url);
    const data = /<script type="application\/json"[^>]*>(.*?)<\/script>/su.exec(html)?.[1] ?? '';
    const parsed = JSON.parse(data) as { screen: { feed?: FeedPage; video?: Video } };
    assert.equal(
      (parsed.screen.video ?? parsed.screen.feed?.items[0]?.video)?.caption,
      video.caption,
    );
  }
});

test('a newcomer is asked, with the first clip behind', async () => {
  const { html } = await page('/', { acceptLanguage: 'ta-IN,en;q=0.5' });
  assertKeepsPolicy(html);
  assert.match(html, /<html lang="ta"/u);
  assert.match(html, /role="dialog"[^>]*aria-modal="true"/u);
  assert.match(html, /<div class="shell is-for-you is-covered" inert/u);
  assert(html.includes('எந்த மொழிகளில் பார்ப்பீர்கள்?'));
  assert.match(html, /\/assets\/first-run-/u);
});

test('whoever has answered is not asked again', async () => {
  const { html } = await page('/', { viewer });
  assert.doesNotMatch(html, /role="dialog"/u);
});

test('the cookie’s language wins over the browser’s', async () => {
  const { html } = await page('/', { viewer, localeCookie: 'te', acceptLanguage: 'hi' });
  assert.match(html, /<html lang="te"/u);
  assert(html.includes('మీ కోసం'));
});

test('a clip that AI made says so wherever its card is shown', async () => {
  const { html } = await page(`/v/${video.id}`, {
    api: api({ [`/v1/videos/${video.id}`]: { status: 200, json: { ...video, ai: 'generated' } } }),
  });
  assert.match(html, /property="og:description" content="made with AI · /u);
});

test('a clip’s own page carries cards for other sites, with absolute addresses', async () => {
  const { status, html } = await page(`/v/${video.id}`, {
    api: api({ [`/v1/videos/${video.id}`]: { status: 200, json: video } }),
  });
  assert.equal(status, 200);
  assertKeepsPolicy(html);
  const property = (name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`, 'u').exec(html)?.[1];
  assert.equal(property('og:image'), `${ORIGIN}/media/v/poster.jpg`);
  assert.equal(property('og:url'), `${ORIGIN}/v/${video.id}`);
  assert.equal(property('og:video'), `${ORIGIN}/media/v/360.mp4`);
  assert.equal(property('twitter:card'), 'summary_large_image');
  assert.equal(property('twitter:image'), `${ORIGIN}/media/v/poster.jpg`);
  assert(property('og:title')?.startsWith('होली की शाम &lt;/script&gt;'));
  assert.match(html, new RegExp(`<link rel="canonical" href="${ORIGIN}/v/${video.id}">`, 'u'));
  assert.doesNotMatch(
    html,
    /role="dialog"/u,
    'nobody is asked before a clip that was sent to them',
  );
});

test('a pack’s page carries a card for other sites, without who is in it; one that is gone has the status that says so', async () => {
  const maker = { handle: 'meera_k' };
  const head = { id: video.id, name: 'Kathak <b>today</b>', text: '', language: 'en', maker };
  const card = { private: false, followed: false, requested: false, self: false, sample: false };
  const people = [{ handle: 'asha_in_it', ...card }];
  const pack = { ...head, count: 1, own: false, changedAtMs: 0, people };
  const replies = api({ [`/v1/packs/${pack.id}`]: { status: 200, json: pack } });
  const { status, html } = await page(`/packs/${pack.id}`, { api: replies });
  assert.equal(status, 200);
  assertKeepsPolicy(html);
  const meta = html.match(/<meta [^>]*>/gu)?.join('') ?? '';
  assert.match(meta, /property="og:title" content="Kathak &lt;b/u);
  assert(!meta.includes('<b>'));
  assert.match(meta, /property="og:description" content="By @meera_k · 1 person"/u);
  assert.match(meta, new RegExp(`property="og:url" content="${ORIGIN}/packs/${pack.id}"`, 'u'));
  assert(!meta.includes('asha_in_it'));
  assert.equal((await page('/packs/gone')).status, 404);
  assert.equal((await page('/packs/new')).status, 200);
  assert.equal((await page('/people/close')).status, 200);
});

test('a clip that cannot be shown says why, with the status that fits, and shows nothing of itself', async () => {
  const cases: [number, string, number, RegExp][] = [
    [404, 'video.not_found', 404, /This clip is gone/u],
    [400, 'request.invalid', 404, /This clip is gone/u],
    [451, 'video.withheld', 451, /Not available here/u],
    [403, 'video.age_gated', 403, /For adults only/u],
    [500, 'internal', 500, /We could not open this/u],
  ];
  for (const [status, code, expected, words] of cases) {
    const reply = await page('/v/x', {
      api: api({ '/v1/videos/x': { status, json: { code, detail: '' } } }),
    });
    assert.equal(reply.status, expected, code);
    assertKeepsPolicy(reply.html);
    assert.match(reply.html, words);
    assert.match(reply.html, /<meta name="robots" content="noindex">/u);
    assert.doesNotMatch(reply.html, /og:image/u);
  }
});

test('a person’s page shows who they are and what they published', async () => {
  const person = {
    handle: 'मीरा',
    bio: 'जयपुर',
    createdAtMs: 0,
    counts: { followers: 124_000, following: 1, videos: 1 },
    followed: false,
    self: false,
    sample: false,
  };
  const path = `/v1/people/${encodeURIComponent('मीरा')}`;
  const replies = {
    [path]: { status: 200, json: person },
    [`${path}/videos`]: { status: 200, json: { items: [video], next: null } },
  };
  const { status, html } = await page(`/@${encodeURIComponent('मीरा')}`, {
    localeCookie: 'hi',
    api: api(replies),
  });
  assert.equal(status, 200);
  assertKeepsPolicy(html);
  assert(
    html.includes('@मीरा') && html.includes('1.2\u00a0लाख') && html.includes('/media/v/poster.jpg'),
  );
  const gone = await page('/@nobody');
  assert.equal(gone.status, 404);
  assert.match(gone.html, /Nobody has this name/u);
});

const story: StoryPage = {
  id: video.id,
  language: 'en',
  tellings: [
    {
      language: 'en',
      headline: { text: 'ByteDance considers a sale </script>', report: 'r1', publisher: 'Mint' },
      summary: [{ text: 'SoftBank began the talks.', report: 'r1', publisher: 'Mint' }],
      attribution: ['Mint', 'Reuters'],
    },
    {
      language: 'hi',
      headline: { text: 'बाइटडांस बिक्री पर विचार', report: 'r2', publisher: 'दैनिक' },
      summary: [],
      attribution: ['दैनिक'],
    },
  ],
  genre: 'news',
  age: 'all',
  confirmed: false,
  reports: (['Mint', 'दैनिक'] as const).map((name, at) => ({
    id: `r${at + 1}`,
    publisher: { name, attribution: `${name} ©`, home: 'https://news.example' },
    url: `https://news.example/${at}`,
    title: at === 0 ? 'A sale is considered' : 'बिक्री पर विचार',
    extract: 'ByteDance <b>said</b> nothing.',
    language: at === 0 ? 'en' : 'hi',
    publishedAtMs: 1_613_200_000_000,
    origin: 'Bloomberg',
    ...(at === 0 && {
      picture: {
        focus: { x: 0.4, y: 0.2 },
        thumbhash: video.thumbhash,
        alternative: 'A phone',
        renditions: [
          {
            url: '/media/reports/r1/720.webp',
            format: 'webp' as const,
            widthPx: 720,
            heightPx: 960,
            bytes: 9,
          },
        ],
      },
    }),
  })),
  reportCount: 5,
  origins: [{ name: 'Bloomberg', own: false, reports: ['r1', 'r2'] }],
  disagreements: [
    {
      quantity: 'users, India',
      values: [
        { value: 200_000_000, publishers: ['Mint'], reports: ['r1'] },
        { value: 500_000_000, publishers: ['दैनिक'], reports: ['r2'] },
      ],
    },
  ],
  trend: 0.5,
  happenedAtMs: 1_613_200_000_000,
  updatedAtMs: 1_613_200_000_000,
};

test('a story stands with its reports side by side, what they rest on and where they differ', async () => {
  const replies = { [`/v1/stories/${video.id}`]: { status: 200, json: story } };
  const { status, html } = await page(`/stories/${video.id}`, { api: api(replies) });
  assert.equal(status, 200);
  assertKeepsPolicy(html);
  assert.match(html, /<h1 dir="auto">ByteDance considers a sale &lt;\/script>/u);
  for (const text of [
    'Mint ©',
    'दैनिक',
    'बिक्री पर विचार',
    'Rests on Bloomberg',
    '20\u00a0crore',
    '50\u00a0crore',
    '5 reports',
    '1 origin',
    'not confirmed',
    '3 more reports',
  ])
    assert(html.includes(text), text);
  assert.match(html, /<meta property="og:type" content="article">/u);
  assert.match(
    html,
    /<meta property="og:image" content="https:\/\/clips.example\/media\/reports\/r1\/720.webp">/u,
  );
  assert.match(
    html,
    new RegExp(`<link rel="canonical" href="https://clips.example/stories/${video.id}">`, 'u'),
  );
  const hindi = await page(`/stories/${video.id}`, { api: api(replies), localeCookie: 'hi' });
  assert.match(hindi.html, /<h1 dir="auto">बाइटडांस बिक्री पर विचार/u);
  assert.match(hindi.html, /<meta property="og:locale" content="hi">/u);
});

test('a story that is gone says so by its status', async () => {
  const gone = await page('/stories/nothing');
  assert.equal(gone.status, 404);
  assert.match(gone.html, /This story is not here/u);
  assert.match(gone.html, /noindex/u);
});

test('private screens arrive as a shell that shows nothing of anybody', async () => {
  for (const url of [
    '/me',
    '/settings',
    '/create',
    '/record',
    '/moderation',
    '/lock',
    '/signin',
    '/signup',
  ]) {
    const { status, html } = await page(url, { viewer });
    assert.equal(status, 200, url);
    assertKeepsPolicy(html);
    assert.match(html, /<meta name="robots" content="noindex">/u);
    assert.match(html, /class="screen" role="status"/u);
  }
});

test('when the API fails or cannot be reached, the page stands and says so by its status', async () => {
  const failing = await page('/', {
    viewer,
    api: () => Promise.resolve({ status: 500, json: null }),
  });
  assert.equal(failing.status, 503);
  const unreachable = await page('/', { viewer, api: () => Promise.reject(new Error('down')) });
  assert.equal(unreachable.status, 503);
  assertKeepsPolicy(unreachable.html);
});

test('an address that leads nowhere is a 404 with a way on', async () => {
  const { status, html } = await page('/nothing/here');
  assert.equal(status, 404);
  assertKeepsPolicy(html);
  assert.match(html, /href="\/"[^>]*>Go to the clips/u);
});
