import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextPath } from '../account/next-path.ts';
import { matchRoute, personPath, storyPath, videoPath } from './routes.ts';

test('every address leads to its screen', () => {
  const cases: Record<string, string> = {
    '/': 'for-you',
    '/following': 'following',
    '/discover': 'discover',
    '/tag/क्रिकेट': 'tag',
    '/genre/music': 'genre',
    '/tag/a/b': 'not-found',
    '/create': 'create',
    '/record/': 'record',
    '/me': 'me',
    '/settings': 'settings',
    '/people': 'people',
    '/people/kept-away': 'people',
    '/packs/0199c3a1': 'people',
    '/saved': 'saved',
    '/@asha/followers': 'people',
    '/@asha/following': 'people',
    '/@asha/likes': 'not-found',
    '/signin': 'sign-in',
    '/signup': 'sign-up',
    '/moderation': 'moderation',
    '/desk': 'desk',
    '/partner': 'partner',
    '/staff': 'staff',
    '/ads': 'ads',
    '/ad-desk': 'ad-desk',
    '/ads/tea-house/new': 'ads',
    '/border': 'border',
    '/audit': 'audit',
    '/grievance': 'grievance',
    '/orders': 'orders',
    '/transfer': 'transfer',
    '/lock': 'lock',
    '/v/': 'not-found',
    '/v/a/b': 'not-found',
    '/nothing': 'not-found',
  };
  for (const [path, name] of Object.entries(cases)) assert.equal(matchRoute(path).name, name, path);
});

test('ids and handles come back as they went into an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      assert.deepEqual(matchRoute(videoPath(text)), { name: 'video', param: text });
      assert.deepEqual(matchRoute(storyPath(text)), { name: 'story', param: text });
      assert.deepEqual(matchRoute(personPath(text)), { name: 'person', param: text });
    }),
  );
});

test('a broken escape is a name like any other, not a crash', () => {
  assert.deepEqual(matchRoute('/@%E0%A4'), { name: 'person', param: '%E0%A4' });
});

test('signing in leads only to paths of this site', () => {
  assert.equal(nextPath('?next=/create'), '/create');
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
  ]) {
    assert.equal(nextPath(`?next=${encodeURIComponent(next)}`), '/me', next);
  }
});
