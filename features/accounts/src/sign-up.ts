// A person gets a handle and a password; an anonymous viewer stays the same person and keeps everything.

import { problem, type Caller } from '@jhalak/contracts';
import type { AccountBody, Device } from '@jhalak/contracts/accounts';
import { assert, cleanText, type Clock, type Ids, type Random } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Keys, Tx } from '@jhalak/ports';
import type { Callers } from './callers.ts';
import type { SessionStart } from './new-sessions.ts';
import { checkChosenHandle, checkHandle, type HandleVerdict } from './handles/check-handle.ts';
import { isChildBand } from './family/age-rules.ts';
import { checkNotice } from './notices/check-notice.ts';
import { claimHandle, isTaken, type HandleName } from './handles-store.ts';
import { passwordWeakness } from './passwords/check-password.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import { hashRecoveryCode, newRecoveryCodes } from './passwords/recovery-codes.ts';
import {
  answerColumns,
  insertPerson,
  lockPerson,
  personById,
  recordAnswers,
  updatePerson,
} from './persons-store.ts';
import { accountOf, isAccount, NO_ROLES, personEvent, viewerOf } from './present.ts';
import { replaceRecoveryCodes, setPasswordHash } from './secrets-store.ts';
import type { PersonRow } from './tables.ts';
import type { NewPerson, SignedUp } from './types.ts';
import { lineOf, personGone, UNKNOWN_PERSON } from './viewers.ts';

export interface SignUpDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  random: Random;
  callers: Callers;
  hasher: PasswordHasher;
  /** Makes an account private, in the transaction. */
  closeAccount: (tx: Tx, personId: string) => Promise<void>;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

/** How a new account is got into: what is prepared before the transaction, and written in it. */
interface WayIn {
  start: SessionStart;
  /** Told the handle before anything costly; may refuse. */
  checked?: (handle: string) => Promise<void>;
  with: (personId: string) => Promise<(tx: Tx) => Promise<JournalEntry[]>>;
}

export class SignUp {
  readonly #deps: SignUpDeps;

  constructor(deps: SignUpDeps) {
    this.#deps = deps;
  }

  /** See Accounts.signUp. */
  async signUp(
    { password, ...body }: AccountBody,
    caller: Caller | undefined,
    device: Device = {},
  ): Promise<SignedUp> {
    return await this.signUpBy(body, caller, {
      start: { how: 'sign_up', device },
      checked: async (handle) => await refuseWeakPassword(password, handle, '/password'),
      with: async (personId) => {
        const passwordHash = await this.#deps.hasher.hash(password);
        return async (tx) => [
          await setPasswordHash(tx, personId, passwordHash, this.#deps.clock.nowMs()),
        ];
      },
    });
  }

  /** The same by whatever way in; see `WayIn`. @throws as `signUp`, and what the way in throws. */
  async signUpBy(
    body: Omit<AccountBody, 'password'>,
    caller: Caller | undefined,
    way: WayIn,
  ): Promise<SignedUp> {
    if (caller?.handle !== undefined) throw alreadySignedUp();
    const { database, journal, keys, clock, ids, random, callers } = this.#deps;
    if (caller !== undefined && (await personById(database, caller.personId)) === undefined)
      throw personGone();
    const name = await this.#freeName(checkChosenHandle(body.handle));
    await way.checked?.(name.handle);
    const personId = caller?.personId ?? ids.next();
    await keys.ensure(personId);
    const setWayIn = await way.with(personId);
    const recoveryCodes = newRecoveryCodes(random);
    const codeHashes = recoveryCodes.map((code) => hashRecoveryCode(personId, code));
    const signedUp = await database.transaction(async (tx) => {
      const nowMs = clock.nowMs();
      const before =
        caller === undefined ? await this.#newcomer(tx, personId) : await lockPerson(tx, personId);
      if (before === undefined) throw personGone();
      if (isAccount(before)) throw alreadySignedUp();
      checkNotice(before, body.consent);
      const claimed = await claimName(tx, name, personId, nowMs);
      const row = await updatePerson(tx, personId, {
        ...signUpColumns(body, before),
        ...named(name, nowMs),
      });
      const entries: JournalEntry[] = [personEvent('signed_up', row), claimed];
      if (body.ageBand !== undefined || body.consent !== undefined) {
        entries.push(await recordAnswers(tx, ids, row, nowMs));
      }
      entries.push(...(await setWayIn(tx)));
      entries.push(await replaceRecoveryCodes(tx, personId, codeHashes, nowMs));
      // A token that was worth an anonymous feed must not become worth an account.
      await callers.endAll(tx, personId);
      await journal.append(tx, entries);
      if (isChildBand(row.age_band)) await this.#deps.closeAccount(tx, personId);
      assert(isAccount(row), 'the handle was just set');
      return {
        account: accountOf(row),
        viewer: viewerOf(row, (await callers.personWithRoles(tx, personId)) ?? NO_ROLES),
        token: (await callers.begin(tx, personId, way.start)).token,
      };
    });
    this.#deps.changed(personId);
    return { ...signedUp, recoveryCodes };
  }

  /** See Accounts.createPerson. */
  async createPerson(person: NewPerson): Promise<string> {
    const { database, journal, keys, clock, ids } = this.#deps;
    const name = await this.#freeName(checkHandle(person.handle));
    const passwordHash =
      person.password === undefined
        ? undefined
        : await this.#hashChosen(person.password, name.handle);
    const personId = ids.next();
    await keys.ensure(personId);
    await database.transaction(async (tx) => {
      const nowMs = clock.nowMs();
      const claimed = await claimName(tx, name, personId, nowMs);
      const row = await insertPerson(tx, {
        ...UNKNOWN_PERSON,
        person_id: personId,
        created_at_ms: nowMs,
        languages: [...(person.languages ?? [])],
        genres: [...(person.genres ?? [])],
        age_band: person.ageBand ?? null,
        display_name: lineOf(person.displayName ?? ''),
        bio: cleanText(person.bio ?? '') || null,
        sample: person.sample ?? false,
        ...named(name, nowMs),
      });
      const entries = [personEvent('signed_up', row), claimed];
      if (person.ageBand !== undefined) entries.push(await recordAnswers(tx, ids, row, nowMs));
      if (passwordHash !== undefined)
        entries.push(await setPasswordHash(tx, personId, passwordHash, nowMs));
      await journal.append(tx, entries);
      if (isChildBand(row.age_band)) await this.#deps.closeAccount(tx, personId);
    });
    this.#deps.changed(personId);
    return personId;
  }

  async #newcomer(tx: Tx, personId: string): Promise<PersonRow> {
    return await insertPerson(tx, {
      ...UNKNOWN_PERSON,
      person_id: personId,
      created_at_ms: this.#deps.clock.nowMs(),
      languages: [],
      genres: [],
    });
  }

  async #freeName(verdict: HandleVerdict): Promise<HandleName> {
    if (verdict.kind === 'refused') {
      throw problem('account.handle_invalid', verdict.message, {
        fields: [{ pointer: '/handle', message: verdict.message }],
      });
    }
    // Before the costly password hash; the claim decides.
    if (await isTaken(this.#deps.database, verdict.skeleton, this.#deps.clock.nowMs()))
      throw handleTaken();
    return verdict;
  }

  async #hashChosen(password: string, handle: string): Promise<string> {
    await refuseWeakPassword(password, handle, '/password');
    return await this.#deps.hasher.hash(password);
  }
}

/** @throws `account.password_weak` with the reason. */
export async function refuseWeakPassword(
  password: string,
  handle: string,
  pointer: string,
): Promise<void> {
  const message = await passwordWeakness(password, handle);
  if (message !== undefined) {
    throw problem('account.password_weak', message, { fields: [{ pointer, message }] });
  }
}

async function claimName(
  tx: Tx,
  name: HandleName,
  personId: string,
  nowMs: number,
): Promise<JournalEntry> {
  const claimed = await claimHandle(tx, name, personId, nowMs);
  if (claimed === undefined) throw handleTaken();
  return claimed;
}

function named(name: HandleName, nowMs: number): { handle: string; signed_up_at_ms: number } {
  return { handle: name.handle, signed_up_at_ms: nowMs };
}

// Empty lists say nothing: what the viewer chose before holds.
function signUpColumns(body: Omit<AccountBody, 'password'>, before: PersonRow) {
  return {
    languages: body.languages.length > 0 ? body.languages : before.languages,
    genres: body.genres.length > 0 ? body.genres : before.genres,
    ...answerColumns(body),
  };
}

function alreadySignedUp(): Error {
  return problem(
    'account.already_signed_up',
    'You have an account already; sign out to make another one.',
  );
}

function handleTaken(): Error {
  const message = 'This handle, or one that looks like it, is taken; choose another one.';
  return problem('account.handle_taken', message, { fields: [{ pointer: '/handle', message }] });
}
