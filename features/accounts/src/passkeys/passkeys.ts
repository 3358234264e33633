// Passkeys: made, used to sign in, used to prove oneself again. The cryptography is @simplewebauthn's; here is what it is
// asked, and that each challenge is answered once.

import { problem, type Caller } from '@jhalak/contracts';
import type { Device, SessionCreated } from '@jhalak/contracts/accounts';
import {
  PASSKEY_NAME_MAX,
  PASSKEYS_MAX,
  type Passkey,
  type PasskeyAsked,
} from '@jhalak/contracts/sign-in';
import { cleanText, MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { signInEvent, type NewSessions } from '../new-sessions.ts';
import { lockPerson } from '../persons-store.ts';
import type { Ticket, TicketKind, Tickets } from '../tickets.ts';
import { personGone } from '../viewers.ts';
import {
  deletePasskey,
  insertPasskey,
  passkeyEvent,
  passkeyOf,
  passkeysOf,
  passkeyUsed,
  passkeyView,
  renamePasskey,
  type PasskeyRow,
} from './passkey-store.ts';
import type { Site } from './site.ts';

/** The browser shows its window for so long; the challenge is good for no longer. */
const CHALLENGE_LIVES_MS = 5 * MINUTE_MS;
/** ES256, Ed25519, RS256: what today’s devices have. */
const ALGORITHMS = [-7, -8, -257];
const SERVICE_NAME = 'Jhalak';
/** Twice what an answer with every extension has. */
const RESPONSE_CHARACTERS_MAX = 32_000;

export interface PasskeysDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
  tickets: Tickets;
  sessions: NewSessions;
}

// Few processes ever need it, and it takes a tenth of a second to load.
const webAuthn = async () => await import('@simplewebauthn/server');

export class Passkeys {
  readonly #deps: PasskeysDeps;

  constructor(deps: PasskeysDeps) {
    this.#deps = deps;
  }

  /** What the browser is asked for a new one: one that is found without a name, and with the device's own lock if it has one. */
  async askNew(caller: Caller, site: Site): Promise<PasskeyAsked> {
    const { database } = this.#deps;
    const { generateRegistrationOptions } = await webAuthn();
    const known = await passkeysOf(database, caller.personId);
    if (known.length >= PASSKEYS_MAX)
      throw problem('passkey.too_many', 'You have as many passkeys as one may have.');
    const options = await generateRegistrationOptions({
      rpName: SERVICE_NAME,
      rpID: site.domain,
      userID: Uint8Array.from(personBytes(caller.personId)),
      userName: caller.handle ?? '',
      userDisplayName: `@${caller.handle ?? ''}`,
      timeout: CHALLENGE_LIVES_MS,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: known.map(credentialOf),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    return await this.#asked('passkey_new', options, caller.personId);
  }

  /** @throws `passkey.refused`, `passkey.too_many`, `sign_in.ticket_over`. */
  async add(
    caller: Caller,
    given: { ticket: string; response: object; name: string },
    site: Site,
  ): Promise<Passkey> {
    const { database, journal, clock, ids } = this.#deps;
    const { verifyRegistrationResponse } = await webAuthn();
    const expectedChallenge = challengeOf(await this.#take(given.ticket, 'passkey_new', caller));
    const answered = await verified(async () =>
      verifyRegistrationResponse({
        response: answerOf<RegistrationResponseJSON>(given.response),
        expectedChallenge,
        expectedOrigin: site.origin,
        expectedRPID: site.domain,
        supportedAlgorithmIDs: ALGORITHMS,
        requireUserVerification: false,
      }),
    );
    if (answered.registrationInfo === undefined) throw refused();
    const { credential, credentialBackedUp } = answered.registrationInfo;
    const passkeyId = ids.next();
    return await database.transaction(async (tx) => {
      if ((await lockPerson(tx, caller.personId)) === undefined) throw personGone();
      if ((await passkeysOf(tx, caller.personId)).length >= PASSKEYS_MAX)
        throw problem('passkey.too_many', 'You have as many passkeys as one may have.');
      const row = await insertPasskey(tx, {
        person_id: caller.personId,
        credential_id: Buffer.from(credential.id, 'base64url'),
        passkey_id: passkeyId,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        synced: credentialBackedUp,
        transports: transportsOf(credential.transports),
        domain: site.domain,
        name: nameOf(given.name),
        created_at_ms: clock.nowMs(),
      });
      if (row === undefined) throw refused();
      await journal.append(tx, [
        passkeyEvent('passkey_added', caller.personId, passkeyId),
        signInEvent(caller.personId, 'passkey_added', { passkey: passkeyId }),
      ]);
      return passkeyView(row);
    });
  }

  /** Asks nobody in particular: the device offers the passkeys that it has for this domain. */
  async askIn(site: Site): Promise<PasskeyAsked> {
    const { generateAuthenticationOptions } = await webAuthn();
    const options = await generateAuthenticationOptions({
      rpID: site.domain,
      userVerification: 'preferred',
      timeout: CHALLENGE_LIVES_MS,
    });
    return await this.#asked('passkey_in', options);
  }

  /** @throws `passkey.refused`, `sign_in.ticket_over`. */
  async signIn(
    given: { ticket: string; response: object },
    site: Site,
    device: Device,
  ): Promise<SessionCreated> {
    const { database, sessions } = this.#deps;
    const ticket = await this.#take(given.ticket, 'passkey_in');
    const answer = answerOf<AuthenticationResponseJSON>(given.response);
    const personId = personOf(answer.response?.userHandle);
    if (personId === undefined) throw refused();
    return await database.transaction(async (tx) => {
      await this.#prove(tx, { personId, answer, challenge: challengeOf(ticket), site });
      return await sessions.begin(tx, personId, { how: 'passkey', device });
    });
  }

  /** What one's own device is asked, to prove that one is still there. */
  async askProof(caller: Caller, site: Site): Promise<PasskeyAsked> {
    const { generateAuthenticationOptions } = await webAuthn();
    const known = await passkeysOf(this.#deps.database, caller.personId);
    const options = await generateAuthenticationOptions({
      rpID: site.domain,
      allowCredentials: known.map(credentialOf),
      userVerification: 'preferred',
      timeout: CHALLENGE_LIVES_MS,
    });
    return await this.#asked('passkey_prove', options, caller.personId);
  }

  /** @throws `passkey.refused`, `sign_in.ticket_over`. */
  async checkProof(
    caller: Caller,
    given: { ticket: string; response: object },
    site: Site,
  ): Promise<void> {
    const { database } = this.#deps;
    const ticket = await this.#take(given.ticket, 'passkey_prove', caller);
    const answer = answerOf<AuthenticationResponseJSON>(given.response);
    const proof = { personId: caller.personId, answer, challenge: challengeOf(ticket), site };
    await database.transaction(async (tx) => await this.#prove(tx, proof));
  }

  /** @throws `passkey.not_found`. */
  async rename(personId: string, passkeyId: string, name: string | undefined): Promise<Passkey> {
    const { database, journal } = this.#deps;
    return await database.transaction(async (tx) => {
      const row = await renamePasskey(tx, personId, passkeyId, name && nameOf(name));
      if (row === undefined) throw passkeyUnknown();
      await journal.append(tx, [passkeyEvent('passkey_renamed', personId, passkeyId)]);
      return passkeyView(row);
    });
  }

  /** @throws `passkey.not_found`. */
  async remove(personId: string, passkeyId: string): Promise<void> {
    const { database, journal } = this.#deps;
    await database.transaction(async (tx) => {
      if (!(await deletePasskey(tx, personId, passkeyId))) throw passkeyUnknown();
      await journal.append(tx, [
        passkeyEvent('passkey_removed', personId, passkeyId),
        signInEvent(personId, 'passkey_removed', { passkey: passkeyId }),
      ]);
    });
  }

  async #prove(
    tx: Tx,
    proof: { personId: string; answer: AuthenticationResponseJSON; challenge: string; site: Site },
  ): Promise<void> {
    const { verifyAuthenticationResponse } = await webAuthn();
    const { personId, answer, challenge, site } = proof;
    const row = await passkeyOf(tx, personId, Buffer.from(answer.id, 'base64url'));
    if (row === undefined) throw refused();
    const { verified: isRight, authenticationInfo } = await verified(async () =>
      verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.domain,
        credential: {
          ...credentialOf(row),
          publicKey: Uint8Array.from(row.public_key),
          counter: row.counter,
        },
        requireUserVerification: false,
      }),
    );
    if (!isRight) throw refused();
    const used = {
      counter: authenticationInfo.newCounter,
      synced: authenticationInfo.credentialBackedUp,
      atMs: this.#deps.clock.nowMs(),
    };
    if (!(await passkeyUsed(tx, row, used))) throw refused();
    await this.#deps.journal.append(tx, [passkeyEvent('passkey_used', personId, row.passkey_id)]);
  }

  async #asked(
    kind: TicketKind,
    options: { challenge: string },
    personId?: string,
  ): Promise<PasskeyAsked> {
    const { database, tickets } = this.#deps;
    const { ticket } = await tickets.make(database, {
      kind,
      ...(personId === undefined ? {} : { personId }),
      detail: () => Buffer.from(options.challenge),
      livesMs: CHALLENGE_LIVES_MS,
    });
    return { ticket, options };
  }

  // Taken before it is looked at: whatever comes of it, no challenge is answered twice.
  async #take(ticket: string, kind: TicketKind, caller?: Caller): Promise<Ticket> {
    const { database, tickets } = this.#deps;
    const taken = await tickets.take(database, ticket, kind);
    if (taken.personId !== caller?.personId) throw refused();
    return taken;
  }
}

function challengeOf({ detail }: Ticket): string {
  return detail?.toString() ?? '';
}

/** @throws `passkey.refused` for what cannot be an answer. What it says is judged by @simplewebauthn. */
function answerOf<Wanted extends { id: string }>(response: object): Wanted {
  const answer = response as Wanted;
  if (typeof answer.id !== 'string' || JSON.stringify(answer).length > RESPONSE_CHARACTERS_MAX)
    throw refused();
  return answer;
}

/** What the library throws is about the answer: to its sender it is one thing. */
async function verified<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw problem('passkey.refused', 'The passkey’s answer does not hold.', { cause: error });
  }
}

/** WebAuthn, AuthenticatorTransport, and what Chrome called hybrid before. */
const TRANSPORTS: readonly string[] = [
  ...['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'],
];

/** Said by the client and checked by nobody: what is no transport is left out. */
function transportsOf(said: unknown): string[] {
  return Array.isArray(said) ? TRANSPORTS.filter((one) => said.includes(one)) : [];
}

function credentialOf(row: PasskeyRow) {
  return { id: row.credential_id.toString('base64url'), transports: row.transports };
}

function nameOf(name: string): string {
  return cleanText(name.replace(/\s+/gu, ' ')).slice(0, PASSKEY_NAME_MAX) || 'Passkey';
}

function personBytes(personId: string): Buffer {
  return Buffer.from(personId.replaceAll('-', ''), 'hex');
}

const UUID_BYTES = 16;

function personOf(userHandle: string | undefined): string | undefined {
  if (typeof userHandle !== 'string') return undefined;
  const bytes = Buffer.from(userHandle, 'base64url');
  if (bytes.length !== UUID_BYTES) return undefined;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function refused(): Error {
  return problem('passkey.refused', 'This passkey does not open anything here.');
}

function passkeyUnknown(): Error {
  return problem('passkey.not_found', 'There is no such passkey of yours.');
}
