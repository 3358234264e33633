// An order's way on the real program, as two officers, a viewer and strangers walk it: entered on a laptop in English,
// released on a phone in Hindi, dark in the feed, behind its link and on the lock screen, revoked by two, and back exactly
// as it was; then the whole region. Each step builds on the one before. JHALAK_PICTURES=folder keeps a picture of each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picture, whyNotHere } from './browser.fixture.ts';
import { openOrderHouse } from './orders.fixture.ts';
import * as way from './orders-steps.fixture.ts';
import { stepsOf } from './steps.fixture.ts';

test('an order is carried out by two people on every surface, and lifted by two as if it had never been', async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const house = await openOrderHouse();
  t.after(() => house.end());
  const step = stepsOf(t, house, async (one) => {
    one.diagnostic(await house.program.lastWords());
    await picture(house.first.page, 'orders-failed-first');
    await picture(house.second.page, 'orders-failed-second');
    await picture(house.viewer.feed, 'orders-failed-feed');
    await picture(house.viewer.lock, 'orders-failed-lock');
  });

  await step('everybody sees the clip', way.everybodySeesTheClip);
  await step('an officer enters the order, and nothing is dark yet', way.theFirstOfficerEntersIt);
  await step(
    'a second one reads what it will do, and releases it',
    way.theSecondReleasesItKnowingWhat,
  );
  await step(
    'the receipt names every surface and its time to dark',
    way.theReceiptNamesEverySurface,
  );
  await step(
    'it is dark in the feed, behind its link and on the lock screen',
    way.itIsDarkForEverybody,
  );
  await step('one asks to revoke it, another agrees', way.itIsRevokedByTwo);
  await step('everything is back exactly as it was', way.allIsExactlyAsBefore);
  await step('an order closes the region, and says why', way.theRegionIsClosed);
  await step('lifted, the region is open as before', way.theRegionOpensAgain);
  await step('nothing went wrong inside the pages', async () => {
    assert.deepEqual(house.wrong, []);
  });
});
