// The projection's tables: what a process that starts loads instead of the whole journal.

import type { JournalBatch, JournalEvent, Tx } from '@jhalak/ports';
import { writeCardTables } from './card-standings.ts';
import { writeOrders } from './order-standings.ts';
import { flagsOf, type VideoFacts } from './flags.ts';

// Facts were written by this house's own videos feature, inside the journal: their shape is the contract between them.
/** @returns what an event of `videos.video` says. */
export function videoFacts(event: JournalEvent): VideoFacts {
  return event.facts as unknown as VideoFacts;
}

/** @returns whether an event of `accounts.person` hides its person; undefined when it does neither. */
export function hidesPerson(event: JournalEvent): boolean | undefined {
  if (event.type === 'deletion_requested' || event.type === 'erased') return true;
  return event.type === 'deletion_undone' ? false : undefined;
}

/** Whose clips are for their followers: the key is the person, the facts say `private`. */
export const PRIVACY_STREAM = 'social.privacy';

/** @returns whether an event of PRIVACY_STREAM leaves its account private. */
export function isPrivateNow(event: JournalEvent): boolean {
  return event.facts['private'] === true;
}

/** What moderators decided; of people here, of clips their own streams tell. */
export const ACT_STREAM = 'safety.act';

/** @returns whether an event of ACT_STREAM leaves an account suspended; undefined when it is about something else. */
export function isSuspendedNow(event: JournalEvent): boolean | undefined {
  if (event.facts['kind'] !== 'person') return undefined;
  if (event.type === 'remove') return true;
  // Let back by somebody, or when its time was over.
  return event.type === 'restore' || event.type === 'lapse' ? false : undefined;
}

/** The worker's consumer: the projection as rows. */
export async function writeTables(tx: Tx, batch: JournalBatch): Promise<void> {
  const videos = new Map<string, VideoFacts>();
  const people = new Map<string, boolean>();
  const closed = new Map<string, boolean>();
  const suspended = new Map<string, boolean>();
  for (const event of batch.events) {
    if (event.stream === 'videos.video') videos.set(event.key, videoFacts(event));
    else if (event.stream === 'accounts.person') {
      const hides = hidesPerson(event);
      if (hides !== undefined) people.set(event.key, hides);
    } else if (event.stream === PRIVACY_STREAM) closed.set(event.key, isPrivateNow(event));
    else if (event.stream === ACT_STREAM) {
      const now = isSuspendedNow(event);
      if (now !== undefined) suspended.set(event.key, now);
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
  if (closed.size > 0) {
    await tx.query(
      {
        name: 'visibility.write_private',
        text: `INSERT INTO visibility_people (person_id, hidden, private, window_number)
          SELECT person_id, false, private, $3 FROM unnest($1::uuid[], $2::boolean[]) AS p(person_id, private)
          ON CONFLICT (person_id) DO UPDATE SET private = excluded.private, window_number = excluded.window_number`,
      },
      [[...closed.keys()], [...closed.values()], batch.window],
    );
  }
  if (suspended.size > 0) {
    await tx.query(
      {
        name: 'visibility.write_suspended',
        text: `INSERT INTO visibility_people (person_id, hidden, suspended, window_number)
          SELECT person_id, false, suspended, $3 FROM unnest($1::uuid[], $2::boolean[]) AS p(person_id, suspended)
          ON CONFLICT (person_id) DO UPDATE SET suspended = excluded.suspended, window_number = excluded.window_number`,
      },
      [[...suspended.keys()], [...suspended.values()], batch.window],
    );
  }
  await writeCardTables(tx, batch.events, batch.window);
  await writeOrders(tx, batch.events, batch.window);
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
