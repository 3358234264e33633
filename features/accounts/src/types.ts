// What accounts gives to the rest of the house.

import type { AgeBand, Caller, Manifest, Role } from '@jhalak/contracts';
import type {
  Account,
  AccountBody,
  Device,
  ProfilePatch,
  Session,
  SessionCreated,
  Viewer,
  ViewerBody,
  ViewerPatch,
} from '@jhalak/contracts/accounts';
import type { Clock, Ids, Logger, Random } from '@jhalak/kernel';
import type { Dismissal } from '@jhalak/contracts/staff';
import type {
  BorderLog,
  Database,
  Feature,
  Holds,
  Jobs,
  Journal,
  Keys,
  Queries,
  StateStore,
  TextMessages,
  Tx,
} from '@jhalak/ports';

/** Periods of this feature. Days, whole. */
export interface AccountsSettings {
  /** How long a person can undo the deletion of their account; default 14. */
  undoDays: number;
  /** How long a session lives without use; default 180. */
  sessionDays: number;
  /** How long an erased person's handle stays empty, so that nobody answers to it at once; default 90. */
  handleHoldDays: number;
}

export interface AccountsDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  /** What the law keeps of erased people is sealed under these. */
  holds: Holds;
  state: StateStore;
  clock: Clock;
  ids: Ids;
  jobs: Jobs;
  /** Carries one-time codes. */
  texts: TextMessages;
  /** The cell’s own, without a path: passkeys belong to its domain. Default: nowhere, and then only pages on this machine make any. */
  address?: string;
  /** Must be secure: tokens and recovery codes come from it. */
  random: Random;
  logger: Logger;
  /** The cell's: roles and sessions of another region count for nothing. */
  region: string;
  /** Told of grants, ends, dismissals and break-glass. */
  border: BorderLog;
  /** Every manifest of the house, this feature's too: erasure is computed from them. */
  manifests: readonly Manifest[];
  /**
   * The features whose `erase` must run before rows go, and whose `endAccess` belongs to a dismissal. Asked each time, because
   * they are made after this one.
   */
  erasers: () => readonly Pick<Feature, 'erase' | 'endAccess'>[];
  /** Makes an account private, in the transaction: that of a declared child, and of one whose parent takes their word back. */
  closeAccount?: (tx: Tx, personId: string) => Promise<void>;
  /** Children are in nobody's follow packs and make none: told in the transaction in which somebody becomes one. */
  leavePacks?: (tx: Tx, personId: string) => Promise<void>;
  /** @returns whether moderators suspended an account, as of now: no role of theirs counts meanwhile. Default: nobody is. */
  isSuspended?: (personId: string) => boolean;
  settings?: Partial<AccountsSettings>;
}

/** What anybody may know of a signed-up person. */
export interface PublicPerson {
  personId: string;
  handle: string;
  displayName?: string;
  bio?: string;
  /** A made-up person of the sample world. */
  sample: boolean;
  createdAtMs: number;
}

/** One grant. */
export interface RoleGrant {
  personId: string;
  role: Role;
  /** Absent: for the whole cell. */
  organisation?: string;
  grantedAtMs: number;
}

export interface RoleChange {
  personId: string;
  role: Role;
  organisation?: string;
  /** Who grants or ends; absent when the operator does it by command. */
  grantedBy?: string;
  /** Kept on record. */
  reason?: string;
}

/** A person made by the operator or the sample world. */
export interface NewPerson {
  /** Keeps all rules but the reserved names. */
  handle: string;
  displayName?: string;
  bio?: string;
  languages?: readonly string[];
  genres?: readonly string[];
  ageBand?: AgeBand;
  sample?: boolean;
  /** Without one nobody can sign in as this person. */
  password?: string;
}

/** A viewer or account with the token that was made for it. */
export interface ViewerWithToken {
  viewer: Viewer;
  token: string;
}

export interface SignedUp extends ViewerWithToken {
  account: Account;
  /** Shown once; only hashes are kept. */
  recoveryCodes: string[];
}

/** A yes or a no to the lock screen, given on a device with a notice of its own. */
export interface LockAnswer {
  granted: boolean;
  noticeVersion: string;
  noticeLanguage: string;
  /** The signed receipt that the device keeps. */
  receiptId: string;
}

/** Reads persons and their tokens. */
export interface Accounts {
  /**
   * Tells whose token it is: on every request.
   *
   * @returns undefined for anything that is not a live token. The same frozen object while nothing changed.
   * Cost: some microseconds from memory (50,000 tokens; 10 s old at most, people with a role 1 s; at once after a change by
   * this process, within some 50 ms after another's), else two point reads. Extends the session at most once a day.
   */
  authenticate(token: string): Promise<Caller | undefined>;

  /** @returns which of these sessions may still be used, wherever they were ended. Cost: one query for many. */
  livingSessions(
    sessions: readonly { personId: string; sessionId: string }[],
  ): Promise<ReadonlySet<string>>;

  /** @returns the living sessions of whoever asks, the latest used first. Cost: one query. */
  sessionsOf(caller: Pick<Caller, 'personId' | 'sessionId'>): Promise<readonly Session[]>;

  /**
   * @param ids of persons, any number that one page needs; unknown, anonymous and leaving persons are missing from the map.
   * Cost: memory for known ones (60 s old at most), one query for all others.
   */
  peopleByIds(ids: readonly string[]): Promise<Map<string, PublicPerson>>;

  /** @returns those of these who are children, as the rows say on `on`: within a transaction, as it sees them. Cost: one query. */
  childrenAmong(on: Queries, personIds: readonly string[]): Promise<ReadonlySet<string>>;

  /** Reads these persons anew at the next question, for who hears of another process's change before a minute is over. */
  forgetPeople(personIds: Iterable<string>): void;

  /** Finds by what the handle looks like: case, accents and look-alikes do not count. Cost: memory, else two point reads. */
  personByHandle(handle: string): Promise<PublicPerson | undefined>;

  /** @returns whether there is such a state or province in this country now, ISO 3166-2. Cost: one short statement. */
  isHomePlace(place: string): Promise<boolean>;

  /** @returns undefined for an unknown person. Cost: two point reads. */
  viewerById(personId: string): Promise<Viewer | undefined>;

  /**
   * @returns whether an account may be public: a child's may where a parent in force allows it. The person is held until the
   * transaction ends, so that a parent's word counts before or after it.
   * @throws `auth.required` when the person is gone.
   */
  mayBePublic(tx: Tx, personId: string): Promise<boolean>;

  /** Makes an anonymous viewer with a session. */
  createViewer(body: ViewerBody): Promise<ViewerWithToken>;

  /** @throws `auth.required` when the person is gone. */
  changeViewer(personId: string, patch: ViewerPatch): Promise<Viewer>;

  /** Changes what a signed-up person says of themselves; an empty text takes it away. @throws `auth.required`. */
  changeProfile(personId: string, patch: ProfilePatch): Promise<unknown>;

  /**
   * Puts an answer about the lock screen alone into the ledger, in the transaction that keeps its receipt. The last answer of
   * any of a person's devices is what holds for the person.
   *
   * @throws `auth.required` when the person is gone.
   */
  recordLockConsent(tx: Tx, personId: string, answer: LockAnswer): Promise<void>;

  /**
   * Gives a new person, or the anonymous one who calls, a handle and a password. Earlier sessions of that person end.
   *
   * @throws `account.handle_invalid`, `account.handle_taken`, `account.password_weak`, `account.already_signed_up`.
   */
  signUp(body: AccountBody, caller?: Caller): Promise<SignedUp>;

  /** @throws `auth.wrong_credentials`, `auth.locked`, `unavailable`. */
  signIn(handle: string, password: string, device?: Device): Promise<SessionCreated>;

  /**
   * @returns whether the caller proved themselves in this session within ten minutes; for the app, before routes with `stepUp`.
   * Cost: one point read.
   */
  isFresh(caller: Caller): Promise<boolean>;

  /** For commands and the sample world: no session, no recovery codes. @returns the new person's id. */
  createPerson(person: NewPerson): Promise<string>;

  /** @returns ids of sample persons, at most `max`, oldest first. */
  samplePersons(max: number): Promise<string[]>;

  /** @returns ids of signed-up persons who do not leave, at most `max`, in their order after one of them: for who reads all. */
  accountIdsAfter(after: string, max: number): Promise<string[]>;

  /** Idempotent. @throws `person.not_found` when nobody signed up by this id. */
  grantRole(change: RoleChange): Promise<void>;
  /** The same in the caller's transaction, for who makes an organisation and its first member at once. */
  grantRoleIn(tx: Tx, change: RoleChange): Promise<void>;
  /** @returns whether there was such a grant. */
  revokeRole(change: RoleChange): Promise<boolean>;
  /**
   * Ends everything that a person holds, in one transaction: roles, sessions, lent roles, approvals, keys. Every process
   * refuses them within a second.
   *
   * @throws `person.not_found`.
   */
  dismiss(order: { personId: string; reason: string }): Promise<Dismissal>;
  /**
   * Logs a request that is made under a lent role; for the app, before it lets the request in.
   *
   * @returns the caller with what still holds. Cost: none for people without lent roles, else one short write a role.
   */
  enter(caller: Caller, route: string): Promise<Caller>;
  /** @returns every grant of a person, or of everybody (at most ROLES_LISTED_MAX), oldest first. */
  listRoles(personId?: string): Promise<RoleGrant[]>;

  /**
   * Erases a person now and for good: sessions, then what features hold, state, keys, rows. Survives a kill: the sweep
   * `accounts.erasures` goes on where it stopped.
   *
   * @returns false when there is no such person.
   */
  erasePerson(personId: string): Promise<boolean>;
  /**
   * Opens what the law keeps of an erased person for a time; that it was opened stands in the public log.
   *
   * @returns a record, or undefined when nothing is kept, or not any longer.
   */
  keptRecord(personId: string): Promise<unknown>;
  /** @returns what stands for a person in the public log once they are erased: SHA-256 of a salt of theirs and the id. Cost: microseconds. */
  erasureCommitment(personId: string): string;
}
