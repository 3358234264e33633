// Visibility: ranking orders, visibility allows. A leaf projection of the journal, held in memory by the api role.
// It relies on `videos.video` and `accounts.person` events; it owns no facts of its own.

import { messageOf, type Logger } from '@jhalak/kernel';
import type {
  Database,
  Feature,
  Journal,
  JournalBatch,
  JournalEvent,
  Subscription,
  Tx,
} from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { judge, type Onlooker, type Verdict } from './check.ts';
import { flagsOf, type VideoFacts } from './flags.ts';

/** Answers what may be seen. */
export interface Visibility {
  /**
   * @param surface the asking place, as on its feature's manifest; counted, so that a silent surface shows.
   * @returns the verdict as of the last journal window applied (normally some 50 ms ago). Cost: one lookup.
   */
  check(surface: string, videoId: string, onlooker: Onlooker): Verdict;
  /**
   * The same for one video that somebody asks for by name: an unknown one is looked for once more in the journal's
   * end, so that a creator's link works at once. Cost: some 50 ms for unknown ids, FRESH_WAIT_MS at most; shared by
   * callers.
   */
  checkFresh(surface: string, videoId: string, onlooker: Onlooker): Promise<Verdict>;
  /** How often each surface asked since start. */
  asked(): ReadonlyMap<string, number>;
}

export interface VisibilityDeps {
  database: Database;
  journal: Journal;
  logger: Logger;
}

/** Streams that decide what may be seen. */
const STREAMS = ['videos.video', 'accounts.person'];
/** A window is sealed within some 50 ms; whoever waits longer waits for somebody else's transaction. */
const FRESH_WAIT_MS = 500;
/** Rows loaded at once at start. */
const LOAD_PAGE = 20_000;

export function createVisibility(deps: VisibilityDeps): Visibility & Feature {
  return new VisibilityProjection(deps);
}

class VisibilityProjection implements Visibility, Feature {
  readonly manifest = manifest;
  readonly routes = [];
  readonly jobs = {};
  readonly sweeps = [];
  readonly consumers;
  readonly #deps: VisibilityDeps;
  readonly #videos = new Map<string, { personId: string; flags: number }>();
  readonly #gone = new Set<string>();
  readonly #asked = new Map<string, { count: number }>();
  #subscription: Subscription | undefined;
  #catchingUp: Promise<void> | undefined;

  constructor(deps: VisibilityDeps) {
    this.#deps = deps;
    this.consumers = [{ name: 'visibility.tables', streams: STREAMS, handle: writeTables }];
  }

  check(surface: string, videoId: string, onlooker: Onlooker): Verdict {
    this.#count(surface);
    const video = this.#videos.get(videoId);
    if (video === undefined) return judge(undefined, onlooker);
    return judge(
      { personId: video.personId, flags: video.flags, creatorGone: this.#gone.has(video.personId) },
      onlooker,
    );
  }

  async checkFresh(surface: string, videoId: string, onlooker: Onlooker): Promise<Verdict> {
    if (!this.#videos.has(videoId)) await this.#lookAgain();
    return this.check(surface, videoId, onlooker);
  }

  #count(surface: string): void {
    const asked = this.#asked.get(surface);
    if (asked === undefined) this.#asked.set(surface, { count: 1 });
    else asked.count += 1;
  }

  asked(): ReadonlyMap<string, number> {
    return new Map([...this.#asked].map(([surface, { count }]) => [surface, count]));
  }

  async start(): Promise<void> {
    const afterWindow = await this.#load();
    this.#subscription = await this.#deps.journal.follow({
      name: 'visibility.memory',
      streams: STREAMS,
      afterWindow,
      handle: (batch) => this.#apply(batch),
    });
    await this.#subscription.catchUp();
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#subscription = undefined;
  }

  // The journal's end can be held up by one long transaction; a link to nothing must not wait for it.
  async #lookAgain(): Promise<void> {
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(() => waited.resolve(), FRESH_WAIT_MS);
    const caughtUp = this.catchUp().catch((error: unknown) => {
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'the end of the journal could not be read',
      );
    });
    await Promise.race([caughtUp, waited.promise]);
    clearTimeout(timer);
  }

  // Callers that come while one catches up share its result: a flood of unknown ids costs one query at a time.
  async catchUp(): Promise<void> {
    this.#catchingUp ??= this.#catchUpOnce().finally(() => {
      this.#catchingUp = undefined;
    });
    await this.#catchingUp;
  }

  async #catchUpOnce(): Promise<void> {
    await this.#deps.journal.seal();
    await this.#subscription?.catchUp();
  }

  // The position is read first: rows newer than it are simply applied again.
  async #load(): Promise<number> {
    const [position] = await this.#deps.database.query<{ window_number: number }>({
      name: 'visibility.position',
      text: 'SELECT window_number FROM visibility_position WHERE id = 1',
    });
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await this.#deps.database.query<{
        video_id: string;
        person_id: string;
        flags: number;
      }>(
        {
          name: 'visibility.load',
          text: 'SELECT video_id, person_id, flags FROM visibility_videos WHERE video_id > $1 ORDER BY video_id LIMIT $2',
        },
        [after, LOAD_PAGE],
      );
      for (const row of rows)
        this.#videos.set(row.video_id, { personId: row.person_id, flags: row.flags });
      const last = rows.at(-1);
      if (last === undefined || rows.length < LOAD_PAGE) break;
      after = last.video_id;
    }
    const people = await this.#deps.database.query<{ person_id: string }>({
      name: 'visibility.load_people',
      text: 'SELECT person_id FROM visibility_people WHERE hidden',
    });
    for (const row of people) this.#gone.add(row.person_id);
    return position?.window_number ?? 0;
  }

  #apply(batch: JournalBatch): void {
    for (const event of batch.events) {
      if (event.stream === 'videos.video') {
        const facts = videoFacts(event);
        this.#videos.set(event.key, { personId: facts.personId, flags: flagsOf(facts) });
      } else {
        const hides = hidesPerson(event);
        if (hides === true) this.#gone.add(event.key);
        else if (hides === false) this.#gone.delete(event.key);
      }
    }
  }
}

// Facts were written by this house's own videos feature, inside the journal: their shape is the contract between them.
function videoFacts(event: JournalEvent): VideoFacts {
  return event.facts as unknown as VideoFacts;
}

function hidesPerson(event: JournalEvent): boolean | undefined {
  if (event.type === 'deletion_requested' || event.type === 'erased') return true;
  return event.type === 'deletion_undone' ? false : undefined;
}

async function writeTables(tx: Tx, batch: JournalBatch): Promise<void> {
  const videos = new Map<string, VideoFacts>();
  const people = new Map<string, boolean>();
  for (const event of batch.events) {
    if (event.stream === 'videos.video') videos.set(event.key, videoFacts(event));
    else {
      const hides = hidesPerson(event);
      if (hides !== undefined) people.set(event.key, hides);
    }
  }
  if (videos.size > 0) {
    const facts = [...videos.values()];
    await tx.query(
      {
        name: 'visibility.write_videos',
        text: `INSERT INTO visibility_videos (video_id, person_id, flags, window_number)
          SELECT video_id, person_id, flags, $4 FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS v(video_id, person_id, flags)
          ON CONFLICT (video_id) DO UPDATE SET flags = excluded.flags, window_number = excluded.window_number`,
      },
      [
        [...videos.keys()],
        facts.map((fact) => fact.personId),
        facts.map((fact) => flagsOf(fact)),
        batch.window,
      ],
    );
  }
  if (people.size > 0) {
    await tx.query(
      {
        name: 'visibility.write_people',
        text: `INSERT INTO visibility_people (person_id, hidden, window_number)
          SELECT person_id, hidden, $3 FROM unnest($1::uuid[], $2::boolean[]) AS p(person_id, hidden)
          ON CONFLICT (person_id) DO UPDATE SET hidden = excluded.hidden, window_number = excluded.window_number`,
      },
      [[...people.keys()], [...people.values()], batch.window],
    );
  }
  // A batch that is not its window's last leaves the position before the window: its rest is applied again.
  await tx.query(
    {
      name: 'visibility.move',
      text: `INSERT INTO visibility_position (id, window_number) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET window_number = excluded.window_number`,
    },
    [batch.last ? batch.window : batch.window - 1],
  );
}
