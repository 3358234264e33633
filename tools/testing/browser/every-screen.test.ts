// Every screen of the router has scenes that can be looked at, and none of them bars anybody. A sample: what
// everybody may open, in an empty house, in the light theme; all scenes in both: `npm run proof -- axe`.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { matchRoute } from '../../../apps/web/src/shell/routes.ts';
import { allScenes, PLACES } from '../pictures/scenes.ts';
import { light, walk } from '../pictures/walk.ts';
import { seriousViolations } from './axe.fixture.ts';
import { whyNoBrowser } from './browser.fixture.ts';
import { misdrawn, sticksOut } from './layout.fixture.ts';

const ROUTES = new URL('../../../apps/web/src/shell/routes.ts', import.meta.url);

test('every screen of the router has a picture, under an address that leads to it', async () => {
  const [, union = ''] = /type RouteName =([^;]+);/u.exec(await readFile(ROUTES, 'utf8')) ?? [];
  const names = [...union.matchAll(/'([\w-]+)'/gu)].map(([, name]) => name ?? '');
  assert.ok(names.length > 30, 'the router was read');
  assert.deepEqual(Object.keys(PLACES).toSorted(), names.toSorted());
  const things = { clip: 'c', withheld: 'w', silenced: 'x', pack: 'p', story: 's', maker: 'm' };
  for (const { route, state, address } of allScenes()) {
    const path = typeof address === 'string' ? address : address(things);
    const leads = matchRoute(path.split('?')[0] ?? '').name;
    // These two stand where others do, while a region is closed or a cell has moved.
    const expected = route === 'region' || route === 'moved' ? 'for-you' : route;
    assert.equal(leads, expected, `${route} ${state}`);
  }
});

test('no screen of an empty house bars anybody, sticks out of a phone or turns a name around', async (t) => {
  const missing = whyNoBrowser();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const wrong: string[] = [];
  const seen: string[] = [];
  const scenes = allScenes().filter(
    ({ state, who }) => state === 'empty' && (who === 'person' || who === 'stranger'),
  );
  await walk({
    scenes,
    // One half of them in the longest words, one in the other direction.
    looks: [
      { language: 'hi', device: 'phone' },
      { language: 'ur', device: 'phone' },
    ],
    isDone: (scene, { language }) => (scenes.indexOf(scene) % 2 === 0) !== (language === 'hi'),
    async visit(page, { route }) {
      seen.push(route);
      await light(page, 'subah');
      wrong.push(...(await seriousViolations(page)), ...(await sticksOut(page)));
      wrong.push(...(await misdrawn(page)).map((fault) => `${route}: ${fault}`));
    },
    failed: ({ route, state }, _look, why) => wrong.push(`${route} ${state}: ${String(why)}`),
  });
  assert.deepEqual(wrong, []);
  assert.equal(seen.length, scenes.length);
});
