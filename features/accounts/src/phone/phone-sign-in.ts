// In by phone: to one's account, to a new one, or to a question more where the number may be a stranger's by now.

import { problem, type Caller } from '@jhalak/contracts';
import type { Device, SessionCreated } from '@jhalak/contracts/accounts';
import type { PhoneAccountBody, PhoneEntered, PhoneMoreBody } from '@jhalak/contracts/sign-in';
import { DAY_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys, Tx } from '@jhalak/ports';
import { ageRule, needsParent } from '../family/age-rules.ts';
import { signInEvent, type NewSessions } from '../new-sessions.ts';
import { lockPerson, personById } from '../persons-store.ts';
import { isAccount, type AccountRow } from '../present.ts';
import type { SignIn } from '../sign-in.ts';
import type { SignUp } from '../sign-up.ts';
import type { Ticket, Tickets } from '../tickets.ts';
import type { SignedUp } from '../types.ts';
import { personGone } from '../viewers.ts';
import type { PhoneCodes, ProvenPhone } from './codes.ts';
import type { KnownDevices } from './known-device.ts';
import type { PhoneSecrets } from './parcel.ts';
import {
  claimPhone,
  phoneHolder,
  phoneProven,
  releasePhone,
  sealedPhone,
  takeStalePhone,
  type PhoneHolder,
} from './phone-store.ts';
import { codeTerms } from './terms.ts';

/** Enough to choose a handle, or to look for a recovery code. */
const TICKET_LIVES_MS = 15 * MINUTE_MS;

export interface PhoneSignInDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  region: string;
  codes: PhoneCodes;
  secrets: PhoneSecrets;
  tickets: Tickets;
  devices: KnownDevices;
  sessions: NewSessions;
  signIn: SignIn;
  signUp: SignUp;
}

export class PhoneSignIn {
  readonly #deps: PhoneSignInDeps;

  constructor(deps: PhoneSignInDeps) {
    this.#deps = deps;
  }

  /** @throws as `PhoneCodes.check`. */
  async enter(given: { attempt: string; code: string }, device: Device): Promise<PhoneEntered> {
    const { codes, devices } = this.#deps;
    const proven = await codes.check(given, 'enter');
    return { ...(await this.#entered(proven, device)), device: devices.mark(proven.numberHash) };
  }

  async #entered(proven: ProvenPhone, device: Device): Promise<PhoneEntered> {
    const { database, codes } = this.#deps;
    const holder = await phoneHolder(database, proven.numberHash);
    const isStale = holder !== undefined && (await this.#isStale(holder));
    return await database.transaction(async (tx) => {
      await codes.use(tx, proven);
      if (holder === undefined) return await this.#ticketNew(tx, proven);
      if (!isStale) return await this.#in(tx, holder.person_id, proven.numberHash, device);
      const kind = 'phone_more';
      const { person_id: personId } = holder;
      return { kind: 'more', ...(await this.#ticket(tx, { kind, personId }, proven)) };
    });
  }

  /** Answers what was asked more. @throws `sign_in.ticket_over`, and as the proof that is given. */
  async more(body: PhoneMoreBody, device: Device): Promise<PhoneEntered> {
    const { database, signIn, tickets } = this.#deps;
    const ticket = await tickets.read(body.ticket, 'phone_more');
    const { account, phone, numberHash } = await this.#asked(ticket);
    if ('password' in body) await signIn.proveOwner(account, body.password);
    if ('recoveryCode' in body) await signIn.checkRecoveryCode(account, body.recoveryCode);
    return await database.transaction(async (tx) => {
      await tickets.take(tx, body.ticket, 'phone_more');
      if ('notMine' in body) {
        if (!(await this.#leave(tx, account.person_id, numberHash))) throw numberMoved();
        return await this.#ticketNew(tx, { phone, numberHash });
      }
      if ('recoveryCode' in body) await signIn.useRecoveryCode(tx, account, body.recoveryCode);
      return await this.#in(tx, account.person_id, numberHash, device);
    });
  }

  /**
   * A new account of a number that nobody has.
   *
   * @throws `sign_in.ticket_over`, `phone.taken`, `family.consent_needed` for a declared child, and as `SignUp.signUp`.
   */
  async signUp(
    { ticket, ...body }: PhoneAccountBody,
    caller: Caller | undefined,
    device: Device,
  ): Promise<SignedUp> {
    const { database, region, keys, clock, signUp, tickets } = this.#deps;
    const rule = await ageRule(database, region, clock.nowMs());
    if (caller?.child?.consent === false || needsParent(rule, body.ageBand))
      throw problem(
        'family.consent_needed',
        'We keep no number of a child whom no parent answers for. Sign up with a password, and ask a parent then.',
      );
    const held = await tickets.read(ticket, 'phone_new');
    const { phone, numberHash } = this.#number(held);
    return await signUp.signUpBy(body, caller, {
      start: { how: 'code', device },
      with: async (personId) => {
        const sealed = await sealedPhone(keys, personId, phone);
        return async (tx) => {
          await tickets.take(tx, ticket, 'phone_new');
          const number = { hash: numberHash, sealed };
          const claimed = await claimPhone(tx, personId, number, clock.nowMs());
          if (claimed === undefined) throw phoneTaken();
          return [claimed];
        };
      },
    });
  }

  /** Sets or changes the caller's number. @throws as `PhoneCodes.check`, `phone.taken`. */
  async setNumber(personId: string, given: { attempt: string; code: string }): Promise<void> {
    const { database, journal, keys, clock, codes } = this.#deps;
    const proven = await codes.check(given, 'change', personId);
    const sealed = await sealedPhone(keys, personId, proven.phone);
    const holder = await phoneHolder(database, proven.numberHash);
    const others = holder !== undefined && holder.person_id !== personId;
    if (others && !(await this.#isStale(holder))) throw phoneTaken();
    await database.transaction(async (tx) => {
      await codes.use(tx, proven);
      if ((await lockPerson(tx, personId)) === undefined) throw personGone();
      if (others && !(await this.#leave(tx, holder.person_id, proven.numberHash)))
        throw phoneTaken();
      const entries = await releasePhone(tx, personId);
      const number = { hash: proven.numberHash, sealed };
      const claimed = await claimPhone(tx, personId, number, clock.nowMs());
      if (claimed === undefined) throw phoneTaken();
      await journal.append(tx, [...entries, claimed, signInEvent(personId, 'number_set')]);
    });
  }

  async removeNumber(personId: string): Promise<void> {
    const { database, journal } = this.#deps;
    await database.transaction(async (tx) => {
      const entries = await releasePhone(tx, personId);
      if (entries.length === 0) return;
      await journal.append(tx, [...entries, signInEvent(personId, 'number_removed')]);
    });
  }

  async #in(tx: Tx, personId: string, hash: Buffer, device: Device): Promise<PhoneEntered> {
    const { journal, clock, sessions } = this.#deps;
    const proven = await phoneProven(tx, hash, personId, clock.nowMs());
    if (proven === undefined) throw numberMoved();
    await journal.append(tx, [proven]);
    const created: SessionCreated = await sessions.begin(tx, personId, { how: 'code', device });
    return { kind: 'signed_in', ...created };
  }

  /**
   * A number that was not proven for long leaves its account: this one alone, whatever the account has by now.
   *
   * @returns false when it left meanwhile, or its person proved that it is still theirs.
   */
  async #leave(tx: Tx, personId: string, hash: Buffer): Promise<boolean> {
    const { journal } = this.#deps;
    const left = await takeStalePhone(tx, hash, personId, await this.#staleUntilMs());
    if (left === undefined) return false;
    await journal.append(tx, [left, signInEvent(personId, 'number_left')]);
    return true;
  }

  async #ticketNew(
    tx: Tx,
    proven: Pick<ProvenPhone, 'phone' | 'numberHash'>,
  ): Promise<PhoneEntered> {
    return { kind: 'new', ...(await this.#ticket(tx, { kind: 'phone_new' }, proven)) };
  }

  async #ticket(
    tx: Tx,
    whose: { kind: 'phone_new' | 'phone_more'; personId?: string },
    { phone, numberHash }: Pick<ProvenPhone, 'phone' | 'numberHash'>,
  ): Promise<{ ticket: string; expiresAtMs: number }> {
    const { tickets, secrets } = this.#deps;
    return await tickets.make(tx, {
      ...whose,
      numberHash,
      detail: (hash) => secrets.seal(hash, { phone }),
      livesMs: TICKET_LIVES_MS,
    });
  }

  async #asked(
    ticket: Ticket,
  ): Promise<{ account: AccountRow; phone: string; numberHash: Buffer }> {
    const row =
      ticket.personId === undefined
        ? undefined
        : await personById(this.#deps.database, ticket.personId);
    if (row === undefined || !isAccount(row)) throw personGone();
    return { account: row, ...this.#number(ticket) };
  }

  #number({ hash, detail, numberHash }: Ticket): { phone: string; numberHash: Buffer } {
    if (detail === undefined || numberHash === undefined)
      throw new Error('tickets of numbers have a number');
    return { phone: this.#deps.secrets.open(hash, detail).phone, numberHash };
  }

  async #isStale({ proven_at_ms: provenAtMs }: PhoneHolder): Promise<boolean> {
    return provenAtMs <= (await this.#staleUntilMs());
  }

  /** Numbers that were proven last by then may be somebody else's. */
  async #staleUntilMs(): Promise<number> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    return nowMs - (await codeTerms(database, nowMs)).recycle_days * DAY_MS;
  }
}

function numberMoved(): Error {
  return problem('sign_in.ticket_over', 'The number has moved. Begin again.');
}

function phoneTaken(): Error {
  return problem('phone.taken', 'Another account has this number.');
}
