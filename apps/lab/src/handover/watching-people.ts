// What people of a cell watched, by the ways of the cell itself: each consents, asks for a page, and reports what the player did with
// it. Rows, journal entries under each viewer's own key, and what the learner knows come from there.

import type { Cell } from '@jhalak/jhalak';
import type { Caller, Route } from '@jhalak/contracts';
import { noticeRead } from '@jhalak/contracts/consent-notice';

export interface Watching {
  /** People who watched. */
  viewers: number;
  /** Events of players that were counted, views included, which the cell makes of them. */
  events: number;
  /** Entries of the journal that hold them. */
  entries: number;
}

/** Side by side, so that transactions are shared. */
const AT_ONCE = 32;
/** Of one report: a player sends what it has every few clips. */
const SLOTS_A_REPORT = 6;
/** Learned and sealed in between, so that nothing waits in memory. */
const PEOPLE_A_ROUND = 2_000;
const CONSENT = {
  ...{ personalisation: true, lock: false, ads: false },
  ...noticeRead('en'),
};

/** @param clips each person is shown, at most a page. Cost: some 3 ms of CPU a person and 60 µs a clip. */
export async function watchClips(
  cell: Cell,
  clips: number,
  log: (line: string) => void,
): Promise<Watching> {
  const found = await cell.parts.database.query<{ person_id: string; languages: string[] }>({
    name: 'lab.viewers',
    text: `SELECT person_id, languages FROM persons WHERE NOT sample AND age_band = '18plus' ORDER BY person_id`,
  });
  await cell.start(['api']);
  const [patch, events] = [routeOf(cell, 'patchViewer'), routeOf(cell, 'postEvents')];
  for (let from = 0; from < found.length; from += PEOPLE_A_ROUND) {
    const round = found.slice(from, from + PEOPLE_A_ROUND);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let person = round[next++]; person !== undefined; person = round[next++])
        await watchPage(cell, { patch, events }, callerOf(person), clips);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await cell.parts.journal.seal();
    for (const feature of cell.features) await feature.catchUp?.();
    log(`${from + round.length} of ${found.length} people have watched`);
  }
  const [counted] = await cell.parts.database.query<Watching>({
    name: 'lab.watched',
    text: `SELECT (SELECT count(DISTINCT person_id) FROM attention_counted) AS viewers,
      (SELECT count(*) FROM attention_counted) AS events,
      (SELECT count(*) FROM journal WHERE stream = 'attention.events') AS entries`,
  });
  await cell.taste.snapshot();
  await cell.stop();
  if (counted === undefined) throw new Error('nothing was counted');
  return counted;
}

interface Ways {
  patch: Route;
  events: Route;
}

async function watchPage(cell: Cell, ways: Ways, caller: Caller, clips: number): Promise<void> {
  const { signal } = new AbortController();
  await ask(ways.patch, { consent: CONSENT }, caller, 200);
  const { slots } = await cell.feed.offer({ caller, limit: clips, signal });
  for (let from = 0; from < slots.length; from += SLOTS_A_REPORT) {
    const at = cell.parts.clock.nowMs();
    const events = slots.slice(from, from + SLOTS_A_REPORT).flatMap(({ token }, nth) => [
      { type: 'impression', slot: token, seq: 2 * (from + nth) + 1, at },
      { type: 'finish', slot: token, seq: 2 * (from + nth) + 2, at, watchMs: 1_000 },
    ]);
    const reply = (await ask(ways.events, { events }, caller, 202)) as {
      results: { ok: boolean }[];
    };
    if (!reply.results.every(({ ok }) => ok)) throw new Error(JSON.stringify(reply.results[0]));
  }
}

async function ask(route: Route, body: object, caller: Caller, status: number): Promise<unknown> {
  const { signal } = new AbortController();
  const reply = await route.handle({ params: {}, query: {}, body, headers: {}, caller, signal });
  if (reply.status !== status || !('json' in reply))
    throw new Error(`${route.name} answered ${reply.status}`);
  return reply.json;
}

function callerOf({
  person_id: personId,
  languages,
}: {
  person_id: string;
  languages: string[];
}): Caller {
  const nothing = { roles: [], genres: [] };
  return { personId, languages, ...nothing, personal: true, sessionId: personId };
}

function routeOf({ routes }: Cell, name: string): Route {
  const route = routes.find((one) => one.name === name);
  if (route === undefined) throw new Error(`there is no route ${name}`);
  return route;
}
