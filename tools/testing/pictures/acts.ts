// What people do until a screen is in the state that is to be looked at, by the words and the things that they see.

import { open } from '../browser/browser.fixture.ts';
import { PASSWORD } from '../browser/stage.fixture.ts';
import type { Hand, Scene } from './scene.ts';
import { movingClip } from './worlds.ts';

type Act = NonNullable<Scene['act']>;

export const press =
  (...keys: readonly string[]): Act =>
  async ({ page, t }) => {
    for (const key of keys)
      await page
        .getByRole('button', { name: t(key), exact: true })
        .and(page.locator(':visible'))
        .first()
        .click();
  };

export const fill =
  (label: string, words: string, then?: string): Act =>
  async ({ page, t }) => {
    const field = page.getByLabel(t(label)).first();
    await field.fill(words);
    if (then !== undefined) await field.press(then);
  };

export const personMenu =
  (handle: string): Act =>
  async ({ page, t }) =>
    await page.getByRole('button', { name: t('person.menu').replace('{handle}', handle) }).click();

/** A case of the moderators' desk, by what stands on its card. */
export const reviewed =
  (words: string): Act =>
  async ({ page }) =>
    await page.locator('.case', { hasText: words }).first().click();

/** The first run, up to its nth question. */
export const firstRun =
  (questions: number): Act =>
  async (hand) => {
    const { page, t } = hand;
    const steps = [
      async () => {
        await press('common.continue')(hand);
        for (const genre of ['music', 'food', 'dance'])
          await page.getByRole('button', { name: t(`genre.${genre}`), exact: true }).click();
      },
      async () => {
        await press('common.continue')(hand);
        const age = page.getByRole('button', { name: t('age.18plus'), exact: true });
        const packs = page.getByRole('list', { name: t('packs.title') });
        await age.or(packs).waitFor();
        // Asked only where somebody made a pack in the language.
        if (await packs.isVisible()) await press('common.continue')(hand);
        await age.waitFor();
      },
      press('age.18plus'),
    ];
    for (const step of steps.slice(0, questions)) await step(hand);
  };

/** A camera that says no, as the browser would. */
export const camera =
  (error: string): Act =>
  async ({ page }) => {
    await page.addInitScript((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
    }, error);
  };

/** Longest that a clip which does not play is looked at before the next one comes. */
const PASSED_OVER_MS = 2_500;

/** A clip whose bytes do not come, and nobody who passes it over. */
export const noMedia: Act = async ({ page }) => {
  await page.route(/\/media\/.*\.(?:mp4|m4s|m3u8)/u, (route) => route.abort('connectionreset'));
  await page.addInitScript((passedOverMs) => {
    const own = setTimeout;
    const held = (work: () => void, ms?: number) => own(work, ms === passedOverMs ? 1e8 : ms);
    Object.assign(window, { setTimeout: held });
  }, PASSED_OVER_MS);
};

export const seen =
  (selector: string): Act =>
  async ({ page }) => {
    const first = page.locator(selector).first();
    await first.waitFor();
    await first.scrollIntoViewIfNeeded();
  };

/** The sheet of the person's newest clip, down to a part of it. */
export const ownClip =
  (selector: string): Act =>
  async (hand) => {
    await hand.page.locator('.own-more').first().click();
    await seen(selector)(hand);
  };

/** The notice of the last question, in a language that the interface does not have. */
export const noticeIn =
  (language: string): Act =>
  async (hand) => {
    await firstRun(3)(hand);
    await hand.page.locator('.consent-notice select').selectOption(language);
    await hand.page.locator(`.consent-text[lang="${language}"]`).waitFor();
  };

/** Signs somebody in on this phone, by keys of their own, so that nobody else's session ends with theirs. */
async function signInHere({ page, world: { cell } }: Hand, path: string): Promise<string> {
  const handle = `phone_${Date.now().toString(36)}`;
  const { token } = await cell.account(handle);
  await page.context().addCookies([{ name: 'jhalak_session', value: token, url: cell.url }]);
  await open(page, path);
  await page.waitForFunction(() => localStorage.getItem('jhalak.account') !== null);
  return handle;
}

/** Whoever has the account ends all sessions but their own, on another device; the next request here tells. */
export const sessionOver: Act = async (hand) => {
  const { page, t, world } = hand;
  const body = { handle: await signInHere(hand, '/settings'), password: PASSWORD };
  const elsewhere = await world.cell.api<{ token: string }>('POST', '/v1/sessions', { body });
  await world.cell.api('DELETE', '/v1/sessions', { token: elsewhere.body.token });
  await page.evaluate(() => {
    history.pushState(null, '', '/saved');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByText(t('account.sessionOver')).first().waitFor();
};

/** Somebody signs out while a clip waits for its words. */
export const signOutUnsent: Act = async (hand) => {
  const { page, t } = hand;
  await signInHere(hand, '/create');
  await chooseFile(hand);
  await page.locator('textarea').first().waitFor();
  await open(page, '/settings');
  await press('account.signOut')(hand);
  const asked = page.getByText(t('account.unsent'));
  await asked.waitFor();
  await asked.scrollIntoViewIfNeeded();
};

export const chooseFile: Act = async ({ page }) =>
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mela.mp4', mimeType: 'video/mp4', buffer: await movingClip() });
