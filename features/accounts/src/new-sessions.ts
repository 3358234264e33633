// A session begins because somebody proved to be this account's person, however they did; and is told to the journal, so that
// they can be told.

import type { Device, SessionCreated, SignInHow } from '@jhalak/contracts/accounts';
import { assert } from '@jhalak/kernel';
import type { Journal, JournalEntry, Tx } from '@jhalak/ports';
import type { Callers } from './callers.ts';
import { lockPerson } from './persons-store.ts';
import { accountOf, isAccount, viewerOf } from './present.ts';
import { personGone } from './viewers.ts';

/** How and on what a session begins. */
export interface SessionStart {
  how: SignInHow;
  device: Device;
}

export class NewSessions {
  readonly #journal: Journal;
  readonly #callers: Callers;

  constructor(deps: { journal: Journal; callers: Callers }) {
    this.#journal = deps.journal;
    this.#callers = deps.callers;
  }

  /** @throws `auth.required` when erasure came between the proof and this. */
  async begin(tx: Tx, personId: string, start: SessionStart): Promise<SessionCreated> {
    if ((await lockPerson(tx, personId)) === undefined) throw personGone();
    const row = await this.#callers.personWithRoles(tx, personId);
    assert(row !== undefined && isAccount(row), 'the row is locked, and only accounts sign in');
    const { token, sessionId } = await this.#callers.begin(tx, personId, start);
    await this.#journal.append(tx, [
      signInEvent(personId, 'signed_in', { session: sessionId, how: start.how }),
    ]);
    return { token, account: accountOf(row), viewer: viewerOf(row, row) };
  }
}

/** What people are told of their own way in. */
export type SignInEventType =
  | 'signed_in'
  | 'number_set'
  | 'number_removed'
  | 'number_left'
  | 'passkey_added'
  | 'passkey_removed';

/** Ids and codes only. `number_left`: somebody else proved to have the number now. */
export function signInEvent(
  personId: string,
  type: SignInEventType,
  facts: JournalEntry['facts'] = {},
): JournalEntry {
  return { stream: 'accounts.sign_in', key: personId, type, facts, subject: personId };
}
