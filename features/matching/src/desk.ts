// What becomes of held clips: people decide, uploaders answer, orders end, time passes. Each change is one transaction with
// what becomes of the upload.

import { problem } from '@jhalak/contracts';
import type { HoldState } from '@jhalak/contracts/matching';
import type { Clock } from '@jhalak/kernel';
import type { HeldDecision, Media } from '@jhalak/media';
import type { Database, Queries, Tx } from '@jhalak/ports';
import {
  APPEAL_WITHIN_MS,
  WAITING,
  type Decided,
  type HoldPlace,
  type HoldRow,
  type HoldStore,
} from './hold-store.ts';

export interface DeskDeps {
  database: Database;
  clock: Clock;
  holds: HoldStore;
  media: () => Pick<Media, 'decideHeld'>;
  withheld(on: Queries, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Holds looked at by one sweep; the next one does the rest. */
const SWEPT_MAX = 200;

export class HoldDesk {
  readonly #deps: DeskDeps;
  /** The sweep goes on after it: holds of an order that stands for years must not keep it from the others. */
  #sweptTo: HoldPlace | undefined;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /**
   * Decides on a waiting hold. An answer is heard by somebody else than who decided before, and that is the end of it.
   *
   * @throws `hold.not_found`, `hold.state`, `appeal.second_person`, `moderation.reason_required`.
   */
  async decide(
    videoId: string,
    decision: { by: string; release: boolean; note: string },
  ): Promise<HoldState> {
    const { by, release, note } = decision;
    if (!release && note === '')
      throw problem(
        'moderation.reason_required',
        'Say in a sentence why: its uploader will read it.',
      );
    return await this.#deps.database.transaction(async (tx) => {
      const hold = await this.#locked(tx, videoId);
      if (!WAITING.includes(hold.state)) throw stateProblem();
      if (hold.state === 'appealed' && hold.decided_by === by)
        throw problem(
          'appeal.second_person',
          'An appeal is heard by somebody else than who decided.',
        );
      const state = release ? 'released' : upheldAs(hold);
      await this.#settle(tx, hold, { state, by, note });
      return state;
    });
  }

  /** @throws `hold.not_found`, `appeal.over`. */
  async appeal(personId: string, uploadId: string, note: string): Promise<HoldRow> {
    const { database, holds } = this.#deps;
    const found = await holds.ofUpload(personId, uploadId);
    if (found === undefined) throw notFound();
    await database.transaction(async (tx) => {
      await holds.appeal(tx, await this.#locked(tx, found.video_id), note);
    });
    return (await holds.get(database, found.video_id)) ?? found;
  }

  /** Lets go what orders no longer hold, and ends what nobody answered. @returns how many. */
  async sweep(): Promise<number> {
    const { database, clock, holds, withheld } = this.#deps;
    const ordered = await holds.ordered(this.#sweptTo, SWEPT_MAX);
    const last = ordered.length < SWEPT_MAX ? undefined : ordered.at(-1);
    this.#sweptTo = last && { atMs: last.at_ms, videoId: last.video_id };
    const dark = await withheld(
      database,
      ordered.flatMap(({ original_id }) => original_id ?? []),
    );
    const free = ordered.filter(
      ({ original_id }) => original_id === null || !dark.has(original_id),
    );
    for (const hold of free) await this.#end(hold, 'released');
    const due = await holds.unanswered(clock.nowMs() - APPEAL_WITHIN_MS, SWEPT_MAX);
    for (const hold of due) await this.#end(hold, 'final');
    return free.length + due.length + (await holds.forget(SWEPT_MAX));
  }

  // Who decided or answered meanwhile, or what held it anew, is not overruled.
  async #end(seen: HoldRow, state: 'released' | 'final'): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const hold = await this.#deps.holds.lock(tx, seen.video_id);
      if (hold?.state !== seen.state || hold.matched !== seen.matched) return;
      await this.#settle(tx, hold, { state, by: undefined, note: hold.decided_note ?? '' });
    });
  }

  async #settle(
    tx: Tx,
    hold: HoldRow,
    decision: { state: Decided; by: string | undefined; note: string },
  ): Promise<void> {
    await this.#deps.holds.decide(tx, hold, decision);
    const { person_id: personId, upload_id: uploadId } = hold;
    // Where its uploader deleted it meanwhile, only the record stays.
    await this.#deps.media().decideHeld(tx, { personId, uploadId }, becomes(decision.state));
  }

  async #locked(tx: Tx, videoId: string): Promise<HoldRow> {
    const hold = await this.#deps.holds.lock(tx, videoId);
    if (hold === undefined) throw notFound();
    return hold;
  }
}

/** Who answered before anybody looked is heard by a second person too. What an order holds stays here until that ends. */
function upheldAs({ state, cause, appealed_at_ms }: HoldRow): Decided {
  if (state === 'open') return appealed_at_ms === null ? 'upheld' : 'appealed';
  return cause === 'order' ? 'upheld' : 'final';
}

function becomes(state: Decided): HeldDecision {
  if (state === 'released') return { kind: 'release' };
  return state === 'final'
    ? { kind: 'refuse', code: 'media.held_final' }
    : { kind: 'tell', code: 'media.held_upheld' };
}

export function notFound(): Error {
  return problem('hold.not_found', 'This clip is not held.');
}

function stateProblem(): Error {
  return problem('hold.state', 'Somebody decided on this clip meanwhile.');
}
