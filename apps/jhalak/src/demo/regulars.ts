// Somebody who was there before the sale, so that it can be said what is the same after it.

import type { DemoHome } from './demo-home.ts';
import type { Narrator } from './narrator.ts';
import { pageOf, signUp, watchPage, type Told } from './sale-world.ts';

/** What somebody had before the sale: whom they followed, what they watched, what the feed believed of them. */
export interface Regular extends Told {
  follows: string[];
  page: string[];
  taste: string;
}

/** Signs somebody up who has nothing yet. */
export async function newRegular(home: DemoHome, handle: string): Promise<Regular> {
  return { ...(await signUp(home, handle)), follows: [], page: [], taste: '' };
}

/** Watches a page, likes two of its clips and follows their makers. */
export async function live(seller: DemoHome, person: Regular): Promise<void> {
  person.page = await watchPage(seller, person.token);
  for (const videoId of person.page.slice(0, 2)) {
    const video = await seller.ask('GET', `/v1/videos/${videoId}`, person.token);
    const { handle } = video['creator'] as { handle: string };
    await seller.ask('PUT', `/v1/people/${handle}/follow`, person.token);
    await seller.ask('PUT', `/v1/videos/${videoId}/like`, person.token);
    if (!person.follows.includes(handle)) person.follows.push(handle);
  }
}

/** With the password of before. @returns a new session's token. */
export async function signIn(buyer: DemoHome, { handle, password }: Regular): Promise<string> {
  const session = await buyer.ask('POST', '/v1/sessions', undefined, { handle, password });
  return String(session['token']);
}

/** Signs in and finds clips, follows and taste. @throws Error where anything is not as it was. */
export async function comesBack(told: Narrator, buyer: DemoHome, person: Regular): Promise<void> {
  const token = await signIn(buyer, person);
  const page = await pageOf(buyer, token);
  for (const videoId of person.page) await buyer.ask('GET', `/v1/videos/${videoId}`, token);
  const found = await buyer.cell(async (cell) => ({
    follows: (await cell.social.followedBy(person.personId)).size,
    taste: JSON.stringify(await cell.taste.viewer(person.personId)),
  }));
  const same = found.follows === person.follows.length && found.taste === person.taste;
  told.fact(
    person.handle,
    `signed in; ${person.page.length} clips, ${found.follows} follows and taste as before`,
  );
  if (!same || page.length === 0) throw new Error(`${person.handle} does not find what was there`);
}
