// A suspension as people see it: the sheet with which somebody is reported, the desk that decides for how long, the page of who is
// suspended, their answer, and the desk that hears it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './browser.fixture.ts';
import { openWindow, signIn, stageOf, webCell } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(async () => await webCell());
const NOTE = 'यहाँ ऐसा किसी को न लिखें।';
const ANSWER = 'वह मेरा भाई था।';

for (const { words, viewport } of [
  { words: 'hi', viewport: { width: 360, height: 740 } },
  { words: 'en', viewport: { width: 1280, height: 800 } },
] as const)
  test(`somebody is reported, suspended, reads why and until when, and answers: ${words} at ${viewport.width} px`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { cell } = stage;
    const size = `${words}-${viewport.width}`;
    const rude = `rude_${words}`;
    await cell.account(rude, { displayName: 'Rude' });
    await cell.account(`fan_${words}`);
    for (const name of [`desk_${words}`, `second_${words}`]) {
      const { personId } = await cell.account(name);
      await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
    }
    await cell.drain();
    const look = { words, viewport };
    const fan = await openWindow(t, stage, look);
    const say = fan.t;
    await signIn(fan, `fan_${words}`, `/@${rude}`);
    await fan.page
      .getByRole('button', { name: say('person.menu').replace('{handle}', rude) })
      .click();
    await fan.page.getByRole('button', { name: say('person.report') }).click();
    await fan.page.getByRole('dialog').waitFor();
    await isWell(fan.page, `report-person-${size}`);
    await fan.page.getByText(say('reason.harassment')).click();
    await fan.page.getByRole('button', { name: say('report.send') }).click();
    await fan.page.getByRole('dialog', { name: say('report.thanks') }).waitFor();
    await cell.drain();

    const desk = await openWindow(t, stage, look);
    await signIn(desk, `desk_${words}`, '/moderation');
    await desk.page.getByText(`@${rude}`).first().click();
    await desk.page.getByLabel(say('review.note')).fill(NOTE);
    await desk.page.getByLabel(say('review.howLong')).selectOption('30');
    await isWell(desk.page, `suspend-${size}`);
    await desk.page.getByRole('button', { name: say('review.suspend') }).click();
    await desk.page.getByText(say('review.done')).waitFor();
    await cell.drain();

    await open(fan.page, `/@${rude}`);
    await fan.page.getByRole('heading', { name: say('person.suspendedTitle') }).waitFor();
    await isWell(fan.page, `suspended-page-${size}`);

    const own = await openWindow(t, stage, look);
    await signIn(own, rude, '/inbox');
    await own.page.getByText(say('inbox.standing-suspended')).waitFor();
    await isWell(own.page, `suspended-inbox-${size}`);
    await own.page.getByRole('link', { name: say('comments.appeal') }).click();
    await own.page.getByText(NOTE).waitFor();
    await isWell(own.page, `suspended-own-${size}`);
    await own.page.getByRole('button', { name: say('comments.appeal') }).click();
    await own.page.getByLabel(say('comments.appealText')).fill(ANSWER);
    await isWell(own.page, `suspended-answer-${size}`);
    await own.page.getByRole('button', { name: say('comments.appeal') }).click();
    await own.page.getByText(say('comments.appealed')).waitFor();

    const second = await openWindow(t, stage, look);
    await signIn(second, `second_${words}`, '/moderation');
    await second.page.getByRole('radio', { name: say('case.appealed') }).check();
    await second.page.getByText(`@${rude}`).first().click();
    await second.page.getByText(ANSWER).waitFor();
    await isWell(second.page, `suspension-appeal-${size}`);
    await second.page.getByRole('button', { name: say('review.restore') }).click();
    await second.page.getByText(say('review.done')).waitFor();
    await cell.drain();
    await open(fan.page, `/@${rude}`);
    await fan.page.getByRole('heading', { name: 'Rude' }).waitFor();
    assert.equal(await fan.page.getByText(say('person.suspendedTitle')).count(), 0);
  });
