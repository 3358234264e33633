// The lock screen on the real program, in Chromium, in Hindi on a phone of 360 pixels: asked, shown, opened, without
// network, meddled with, killed, aged, its clock changed, and off. Each step builds on the one before.
// JHALAK_PICTURES=folder keeps a picture of each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picture, whyNotHere } from './browser.fixture.ts';
import { openLockHouse } from './lock.fixture.ts';
import * as off from './lock-off-steps.fixture.ts';
import * as day from './lock-steps.fixture.ts';
import * as trouble from './lock-trouble-steps.fixture.ts';
import { stepsOf } from './steps.fixture.ts';

test('the lock screen is off until asked, works without network, believes nobody in between, and ends with one tap', async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const house = await openLockHouse();
  t.after(() => house.end());
  const step = stepsOf(t, house, async (one) => {
    one.diagnostic(await house.program.lastWords());
    await picture(house.page, 'lock-failed');
  });

  await step('it is off, asks plainly, and asks the cell nothing', day.isOffAndAsksPlainly);
  await step('a yes brings its receipt and the pack', day.aYesShowsThePack);
  await step('cards follow finger, wheel and keys', day.cardsFollowFingerWheelAndKeys);
  await step('words can be read over a white picture', day.wordsCanBeReadOverWhite);
  await step('up opens the story with its reports side by side', day.theStoryOpensWithItsReports);
  await step('keys reach and do everything', day.keysReachEverything);
  await step('with the server dead a reload shows the pack', trouble.withoutNetworkItIsAllThere);
  await step('what happened meanwhile arrives once', trouble.eventsArriveOnce);
  await step('tampered and older packs are refused', trouble.whatIsMeddledWithIsRefused);
  await step('a killed card is gone after one poll', trouble.aKilledCardIsGoneAfterOnePoll);
  await step(
    'offline, cards end when it is not known what was taken back',
    trouble.offlineCardsEndWithTheKillList,
  );
  await step('expired packs are refused', trouble.expiredPacksAreRefused);
  await step(
    'a clock that is set back darkens until the cell tells the time',
    trouble.aClockSetBackDarkens,
  );
  await step('after a minute only a dim clock is left', trouble.afterAMinuteOnlyTheClockIsLeft);
  await step('one tap ends it, in every tab and in the worker', off.oneTapEndsItEverywhere);
  await step('off stays off over updates, reloads and clocks', off.offStaysOff);
  await step('a new install is off', off.aNewInstallIsOff);
  await step('a page that comes late stays away', day.aLatePageStaysAway);
  await step('no screen has a serious barrier', day.screensAreForEverybody);
  await step('nothing went wrong inside the pages', async () => {
    assert.deepEqual(house.wrong, []);
  });
});
