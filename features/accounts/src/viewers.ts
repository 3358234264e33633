// Viewers: persons before and after signing up, their languages, genres, age band and consent.

import { problem, type AgeBand } from '@jhalak/contracts';
import type {
  Device,
  ProfilePatch,
  Profile,
  Viewer,
  ViewerBody,
  ViewerPatch,
} from '@jhalak/contracts/accounts';
import { cleanText, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Keys, Tx } from '@jhalak/ports';
import type { Callers } from './callers.ts';
import {
  answerColumns,
  insertPerson,
  lockPerson,
  recordAnswers,
  updatePerson,
} from './persons-store.ts';
import { isAccount, NO_ROLES, personEvent, profileOf, viewerOf } from './present.ts';
import type { HomePlaces } from './home-places.ts';
import { isChildBand } from './family/age-rules.ts';
import { checkNotice } from './notices/check-notice.ts';
import type { PersonRow } from './tables.ts';
import type { LockAnswer, ViewerWithToken } from './types.ts';

export interface ViewersDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  callers: Callers;
  places: HomePlaces;
  /** Makes an account private, in the transaction. */
  closeAccount: (tx: Tx, personId: string) => Promise<void>;
  /** Takes somebody out of follow packs, and theirs away. */
  leavePacks: (tx: Tx, personId: string) => Promise<void>;
  /** Ends what a person agreed to as a parent. */
  answersForNobody: (personId: string) => Promise<void>;
  /** @returns what ends, in the transaction in which somebody says to be a child. */
  becomesChild: (personId: string) => Promise<(tx: Tx, child: PersonRow) => Promise<void>>;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

/** Columns of somebody of whom nothing is known yet. */
export const UNKNOWN_PERSON = {
  age_band: null,
  consent_personalisation: null,
  consent_lock: null,
  consent_ads: null,
  notice_version: null,
  notice_language: null,
  notice_sha256: null,
  handle: null,
  signed_up_at_ms: null,
  display_name: null,
  bio: null,
  sample: false,
  deletion_due_at_ms: null,
  home_state: null,
} as const;

export class Viewers {
  readonly #deps: ViewersDeps;

  constructor(deps: ViewersDeps) {
    this.#deps = deps;
  }

  async byId(personId: string): Promise<Viewer | undefined> {
    const row = await this.#deps.callers.personWithRoles(this.#deps.database, personId);
    return row === undefined ? undefined : viewerOf(row, row);
  }

  async create(body: ViewerBody, device: Device = {}): Promise<ViewerWithToken> {
    const { database, journal, keys, clock, ids, callers } = this.#deps;
    checkNotice(UNKNOWN_PERSON, body.consent);
    const personId = ids.next();
    // Keys first: a person without keys could not be learned from, keys without a person are only unused.
    await keys.ensure(personId);
    return await database.transaction(async (tx) => {
      const row = await insertPerson(tx, {
        ...UNKNOWN_PERSON,
        person_id: personId,
        created_at_ms: clock.nowMs(),
        languages: body.languages,
        genres: body.genres,
        ...answerColumns(body),
      });
      const entries: JournalEntry[] = [personEvent('viewer_created', row)];
      if (body.ageBand !== undefined || body.consent !== undefined) {
        entries.push(await recordAnswers(tx, ids, row, clock.nowMs()));
      }
      await journal.append(tx, entries);
      const { token } = await callers.begin(tx, personId, { how: 'visitor', device });
      return { viewer: viewerOf(row, NO_ROLES), token };
    });
  }

  async change(personId: string, patch: ViewerPatch): Promise<Viewer> {
    const { database, journal, clock, ids, answersForNobody } = this.#deps;
    if (patch.homePlace) await this.#deps.places.check(patch.homePlace);
    // First: a kill in between leaves an adult whose word is asked for anew, and never a child whose word counts.
    if (isChildBand(patch.ageBand)) await answersForNobody(personId);
    const becomesChild = isChildBand(patch.ageBand)
      ? await this.#deps.becomesChild(personId)
      : undefined;
    await database.transaction(async (tx) => {
      const before = await lockPerson(tx, personId);
      if (before === undefined) throw personGone();
      checkAge(before, patch.ageBand);
      checkNotice(before, patch.consent);
      const asked = patch.ageBand !== undefined || patch.consent !== undefined;
      const chose =
        patch.languages !== undefined ||
        patch.genres !== undefined ||
        patch.homePlace !== undefined;
      if (!asked && !chose) return;
      const row = await updatePerson(tx, personId, {
        ...(patch.languages === undefined ? {} : { languages: patch.languages }),
        ...(patch.genres === undefined ? {} : { genres: patch.genres }),
        ...homeOf(patch, before),
        ...answerColumns(patch),
      });
      const entries: JournalEntry[] = [];
      if (chose) entries.push(personEvent('preferences_changed', row));
      if (asked) {
        entries.push(
          personEvent('consent_changed', row),
          await recordAnswers(tx, ids, row, clock.nowMs()),
        );
      }
      await journal.append(tx, entries);
      if (!isAccount(row) || !isChildBand(row.age_band)) return;
      await this.#closeChild(tx, row);
      if (isChildBand(before.age_band)) return;
      await this.#deps.leavePacks(tx, personId);
      await becomesChild?.(tx, row);
    });
    this.#deps.changed(personId);
    const viewer = await this.byId(personId);
    if (viewer === undefined) throw personGone();
    return viewer;
  }

  // What a parent allowed stays when the child chooses another language.
  async #closeChild(tx: Tx, { person_id: personId }: PersonRow): Promise<void> {
    const held = await this.#deps.callers.personWithRoles(tx, personId);
    if (held?.child?.mayBePublic !== true) await this.#deps.closeAccount(tx, personId);
  }

  /** See Accounts.mayBePublic. */
  async mayBePublic(tx: Tx, personId: string): Promise<boolean> {
    if ((await lockPerson(tx, personId)) === undefined) throw personGone();
    const held = await this.#deps.callers.personWithRoles(tx, personId);
    return held?.child?.mayBePublic !== false;
  }

  /** See Accounts.recordLockConsent. */
  async recordLockConsent(tx: Tx, personId: string, answer: LockAnswer): Promise<void> {
    const { journal, clock, ids } = this.#deps;
    const before = await lockPerson(tx, personId);
    if (before === undefined) throw personGone();
    const row = await updatePerson(tx, personId, {
      consent_lock: answer.granted,
      // Other purposes were agreed to under their own notice: it stays on their record.
      ...(before.notice_version === null
        ? { notice_version: answer.noticeVersion, notice_language: answer.noticeLanguage }
        : {}),
    });
    await journal.append(tx, [
      personEvent('consent_changed', row),
      await recordAnswers(tx, ids, row, clock.nowMs(), { purpose: 'lock', ...answer }),
    ]);
    tx.afterCommit(() => this.#deps.changed(personId));
  }

  /** Changes what a signed-up person says of themselves; an empty text takes it away. */
  async changeProfile(personId: string, patch: ProfilePatch): Promise<Profile> {
    const { database, journal } = this.#deps;
    const profile = await database.transaction(async (tx) => {
      const before = await lockPerson(tx, personId);
      if (before === undefined || !isAccount(before)) throw personGone();
      const row = await updatePerson(tx, personId, {
        display_name:
          patch.displayName === undefined ? before.display_name : lineOf(patch.displayName),
        bio: patch.bio === undefined ? before.bio : cleanText(patch.bio) || null,
      });
      await journal.append(tx, [personEvent('profile_changed', row)]);
      return profileOf({
        ...before,
        ...row,
        handle: before.handle,
        signed_up_at_ms: before.signed_up_at_ms,
      });
    });
    this.#deps.changed(personId);
    return profile;
  }
}

const OLDER: Readonly<Record<AgeBand, number>> = { under13: 0, '13-17': 1, '18plus': 2 };

/**
 * Who has no account may correct a slip of the thumb: they could begin anew as well. An account that was said to be a child's does
 * not become older by a word.
 *
 * @throws `family.age_fixed`.
 */
function checkAge(before: PersonRow, next: AgeBand | undefined): void {
  const { age_band: band } = before;
  if (!isAccount(before) || !isChildBand(band) || next === undefined) return;
  if (OLDER[next] > OLDER[band])
    throw problem(
      'family.age_fixed',
      'You said that you are younger. On the page Family you can say when you were born.',
    );
}

/** @returns the text on one line; null when nothing is left. */
export function lineOf(text: string): string | null {
  return cleanText(text.replace(/\s+/gu, ' ')) || null;
}

/** The token outlived its person by a moment. */
export function personGone(): Error {
  return problem('auth.required', 'This person is not here any more; start anew.');
}

/** Of children nothing more is kept than must be: where they live goes with the word that they are one, and does not come back. */
function homeOf(patch: ViewerPatch, before: PersonRow): { home_state?: string | null } {
  if (isChildBand(patch.ageBand ?? before.age_band)) return { home_state: null };
  return patch.homePlace === undefined ? {} : { home_state: patch.homePlace };
}
