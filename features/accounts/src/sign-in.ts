// Coming back: by password, by recovery code; and changing either.

import { problem } from '@jhalak/contracts';
import type { Device, SessionCreated } from '@jhalak/contracts/accounts';
import type { Clock, Random } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Tx } from '@jhalak/ports';
import type { Callers } from './callers.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import { hashRecoveryCode, newRecoveryCodes } from './passwords/recovery-codes.ts';
import { rowByHandle } from './people.ts';
import { lockPerson } from './persons-store.ts';
import type { NewSessions } from './new-sessions.ts';
import { isAccount, type AccountRow } from './present.ts';
import {
  hasRecoveryCode,
  passwordHashOf,
  replaceRecoveryCodes,
  setPasswordHash,
  useRecoveryCode,
} from './secrets-store.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import { refuseWeakPassword } from './sign-up.ts';
import { personGone } from './viewers.ts';

export interface SignInDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  random: Random;
  callers: Callers;
  hasher: PasswordHasher;
  guard: SignInGuard;
  sessions: NewSessions;
}

export class SignIn {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /** See Accounts.signIn. */
  async signIn(handle: string, password: string, device: Device = {}): Promise<SessionCreated> {
    const { database, clock, hasher, journal, sessions } = this.#deps;
    const person = await this.#provePassword(
      handle,
      password,
      async () => await rowByHandle(database, handle),
    );
    const renewed = hasher.isOutdated(person.passwordHash)
      ? await hasher.hash(password)
      : undefined;
    return await database.transaction(async (tx) => {
      if (renewed !== undefined) {
        await journal.append(tx, [
          await setPasswordHash(tx, person.personId, renewed, clock.nowMs()),
        ]);
      }
      return await sessions.begin(tx, person.personId, { how: 'password', device });
    });
  }

  /**
   * Sets a new password by a recovery code; every other session ends.
   *
   * @throws `account.recovery_invalid` for an unknown handle, a wrong code and a used one alike.
   */
  async recover(
    {
      handle,
      recoveryCode,
      newPassword,
    }: { handle: string; recoveryCode: string; newPassword: string },
    device: Device = {},
  ): Promise<SessionCreated> {
    const { database, journal, clock, hasher, callers, sessions } = this.#deps;
    const row = await rowByHandle(database, handle);
    const codeHash = hashRecoveryCode(row?.person_id ?? '', recoveryCode);
    if (
      row === undefined ||
      !isAccount(row) ||
      !(await hasRecoveryCode(database, row.person_id, codeHash))
    ) {
      throw recoveryInvalid();
    }
    await refuseWeakPassword(newPassword, row.handle, '/newPassword');
    const passwordHash = await hasher.hash(newPassword);
    const created = await database.transaction(async (tx) => {
      const nowMs = clock.nowMs();
      const used = await useRecoveryCode(tx, row.person_id, codeHash, nowMs);
      if (used === undefined) throw recoveryInvalid();
      await journal.append(tx, [
        used,
        await setPasswordHash(tx, row.person_id, passwordHash, nowMs),
      ]);
      await callers.endAll(tx, row.person_id);
      return await sessions.begin(tx, row.person_id, { how: 'recovery', device });
    });
    await this.#deps.guard.forgive(handle);
    return created;
  }

  /** Sets a new password; every session ends, a new one begins. @throws `auth.wrong_credentials`, `auth.locked`. */
  async changePassword(
    account: AccountRow,
    { password, newPassword }: { password: string; newPassword: string },
    device: Device = {},
  ): Promise<SessionCreated> {
    const { database, journal, clock, hasher, callers, sessions } = this.#deps;
    await this.proveOwner(account, password);
    await refuseWeakPassword(newPassword, account.handle, '/newPassword');
    const passwordHash = await hasher.hash(newPassword);
    return await database.transaction(async (tx) => {
      await this.#stillThere(tx, account.person_id);
      await journal.append(tx, [
        await setPasswordHash(tx, account.person_id, passwordHash, clock.nowMs()),
      ]);
      await callers.endAll(tx, account.person_id);
      return await sessions.begin(tx, account.person_id, { how: 'password', device });
    });
  }

  /** Makes new recovery codes; the old ones stop working. */
  async renewRecoveryCodes(account: AccountRow): Promise<string[]> {
    const { database, journal, clock, random } = this.#deps;
    const codes = newRecoveryCodes(random);
    const hashes = codes.map((code) => hashRecoveryCode(account.person_id, code));
    await database.transaction(async (tx) => {
      await this.#stillThere(tx, account.person_id);
      const entry: JournalEntry = await replaceRecoveryCodes(
        tx,
        account.person_id,
        hashes,
        clock.nowMs(),
      );
      await journal.append(tx, [entry]);
    });
    return codes;
  }

  /** @throws `auth.wrong_credentials`, `auth.locked`: guessed tries of a stolen session count like those of a stranger. */
  async proveOwner(account: AccountRow, password: string): Promise<void> {
    await this.#provePassword(account.handle, password, () => Promise.resolve(account));
  }

  /** @throws `account.recovery_invalid` for a wrong code and a used one alike. */
  async checkRecoveryCode(account: AccountRow, recoveryCode: string): Promise<void> {
    const codeHash = hashRecoveryCode(account.person_id, recoveryCode);
    if (!(await hasRecoveryCode(this.#deps.database, account.person_id, codeHash)))
      throw recoveryInvalid();
  }

  /** Uses it up. @throws `account.recovery_invalid` when another request was quicker. */
  async useRecoveryCode(tx: Tx, account: AccountRow, recoveryCode: string): Promise<void> {
    const { journal, clock } = this.#deps;
    const codeHash = hashRecoveryCode(account.person_id, recoveryCode);
    const used = await useRecoveryCode(tx, account.person_id, codeHash, clock.nowMs());
    if (used === undefined) throw recoveryInvalid();
    await journal.append(tx, [used]);
  }

  async #provePassword(
    handle: string,
    password: string,
    find: () => Promise<{ person_id: string } | undefined>,
  ): Promise<{ personId: string; passwordHash: string }> {
    const { database, guard, hasher } = this.#deps;
    const proven = await guard.guard(handle, async () => {
      const row = await find();
      const stored = row === undefined ? undefined : await passwordHashOf(database, row.person_id);
      const right = await hasher.verify(stored, password);
      return right && row !== undefined && stored !== undefined
        ? { personId: row.person_id, passwordHash: stored }
        : undefined;
    });
    if (proven === undefined)
      throw problem('auth.wrong_credentials', 'Handle and password do not fit together.');
    return proven;
  }

  // Erasure may have come between the proof and the change; nothing may be written for somebody who is gone.
  async #stillThere(tx: Tx, personId: string): Promise<void> {
    if ((await lockPerson(tx, personId)) === undefined) throw personGone();
  }
}

function recoveryInvalid(): Error {
  return problem(
    'account.recovery_invalid',
    'This recovery code does not fit the handle, or was used before.',
  );
}
