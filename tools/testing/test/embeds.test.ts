// A clip inside another site: what the frame and oEmbed say of clips that strangers may see, and of those that they may not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { orderCell, type OrderCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';

let cell: OrderCell;
let maker: TestPerson;
let id: string;
before(async () => {
  cell = await orderCell({ web: await buildWeb() });
  maker = await cell.account('frame_wali');
  const caption = 'चाय & "पकौड़े" <b>';
  id = await cell.publish({ personId: maker.personId, caption });
  await cell.drain();
});
after(async () => await cell.close());

const get = async (path: string, headers: Record<string, string> = {}) =>
  await fetch(cell.url + path, { headers, redirect: 'manual' });
const ask = async (url: string, more = '') =>
  await get(`/oembed?url=${encodeURIComponent(url)}${more}`);
const clipUrl = (): string => `${cell.url}/v/${id}`;

test('the frame is a player without script, session or cookie, and only it may stand in other pages', async () => {
  const reply = await get(`/embed/${id}`, { 'accept-language': 'hi' });
  assert.equal(reply.status, 200);
  const policy = reply.headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors \*/u);
  assert.match(policy, /default-src 'none'/u);
  assert.equal(reply.headers.get('set-cookie'), null);
  assert.equal(reply.headers.get('x-frame-options'), null);
  assert.match(reply.headers.get('cache-control') ?? '', /public, max-age=60/u);
  const html = await reply.text();
  assert.doesNotMatch(html, /<script|\sstyle=|\son\w+=/u);
  assert.match(html, /<video controls[^>]* src="\/media\//u);
  assert.match(html, /चाय &amp; &quot;पकौड़े&quot; &lt;b&gt;/u);
  assert.match(html, /<html lang="hi" dir="ltr">/u);
  assert.ok(html.length < 5_000, `${html.length} bytes`);
  const page = await get(`/v/${id}`, { accept: 'text/html' });
  assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'self'/u);
});

test('a session changes nothing in the frame', async () => {
  const named = await get(`/embed/${id}`, { cookie: `jhalak_session=${maker.token}` });
  assert.equal(named.headers.get('set-cookie'), null);
  assert.doesNotMatch(await named.text(), /"viewer"|liked/u);
});

test('a clip’s page leads to its oEmbed answer, which fits the room that is asked for', async () => {
  const page = await (await get(`/v/${id}`, { accept: 'text/html' })).text();
  const link = /type="application\/json\+oembed" href="([^"]+)"/u.exec(page)?.[1] ?? '';
  const href = link.replaceAll('&amp;', '&');
  assert.ok(href.startsWith(`${cell.url}/oembed?`), href);
  const reply = await fetch(href);
  assert.equal(reply.headers.get('access-control-allow-origin'), '*');
  const body = (await reply.json()) as Record<string, unknown>;
  const { version, type, provider_name, author_name, author_url, width, height } = body;
  assert.deepEqual(
    { version, type, provider_name, author_name, author_url, width, height },
    {
      ...{ version: '1.0', type: 'video', provider_name: 'Jhalak', author_name: '@frame_wali' },
      ...{ author_url: `${cell.url}/@frame_wali`, width: 360, height: 700 },
    },
  );
  assert.match(String(body['html']), new RegExp(`^<iframe src="${cell.url}/embed/${id}"`, 'u'));
  assert.equal(typeof body['thumbnail_width'], 'number');
  const small = await ask(clipUrl(), '&maxwidth=240&maxheight=400');
  const fit = (await small.json()) as { width: number; height: number };
  assert.ok(fit.width <= 240 && fit.height <= 400);
});

test('OpenGraph of a clip’s page names absolute addresses that answer', async () => {
  const page = await (await get(`/v/${id}`, { accept: 'text/html' })).text();
  const of = (name: string): string =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`, 'u').exec(page)?.[1] ?? '';
  assert.equal(of('og:type'), 'video.other');
  assert.equal(of('og:url'), clipUrl());
  assert.match(of('og:title'), /चाय &amp;/u);
  for (const name of ['og:image', 'og:video', 'twitter:image'])
    assert.equal((await fetch(of(name))).status, 200, name);
});

test('questions that cannot be answered say why', async () => {
  assert.equal((await ask(clipUrl(), '&format=xml')).status, 501);
  assert.equal((await ask('https://elsewhere.example/v/1')).status, 404);
  assert.equal((await ask(`${cell.url}/@frame_wali`)).status, 404);
  assert.equal((await get('/oembed')).status, 400);
  assert.equal((await ask(clipUrl(), '&maxwidth=0')).status, 400);
  assert.equal((await get('/embed/nothing-like-an-id')).status, 404);
  const gone = await get('/embed/0199c3a1-0000-7000-8000-000000000001');
  assert.equal(gone.status, 404);
  assert.match(await gone.text(), /This clip is gone/u);
});

test('what its maker keeps private, or a moderator removes, is dark in the frame at once', async () => {
  const { personId, token } = await cell.account('apna_ghar');
  const own = await cell.publish({ personId });
  await cell.drain();
  assert.equal((await get(`/embed/${own}`)).status, 200);
  const set = await cell.api('PUT', '/v1/accounts/me/privacy', { token, body: { private: true } });
  assert.ok(set.status < 300, JSON.stringify(set.body));
  await cell.drain();
  const dark = await get(`/embed/${own}`);
  assert.equal(dark.status, 404);
  assert.doesNotMatch(await dark.text(), /<video/u);
  assert.equal((await ask(`${cell.url}/v/${own}`)).status, 404);
  // Not for the maker either: the frame knows nobody.
  const named = await get(`/embed/${own}`, { cookie: `jhalak_session=${token}` });
  assert.equal(named.status, 404);
});

test('an order darkens the frame and its oEmbed answer, and names itself', async () => {
  const named = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
  assert.equal((await ask(`${cell.url}/v/${named}`)).status, 200);
  await cell.release({ targets: [{ kind: 'clip', id: named }] });
  const frame = await get(`/embed/${named}`);
  assert.equal(frame.status, 451);
  const html = await frame.text();
  assert.match(html, /legal order/u);
  assert.doesNotMatch(html, /<video|poster/u);
  assert.equal((await ask(`${cell.url}/v/${named}`)).status, 404);
});
