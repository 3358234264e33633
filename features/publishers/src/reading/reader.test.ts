// The thread: whatever strangers send, the answer comes in time and the next document is read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReader } from './reader.ts';

const RSS =
  '<rss version="2.0"><channel><item><title>Rain</title><link>https://paper.org/1</link></item></channel></rss>';
const url = 'https://paper.org/feed';

/** Threads that a busy machine may need until one has started in time. */
const STARTS_MAX = 20;
/** Where time is not the question. */
const wallMs = 60_000;

test('documents are read in a thread, one after another', async () => {
  const reader = openReader({ wallMs });
  const found = await Promise.all(
    Array.from({ length: 5 }, () => reader.feed({ bytes: Buffer.from(RSS), url })),
  );
  for (const one of found) assert.ok(one.kind === 'feed' && one.items.length === 1);
  const article = await reader.article({ bytes: Buffer.from('<p>short</p>'), url });
  assert.equal(article.kind, 'article');
  await reader.close();
  assert.equal((await reader.feed({ bytes: Buffer.from(RSS), url })).kind, 'unreadable');
});

test('a document that takes too long ends with its thread, and the next one is read', async () => {
  const reader = openReader({ wallMs: 1_500 });
  const deep = Buffer.from(`<html><body>${'<div>'.repeat(50_000)}x`);
  const slow = await reader.article({ bytes: deep, url });
  assert.ok(slow.kind === 'unreadable', slow.kind);
  // On a busy machine the start of a new thread alone may take longer than a document is given here.
  let next = await reader.feed({ bytes: Buffer.from(RSS), url });
  for (let again = 0; again < STARTS_MAX && next.kind === 'unreadable'; again += 1)
    next = await reader.feed({ bytes: Buffer.from(RSS), url });
  assert.equal(next.kind, 'feed');
  await reader.close();
});

test('a document that takes too much memory ends with its thread, and the next one is read', async () => {
  const reader = openReader({ memoryMegabytes: 24, wallMs });
  const large = Buffer.from(`<html><body>${'<p a=1 b=2>x</p>'.repeat(300_000)}`);
  const heavy = await reader.article({ bytes: large, url });
  assert.equal(heavy.kind, 'unreadable');
  const next = await reader.feed({ bytes: Buffer.from(RSS), url });
  assert.equal(next.kind, 'feed');
  await reader.close();
});

test('more documents than can wait are turned away', async () => {
  const reader = openReader({ wallMs });
  const asked = Array.from({ length: 40 }, () => reader.feed({ bytes: Buffer.from(RSS), url }));
  const settled = await Promise.allSettled(asked);
  assert.ok(settled.some((one) => one.status === 'rejected'));
  assert.equal(settled[0]?.status, 'fulfilled');
  await reader.close();
});
