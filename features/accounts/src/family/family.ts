// A child asks, a parent answers: the states of a parent's consent. What is verified is an adult's account, proven fresh, and
// which ways in it has; that its person is the child's parent is their word, and no civil document is looked at.

import { createHmac } from 'node:crypto';
import { problem, type AgeBand, type Caller } from '@jhalak/contracts';
import {
  FAMILY_NOTICE_VERSION,
  type Childhood,
  type Family as FamilyShown,
  type FamilyChildPatch,
  type ParentAnswerBody,
  type ParentAsked,
  type ParentAskShown,
  type ParentProof,
} from '@jhalak/contracts/family';
import {
  assert,
  DAY_MS,
  messageOf,
  type Clock,
  type Ids,
  type Logger,
  type Random,
} from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Keys, Tx } from '@jhalak/ports';
import type { Ways } from '../own-ways.ts';
import {
  lockPerson,
  personById,
  personsByIds,
  recordAnswers,
  updatePerson,
} from '../persons-store.ts';
import { releasePhone } from '../phone/phone-store.ts';
import { isAccount, personEvent, type AccountRow } from '../present.ts';
import type { PersonRow } from '../tables.ts';
import { personGone } from '../viewers.ts';
import { ageRule, bandOf, bornBefore, fitsBand, isChildBand, needsParent } from './age-rules.ts';
import {
  consentByCode,
  consentOf,
  consentsOfParent,
  forgetParent,
  NOBODY,
  olderChildren,
  overdueAsks,
  putConsent,
  recordAnswer,
  unasked,
  unseenChildren,
  type ConsentRow,
} from './consent-store.ts';
import { dropLimit, screenTimeOf, setLimit } from './screen-limits.ts';

/** Parents work; a code that lies around longer is somebody else's. */
const ASK_LIVES_MS = 2 * DAY_MS;
/** Who asks more often in a day asks people who do not know them. */
const ASKS_PER_DAY = 5;
/** More children of one account are a school, and no family. */
const CHILDREN_MAX = 10;
/** 50 bits, good for two days: guessing one is hopeless at the routes' rates. */
const CODE_LETTERS = 10;
/** Crockford's base 32: without i, l, o and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Children looked at in one run of the sweep, each in a transaction of its own. */
const SWEEP_MAX = 500;

export interface FamilyDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  random: Random;
  region: string;
  logger: Logger;
  ways: Pick<Ways, 'of' | 'toStepUp'>;
  /** Makes an account private, in the transaction. */
  closeAccount: (tx: Tx, personId: string) => Promise<void>;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

export class Family {
  readonly #deps: FamilyDeps;
  readonly #codes: Buffer;

  constructor(deps: FamilyDeps) {
    this.#deps = deps;
    this.#codes = deps.keys.ownerSecret('accounts.family_codes');
  }

  /** Cost: two queries, and two for each child. */
  async show(caller: Caller): Promise<FamilyShown> {
    const { database } = this.#deps;
    const rows = await consentsOfParent(database, caller.personId);
    const people = new Map(
      (
        await personsByIds(
          database,
          rows.map((row) => row.person_id),
        )
      ).map((one) => [one.person_id, one]),
    );
    const children = [];
    for (const row of rows) {
      const person = people.get(row.person_id);
      if (person === undefined || !isAccount(person) || person.age_band === null) continue;
      children.push({
        ...nameOf(person),
        ageBand: person.age_band,
        sinceMs: row.answered_at_ms ?? 0,
        noticeVersion: row.notice_version ?? '',
        proofs: row.proofs,
        mayBePublic: row.may_be_public,
        dailyMinutes: (await screenTimeOf(database, row.person_id)).dailyMinutes,
      });
    }
    const child = await this.#childhood(caller);
    return { ...(child === undefined ? {} : { child }), children };
  }

  async #childhood({ personId, ageBand }: Caller): Promise<Childhood | undefined> {
    const { database, region, clock } = this.#deps;
    if (!isChildBand(ageBand)) return undefined;
    const nowMs = clock.nowMs();
    const rule = await ageRule(database, region, nowMs);
    const row = (await consentOf(database, personId)) ?? unasked(personId);
    const isOver = row.state === 'asked' && (row.expires_at_ms ?? 0) <= nowMs;
    const parent = row.parent_id === null ? undefined : await personById(database, row.parent_id);
    return {
      state: isOver ? 'expired' : row.state,
      needed: needsParent(rule, ageBand),
      mayBePublic: row.may_be_public,
      ...(row.born_month === null ? {} : { bornMonth: row.born_month }),
      ...(row.expires_at_ms === null || isOver ? {} : { expiresAtMs: row.expires_at_ms }),
      ...(row.answered_at_ms === null ? {} : { answeredAtMs: row.answered_at_ms }),
      ...(typeof parent?.handle === 'string' ? { parent: parent.handle } : {}),
    };
  }

  /**
   * A child asks; an earlier code is over. Who has grown up meanwhile is an adult from now on, and nothing is asked.
   *
   * @returns undefined for who is an adult by the month that they name.
   * @throws `family.child_only`, `family.age_wrong`, `family.too_many`.
   */
  async ask(caller: Caller, bornMonth: string): Promise<ParentAsked | undefined> {
    const { clock, random } = this.#deps;
    const letters = Array.from(random.bytes(CODE_LETTERS), (byte) => ALPHABET[byte & 31] ?? '');
    const expiresAtMs = clock.nowMs() + ASK_LIVES_MS;
    const asked = await this.#change(caller.personId, async (tx, person, row) => {
      if (!isChildBand(person.age_band) || row.state === 'given') throw childOnly();
      const born = await this.#bornMonth(tx, person, row, bornMonth);
      // The month says it more exactly than the band did.
      const child = await this.#grow(tx, person, row, born);
      if (!isChildBand(child.age_band)) return false;
      const today = Math.floor(clock.nowMs() / DAY_MS);
      const times = (row.asked_day === today ? row.asked_times : 0) + 1;
      if (times > ASKS_PER_DAY)
        throw problem('family.too_many', 'You have asked often today. Ask again tomorrow.');
      await this.#write(tx, child, {
        ...{ ...row, ...NOBODY, state: 'asked', born_month: born, expires_at_ms: expiresAtMs },
        ...{ code_hash: this.#hash(letters.join('')), asked_day: today, asked_times: times },
      });
      return true;
    });
    if (!asked) return undefined;
    return { code: `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`, expiresAtMs };
  }

  // Said once; it must have been true when the age was said, so that nobody is an adult by a word.
  async #bornMonth(tx: Tx, person: PersonRow, row: ConsentRow, said: string): Promise<string> {
    if (row.born_month !== null) return row.born_month;
    const band = person.age_band;
    assert(isChildBand(band), 'only children are asked when they were born');
    const [first] = await tx.query<{ at_ms: number | null }>(
      {
        name: 'accounts.age_said',
        text: 'SELECT min(at_ms) AS at_ms FROM consents WHERE person_id = $1 AND age_band = $2',
      },
      [person.person_id, band],
    );
    if (!fitsBand(said, band, first?.at_ms ?? person.created_at_ms))
      throw problem('family.age_wrong', 'This month does not fit the age that you chose before.');
    return said;
  }

  /** The child asks no more; a given consent stays. */
  async takeBack(caller: Caller): Promise<void> {
    await this.#change(caller.personId, async (tx, person, row) => {
      if (row.state === 'asked')
        await this.#write(tx, person, { ...row, ...NOBODY, state: 'not_asked' });
    });
  }

  /** What a parent reads before they answer. @throws `family.adult_only`, `family.code_wrong`. */
  async look(caller: Caller, code: string): Promise<ParentAskShown> {
    checkAdult(caller);
    const { database, clock } = this.#deps;
    const row = await consentByCode(database, this.#hash(code), clock.nowMs());
    const child = row && (await personById(database, row.person_id));
    if (row === undefined || child === undefined || !isAccount(child)) throw codeWrong();
    return {
      child: nameOf(child),
      ageBand: child.age_band ?? '13-17',
      bornMonth: row.born_month ?? '',
      noticeVersion: FAMILY_NOTICE_VERSION,
      expiresAtMs: row.expires_at_ms ?? 0,
    };
  }

  /** @throws `family.adult_only`, `family.code_wrong`, `family.too_many`. */
  async answer(caller: Caller, body: ParentAnswerBody): Promise<void> {
    checkAdult(caller);
    const { database, clock, ways } = this.#deps;
    const nowMs = clock.nowMs();
    const codeHash = this.#hash(body.code);
    const found = await consentByCode(database, codeHash, nowMs);
    if (found === undefined) throw codeWrong();
    const own = await ways.of(caller.personId);
    const proofs: ParentProof[] = [
      ...(own.password ? (['password'] as const) : []),
      ...(own.phone === undefined ? [] : (['phone'] as const)),
      ...(own.passkeys.length === 0 ? [] : (['passkey'] as const)),
    ];
    const given = body.answer === 'give';
    await this.#change(found.person_id, async (tx, child, row) => {
      if (row.state !== 'asked' || row.code_hash?.equals(codeHash) !== true) throw codeWrong();
      // Two answers of one parent at a time count one after the other.
      const parent = await lockPerson(tx, caller.personId);
      if (parent === undefined) throw personGone();
      checkAdult({ ageBand: parent.age_band });
      if (given && (await consentsOfParent(tx, caller.personId)).length >= CHILDREN_MAX)
        throw problem(
          'family.too_many',
          `One account answers for ${CHILDREN_MAX} children at most.`,
        );
      await this.#write(tx, child, {
        ...{ ...row, ...NOBODY, state: given ? 'given' : 'refused', answered_at_ms: nowMs },
        notice_version: body.noticeVersion,
        ...(given ? { parent_id: caller.personId, proofs } : {}),
      });
      await this.#record(tx, child.person_id, {
        ...{ answer: given ? 'given' : 'refused', parentId: caller.personId, proofs },
        ...{ noticeVersion: body.noticeVersion, noticeLanguage: body.noticeLanguage },
      });
    });
  }

  /** @throws `family.child_not_found`. */
  async change(caller: Caller, handle: string, patch: FamilyChildPatch): Promise<void> {
    const childId = await this.#childNamed(caller.personId, handle);
    await this.#change(childId, async (tx, child, row) => {
      if (row.parent_id !== caller.personId) throw childNotFound();
      if (patch.mayBePublic !== undefined) {
        await this.#write(tx, child, { ...row, may_be_public: patch.mayBePublic });
        if (!patch.mayBePublic) await this.#deps.closeAccount(tx, childId);
      }
      if (patch.dailyMinutes !== undefined)
        await setLimit(tx, this.#deps, childId, patch.dailyMinutes);
    });
  }

  /** As easy as giving; from now on the account is private, and what needs consent is closed. @throws `family.child_not_found`. */
  async withdraw(caller: Caller, handle: string): Promise<void> {
    await this.#end(await this.#childNamed(caller.personId, handle), caller.personId);
  }

  /** The account of a parent goes: what they said yes to has nobody who stands for it. Idempotent. */
  async parentGone(parentId: string): Promise<void> {
    await this.endAll(parentId);
    await forgetParent(this.#deps.database, parentId);
  }

  /** Nobody is answered for by this person from now on. Idempotent. Cost: one query, and a transaction for each child. */
  async endAll(parentId: string): Promise<void> {
    for (const row of await consentsOfParent(this.#deps.database, parentId))
      await this.#end(row.person_id, parentId);
  }

  async #end(childId: string, parentId: string): Promise<void> {
    const { clock, closeAccount, journal } = this.#deps;
    const leaves = await this.#numberLeaves(childId);
    await this.#change(childId, async (tx, child, row) => {
      if (row.parent_id !== parentId) throw childNotFound();
      const ended = { state: 'withdrawn', answered_at_ms: clock.nowMs() } as const;
      await this.#write(tx, child, { ...row, ...NOBODY, ...ended });
      await this.#record(tx, childId, {
        ...{ answer: 'withdrawn', parentId, proofs: row.proofs },
        ...{ noticeVersion: row.notice_version, noticeLanguage: null },
      });
      await closeAccount(tx, childId);
      await journal.append(tx, await dropLimit(tx, childId));
      await this.#withoutParent(tx, child, leaves);
    });
  }

  /** @returns the child's id. @throws `family.child_not_found`. */
  async #childNamed(parentId: string, handle: string): Promise<string> {
    return (await this.childOf(parentId, handle)) ?? (await Promise.reject(childNotFound()));
  }

  /** @returns the id of a child of this handle for whom this person said yes. Cost: two queries. */
  async childOf(parentId: string, handle: string): Promise<string | undefined> {
    const { database } = this.#deps;
    const ids = (await consentsOfParent(database, parentId)).map((row) => row.person_id);
    return (await personsByIds(database, ids)).find((one) => one.handle === handle)?.person_id;
  }

  /**
   * Codes that are over, birthdays, and children of whom nothing is on record: their account is closed like any child's.
   *
   * @returns how many children were looked at. Who is gone meanwhile, or cannot be changed, keeps nobody else from it.
   */
  async sweep(): Promise<number> {
    const { database, clock, region } = this.#deps;
    const nowMs = clock.nowMs();
    const rule = await ageRule(database, region, nowMs);
    const overdue = await overdueAsks(database, nowMs, SWEEP_MAX);
    for (const childId of overdue)
      await this.#attempt(childId, async (tx, person, row) => {
        if (row.state === 'asked' && (row.expires_at_ms ?? 0) <= nowMs)
          await this.#write(tx, person, { ...row, ...NOBODY, state: 'expired' });
      });
    const born = { adults: bornBefore(rule.majority_years, nowMs), teens: bornBefore(13, nowMs) };
    const older = await olderChildren(database, born, SWEEP_MAX);
    for (const childId of older)
      await this.#attempt(childId, async (tx, person, row) => {
        if (row.born_month !== null) await this.#grow(tx, person, row, row.born_month);
      });
    const unseen = await unseenChildren(database, SWEEP_MAX);
    for (const childId of unseen) await this.#closeUnseen(childId);
    return overdue.length + older.length + unseen.length;
  }

  async #closeUnseen(childId: string): Promise<void> {
    const { closeAccount, journal } = this.#deps;
    const leaves = await this.#numberLeaves(childId);
    await this.#attempt(childId, async (tx, child, row) => {
      if (!isAccount(child) || !isChildBand(child.age_band) || row.state !== 'not_asked') return;
      await journal.append(tx, [await putConsent(tx, row)]);
      await closeAccount(tx, childId);
      await this.#withoutParent(tx, child, leaves);
    });
  }

  /** What a child keeps on a parent's word alone goes, in the transaction that makes somebody a child. */
  async becomesChild(childId: string): Promise<(tx: Tx, child: PersonRow) => Promise<void>> {
    const leaves = await this.#numberLeaves(childId);
    return async (tx, child) => await this.#withoutParent(tx, child, leaves);
  }

  // Where no parent is needed the number was nobody's word but the child's.
  async #withoutParent(tx: Tx, child: PersonRow, leaves: boolean): Promise<void> {
    const { region, clock, journal } = this.#deps;
    const rule = await ageRule(tx, region, clock.nowMs());
    if (!leaves || !isChildBand(child.age_band) || !needsParent(rule, child.age_band)) return;
    await journal.append(tx, await releasePhone(tx, child.person_id));
  }

  // Where the number is all that lets the child in it stays: an account without a way in helps nobody.
  async #numberLeaves(childId: string): Promise<boolean> {
    // Without opening the number: one that cannot be opened leaves like any other.
    const ways = await this.#deps.ways.toStepUp({ personId: childId, roles: [] });
    return ways.some((way) => way !== 'code');
  }

  // A birthday: the next band, and with the last one the end of all this. What a child said about learning and ads was no
  // adult's word: it is asked anew, and until then it is no.
  async #grow(tx: Tx, person: PersonRow, row: ConsentRow, bornMonth: string): Promise<PersonRow> {
    const { region, clock, ids, journal } = this.#deps;
    const nowMs = clock.nowMs();
    const band: AgeBand = bandOf(bornMonth, await ageRule(tx, region, nowMs), nowMs);
    if (band === person.age_band) return person;
    const grown = band === '18plus';
    const after = await updatePerson(tx, person.person_id, {
      age_band: band,
      ...(grown ? { consent_personalisation: null, consent_ads: null } : {}),
    });
    const entries: JournalEntry[] = [
      personEvent('consent_changed', after),
      await recordAnswers(tx, ids, after, nowMs),
    ];
    if (grown) {
      entries.push(
        await putConsent(tx, { ...row, ...NOBODY, state: 'not_asked', born_month: null }),
      );
      entries.push(...(await dropLimit(tx, person.person_id)));
    }
    await journal.append(tx, entries);
    return after;
  }

  /** Writes the row and tells every process that the child's standing changed. */
  async #write(tx: Tx, child: PersonRow, row: ConsentRow): Promise<void> {
    await this.#deps.journal.append(tx, [
      await putConsent(tx, row),
      personEvent('consent_changed', child),
    ]);
  }

  async #record(
    tx: Tx,
    childId: string,
    answer: Omit<Parameters<typeof recordAnswer>[2], 'answerId'>,
  ): Promise<void> {
    const { ids, clock, journal } = this.#deps;
    const whole = { ...answer, answerId: ids.next() };
    await journal.append(tx, [await recordAnswer(tx, childId, whole, clock.nowMs())]);
  }

  /** One change of one child, whose row is held meanwhile. */
  async #change<Result>(
    childId: string,
    work: (tx: Tx, child: PersonRow, row: ConsentRow) => Promise<Result>,
  ): Promise<Result> {
    const { database, changed } = this.#deps;
    const result = await database.transaction(async (tx) => {
      const child = await lockPerson(tx, childId);
      if (child === undefined) throw personGone();
      return await work(tx, child, (await consentOf(tx, childId)) ?? unasked(childId));
    });
    changed(childId);
    return result;
  }

  /** As #change, for the sweep: the next child is looked at whatever happens to this one. */
  async #attempt(
    childId: string,
    work: (tx: Tx, child: PersonRow, row: ConsentRow) => Promise<unknown>,
  ): Promise<void> {
    try {
      await this.#change(childId, work);
    } catch (error) {
      const { logger } = this.#deps;
      logger.warn(
        { personId: childId, error: messageOf(error) },
        'a child was not looked at; it is tried again',
      );
    }
  }

  // Read aloud and typed on another phone: case, spaces and hyphens do not count, o is 0, i and l are 1.
  #hash(typed: string): Buffer {
    const code = typed
      .toLowerCase()
      .replace(/[\s-]/g, '')
      .replaceAll('o', '0')
      .replace(/[il]/g, '1');
    return createHmac('sha256', this.#codes).update(code).digest();
  }
}

function nameOf({ handle, display_name: displayName }: AccountRow) {
  return { handle, ...(displayName === null ? {} : { displayName }) };
}

function checkAdult(one: { ageBand?: AgeBand | null }): void {
  if (one.ageBand !== '18plus')
    throw problem('family.adult_only', 'Only somebody of 18 or more answers for a child.');
}

function childOnly(): Error {
  return problem('family.child_only', 'There is nothing to ask a parent for on this account.');
}

function codeWrong(): Error {
  return problem(
    'family.code_wrong',
    'No child asks with this code. It may be over: ask for a new one.',
  );
}

function childNotFound(): Error {
  return problem('family.child_not_found', 'You answer for no child of this name.');
}
