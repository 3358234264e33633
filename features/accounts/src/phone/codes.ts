// One-time codes: made, handed on by a job, compared. Nobody is looked up when a code is asked for, so the answer is the same
// whether anybody has the number or not.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { CODE_DIGITS, type CodeAsked } from '@jhalak/contracts/sign-in';
import { MINUTE_MS, type Clock, type Ids, type Logger, type Random } from '@jhalak/kernel';
import type { Database, JobHandler, Jobs, TextMessages, Tx } from '@jhalak/ports';
import type { SignInGuard } from '../sign-in-guard.ts';
import type { CodeLimits } from './code-limits.ts';
import { asciiDigits, normalPhone } from './normal-phone.ts';
import type { KnownDevices } from './known-device.ts';
import type { PhoneSecrets } from './parcel.ts';
import { budgetOf, codeTemplate, codeTerms, numberPlan } from './terms.ts';

/** The job's name. */
export const SEND_TASK = 'accounts.send_code';
const ATTEMPT_BYTES = 32;
/** Beyond these the code is over anyway. */
const SENDS_TRIED_MAX = 3;
/** Rows dropped by one sweep. */
const DROP_MAX = 5_000;
const CODES = 10 ** CODE_DIGITS;

/** `enter`: sign in or up. `change`: a number for one's account. `prove`: that one is still there. */
export type CodePurpose = 'enter' | 'change' | 'prove';

export interface CodeRequest {
  /** As typed. */
  phone: string;
  language: string;
  purpose: CodePurpose;
  /** Whose token came along. */
  callerId: string | undefined;
  /** Marks that this device got with right codes. */
  devices?: readonly string[] | undefined;
}

/** A number of which somebody has just shown to read the messages. */
export interface ProvenPhone {
  phone: string;
  numberHash: Buffer;
  attemptHash: Buffer;
}

export interface CodesDeps {
  database: Database;
  jobs: Jobs;
  texts: TextMessages;
  clock: Clock;
  ids: Ids;
  random: Random;
  logger: Logger;
  region: string;
  /** Stands in the message's last line, for the browser that reads it. */
  domain: string;
  limits: CodeLimits;
  devices: KnownDevices;
  secrets: PhoneSecrets;
  guard: SignInGuard;
}

const INSERT = {
  name: 'accounts.code_insert',
  text: `INSERT INTO phone_codes
      (attempt_hash, number_hash, person_id, purpose, code_hash, parcel, language, tries, expires_at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
const READ = {
  name: 'accounts.code_read',
  text: `SELECT parcel, language FROM phone_codes
    WHERE attempt_hash = $1 AND sent_at_ms IS NULL AND expires_at_ms > $2`,
};
const SENT = {
  name: 'accounts.code_handed_on',
  text: 'UPDATE phone_codes SET sent_at_ms = $2, parcel = $3 WHERE attempt_hash = $1',
};
// Counted before it is compared, so that a burst of parallel tries counts too.
const TRY = {
  name: 'accounts.code_try',
  text: `UPDATE phone_codes SET tries = tries - 1
    WHERE attempt_hash = $1 AND purpose = $2 AND person_id IS NOT DISTINCT FROM $3 AND tries > 0 AND expires_at_ms > $4
    RETURNING number_hash, code_hash, parcel, tries`,
};
const USE = {
  name: 'accounts.code_use_up',
  text: 'DELETE FROM phone_codes WHERE attempt_hash = $1 RETURNING 1',
};
const DROP = {
  name: 'accounts.codes_drop',
  text: `DELETE FROM phone_codes WHERE attempt_hash IN
    (SELECT attempt_hash FROM phone_codes WHERE expires_at_ms <= $1 LIMIT $2) RETURNING 1`,
};

export class PhoneCodes {
  readonly #deps: CodesDeps;

  constructor(deps: CodesDeps) {
    this.#deps = deps;
  }

  /** @throws `phone.invalid`, `phone.not_served`, `code.too_many`. */
  async ask(request: CodeRequest): Promise<CodeAsked> {
    const { database, jobs, texts, clock, random, limits, secrets } = this.#deps;
    const nowMs = clock.nowMs();
    const phone = await this.#served(request.phone);
    const budget = await budgetOf(database, phone, nowMs);
    if (budget === undefined) throw notServed();
    const terms = await codeTerms(database, nowMs);
    const attempt = Buffer.from(random.bytes(ATTEMPT_BYTES)).toString('base64url');
    const attemptHash = hashOf(attempt);
    const code = String(random.below(CODES)).padStart(CODE_DIGITS, '0');
    const expiresAtMs = nowMs + terms.minutes * MINUTE_MS;
    const parcel = secrets.seal(attemptHash, { phone, code });
    const codeHash = secrets.codeHash(attemptHash, code);
    const numberHash = secrets.numberHash(phone);
    const known = this.#known(request, numberHash, terms.recycle_days);
    const asked = { phone, personId: request.callerId, known, terms, budget };
    const againAtMs = await database.transaction(async (tx) => {
      const untilMs = await limits.count(tx, asked);
      await tx.query(INSERT, [
        attemptHash,
        numberHash,
        request.purpose === 'enter' ? null : (request.callerId ?? null),
        request.purpose,
        codeHash,
        parcel,
        request.language,
        terms.tries,
        expiresAtMs,
      ]);
      // The queue learns neither number nor code.
      const payload = { attempt: attemptHash.toString('hex') };
      await jobs.enqueue(tx, { task: SEND_TASK, payload, maxAttempts: SENDS_TRIED_MAX });
      return untilMs;
    });
    return { attempt, expiresAtMs, againAtMs, test: texts.isTest };
  }

  // An account proves its own number: strangers do not know of its asking, nor it of theirs.
  #known(
    { purpose, callerId, devices = [] }: CodeRequest,
    numberHash: Buffer,
    days: number,
  ): string | undefined {
    if (purpose === 'prove') return callerId;
    return this.#deps.devices.find(devices, numberHash, days);
  }

  async #served(typed: string): Promise<string> {
    const { database, clock, region } = this.#deps;
    const plan = await numberPlan(database, region, clock.nowMs());
    if (plan === undefined) throw notServed();
    const verdict = normalPhone(typed, plan);
    if (verdict.kind === 'elsewhere') throw notServed();
    if (verdict.kind !== 'phone') {
      const message = 'This is no mobile number of this region; check the digits.';
      throw problem('phone.invalid', message, { fields: [{ pointer: '/phone', message }] });
    }
    return verdict.phone;
  }

  /** The job: hands the message on. */
  readonly send: JobHandler = async ({ attempt }, { signal }) => {
    const { database, texts, clock, logger, secrets, domain } = this.#deps;
    const attemptHash = Buffer.from(typeof attempt === 'string' ? attempt : '', 'hex');
    const nowMs = clock.nowMs();
    const [row] = await database.query<{ parcel: Buffer; language: string }>(READ, [
      attemptHash,
      nowMs,
    ]);
    // Used, over or handed on already.
    if (row === undefined) return;
    const { phone, code = '' } = secrets.open(attemptHash, row.parcel);
    const template = await codeTemplate(database, row.language, nowMs);
    const text = template.body.replaceAll('{code}', code).replaceAll('{domain}', domain);
    const message = { phone, template: template.id, code, language: template.language, text };
    const outcome = await texts.send({ ...message, reference: referenceOf(attemptHash) }, signal);
    if (outcome.kind === 'later')
      throw new Error(`the text message provider takes nothing now: ${outcome.detail}`);
    if (outcome.kind === 'refused')
      logger.warn(
        { provider: texts.provider, reason: outcome.reason, detail: outcome.detail },
        'a code was not sent: the provider refuses it',
      );
    await database.query(SENT, [attemptHash, clock.nowMs(), secrets.seal(attemptHash, { phone })]);
  };

  /**
   * Compares a code; a right one is used up by `use`, in the transaction of what it opens.
   *
   * @param personId who asked for it; undefined for `enter`.
   * @throws `code.wrong` with how many tries are left, `code.over`, `auth.locked` when the whole cell is being guessed at.
   */
  async check(
    given: { attempt: string; code: string },
    purpose: CodePurpose,
    personId?: string,
  ): Promise<ProvenPhone> {
    const { database, clock, secrets, guard } = this.#deps;
    await guard.refuseFlood();
    const attemptHash = hashOf(given.attempt);
    const [row] = await database.query<{
      number_hash: Buffer;
      code_hash: Buffer;
      parcel: Buffer;
      tries: number;
    }>(TRY, [attemptHash, purpose, personId ?? null, clock.nowMs()]);
    if (row === undefined) throw codeOver();
    const typed = asciiDigits(given.code.normalize('NFKC')).replace(/\D/g, '');
    if (!secrets.isCode(attemptHash, typed, row.code_hash)) {
      await guard.countFailure();
      if (row.tries === 0) throw codeOver();
      throw problem('code.wrong', `This is not the code. Tries left: ${row.tries}.`);
    }
    const { phone } = secrets.open(attemptHash, row.parcel);
    return { phone, numberHash: row.number_hash, attemptHash };
  }

  /** @throws `code.over` when another request was quicker. */
  async use(tx: Tx, { attemptHash }: ProvenPhone): Promise<void> {
    if ((await tx.query(USE, [attemptHash])).length === 0) throw codeOver();
  }

  /** Drops what is over. @returns how many. */
  async sweep(): Promise<number> {
    const { database, clock } = this.#deps;
    return (await database.query(DROP, [clock.nowMs(), DROP_MAX])).length;
  }
}

function hashOf(attempt: string): Buffer {
  return createHash('sha256').update(attempt).digest();
}

/** @returns the same UUID at every try: a provider that took the message before its answer got lost knows it again. */
function referenceOf(attemptHash: Buffer): string {
  const bytes = Buffer.from(attemptHash.subarray(0, 16));
  // RFC 9562, version 8: bits of one's own making.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function codeOver(): Error {
  return problem(
    'code.over',
    'This code is over: used, too old or tried too often. Ask for a new one.',
  );
}

function notServed(): Error {
  return problem('phone.not_served', 'Codes are not sent to such numbers from here.');
}
