// What a newcomer does, on the real program with a home that is empty at first: choose, upload over a bad line, record;
// and what a second viewer does: find both, like, watch one kind and see the feed follow, with the reason. In Hindi, on
// a phone of 360 pixels. Each step builds on the one before. JHALAK_PICTURES=folder keeps a picture of
// each, with painted clips; those of the README are among them (ffmpeg -i NAME.png -quality 85 docs/pictures/NAME.webp).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picture, whyNotHere } from './browser.fixture.ts';
import { sendCrowd } from './crowd.fixture.ts';
import { beginJourney } from './journey.fixture.ts';
import * as care from './care-steps.fixture.ts';
import * as languages from './languages-steps.fixture.ts';
import * as maker from './maker-steps.fixture.ts';
import * as viewer from './viewer-steps.fixture.ts';
import { stepsOf } from './steps.fixture.ts';

test('a newcomer publishes, a second viewer finds it, and the feed follows what is watched', async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const journey = await beginJourney();
  t.after(() => journey.end());
  const step = stepsOf(t, journey, async (one) => {
    one.diagnostic(await journey.program.lastWords());
    await picture(journey.maker.page, 'failed-maker');
    await picture(journey.viewer.page, 'failed-viewer');
  });

  await step('a newcomer chooses languages, genres, age and consent', maker.choosesInTheFirstRun);
  await step('an empty house says so and leads to making a clip', maker.findsAnEmptyFeedWithAWayOn);
  // Others publish meanwhile, as in any house; theirs are encoded first, so the newcomer's clips are the newest.
  const sending = sendCrowd(journey.program.url);
  sending.catch(() => undefined);
  await step('signing up takes a name and a password', maker.signsUp);
  const crowd = await sending;
  await step('an upload survives a cut line and goes on where it was', maker.uploadsOverACutLine);
  await step('the clips of everybody are published', crowd.published);
  // A camera wants the machine for itself.
  await step('a clip is recorded, cut and published', maker.recordsTrimsAndPublishes);
  await step(
    'a second viewer finds both clips, and the maker sees a like',
    viewer.findsBothAndLikesOne,
  );
  await step('after ten swipes the feed follows and says why', viewer.swipesTenAndTheFeedFollows);
  await step('keys move, like and mute', viewer.keysMoveLikeAndMute);
  await step(
    'a link shows its clip, to people and to other programs',
    care.aLinkShowsItsClipEverywhere,
  );
  await step('a profile shows its clips', care.aProfileShowsItsClips);
  await step('a reported clip is removed, and its maker sees why', care.aReportRemovesAClip);
  await step(
    'in Urdu, Tamil and English people swipe, sign up, comment, search by ear, block and leave',
    languages.everyLanguageWalks,
  );
  await step('no screen has a serious barrier', care.screensAreForEverybody);
  await step('nothing went wrong inside the pages', async () => {
    assert.deepEqual(journey.wrong, []);
  });
});
