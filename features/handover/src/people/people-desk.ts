// People and a hand-over: they are told who will run the cell, choose until a deadline, and whoever does not want to go is erased
// before anything goes.

import { problem } from '@jhalak/contracts';
import {
  NOTICE_TEXTS,
  type HandoverChoice,
  type HandoverChoiceName,
  type HandoverNotice,
  type PublishNoticeBody,
} from '@jhalak/contracts/handover-notice';
import { DAY_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Journal, JournalEntry, Tx } from '@jhalak/ports';
import { canonicalJson, digestOf } from '../canonical-json.ts';
import { isBefore, type DealState } from '../deal/state.ts';
import type { DealStore } from '../desk/deal-store.ts';
import {
  countChoices,
  forgetChoice,
  keepChoice,
  keepNotice,
  keepTold,
  lastVersion,
  leavingPeople,
  liveNotice,
  markSettled,
  readChoice,
  readSettlement,
  shareNotice,
  type KeptChoice,
  type LiveNotice,
  type Settlement,
} from './notice-store.ts';

/** As long as a person who asked for erasure waits twice: holidays are shorter. A deal's policy may say otherwise. */
const NOTICE_MIN_MS = 30 * DAY_MS;
/** Some seconds of erasures, so that a stop never waits long. */
const ERASED_A_SWEEP = 100;
/** A page of people who leave. */
const PAGE = 100;
const FIRST = '00000000-0000-0000-0000-000000000000';
const VERSIONS_MAX = 1_000;

export interface PeopleDeskDeps {
  database: Database;
  journal: Journal;
  log: BorderLog;
  clock: Clock;
  logger: Logger;
  store: DealStore;
  /** Erases a person for good, with its proof. @returns false where there is no such person. */
  erase: (personId: string) => Promise<boolean>;
}

/** What became of people's choices: counts, for evidence. */
export interface SettledPeople extends Omit<Settlement, 'begunAtMs' | 'settledAtMs'> {
  settledAtMs: number;
  /** Those who chose erase or object: all of them. */
  erased: number;
}

export class PeopleDesk {
  readonly #deps: PeopleDeskDeps;
  /** The buyer of a deal at one event of it: reading it anew costs a signature an event. */
  #buyer: { head: string; bidder: string | undefined } | undefined;

  constructor(deps: PeopleDeskDeps) {
    this.#deps = deps;
  }

  /** @returns what everybody may read; undefined while nobody else is to run this cell. Cost: one short query. */
  async notice(): Promise<HandoverNotice | undefined> {
    const live = await liveNotice(this.#deps.database);
    return live !== undefined && (await this.#namesTheBuyer(live)) ? live.notice : undefined;
  }

  /**
   * Tells people who will run the cell: the buyer of the deal's terms. A correction is another version.
   *
   * @throws `handover.not_found`; `handover.refused` without terms, with too little time, or when choices were counted.
   */
  async publish(dealId: string, body: PublishNoticeBody): Promise<HandoverNotice> {
    const { database, store, clock, log, journal } = this.#deps;
    return await database.transaction(async (tx) => {
      const kept = await store.lock(tx, dealId);
      if (kept === undefined) throw problem('handover.not_found', 'There is no such deal here.');
      const { state, side } = kept;
      const owner = side === 'seller' ? ownerOf(state) : undefined;
      if (owner === undefined || !isBefore(state, 'delta'))
        throw refused('People are told who will run the cell once the terms are agreed.');
      if ((await readSettlement(tx, dealId)) !== undefined)
        throw refused('People have chosen: their choices were counted.');
      const nowMs = clock.nowMs();
      mustLeaveTime(body, nowMs, state.policy.noticeMinMs ?? NOTICE_MIN_MS);
      const version = (await lastVersion(tx, dealId)) + 1;
      if (version > VERSIONS_MAX) throw refused('That are too many notices.');
      const { seat, fromMs, deadlineMs } = body;
      const notice: HandoverNotice = {
        ...{ deal: dealId, version, fromMs, deadlineMs },
        owner: { name: owner.name, seat },
        publishedAtMs: nowMs,
        texts: NOTICE_TEXTS,
      };
      await keepNotice(tx, notice, owner.bidder, canonicalJson(notice));
      await log.append(tx, {
        ...{ kind: 'policy', act: 'handover.notice', subject: dealId },
        ...{ digest: digestOf(notice), counts: { version }, fromMs, untilMs: deadlineMs },
      });
      await journal.append(tx, [ofDeal('notice', notice, 'handover_notices', { version })]);
      return notice;
    });
  }

  /** @returns what a person chose, and notes that they were told. Cost: two point reads; once a write. */
  async choiceOf(personId: string): Promise<HandoverChoice> {
    const { database, clock } = this.#deps;
    const notice = await this.notice();
    if (notice === undefined) return { choice: null, open: false };
    const kept = await readChoice(database, personId, notice.deal);
    const isOpen = clock.nowMs() < notice.deadlineMs;
    if (kept === undefined && isOpen) await this.#tell(personId, notice);
    return shown(kept, isOpen);
  }

  /** Chooses, or chooses again. @throws `handover.not_found` without a notice; `handover.refused` after its deadline. */
  async choose(personId: string, choice: HandoverChoiceName): Promise<HandoverChoice> {
    const { database, clock, journal } = this.#deps;
    const notice = await this.notice();
    if (notice === undefined)
      throw problem('handover.not_found', 'Nobody else is going to run this: nothing to choose.');
    return await database.transaction(async (tx) => {
      await shareNotice(tx, notice.deal);
      const nowMs = clock.nowMs();
      const isCounted = (await readSettlement(tx, notice.deal)) !== undefined;
      if (nowMs >= notice.deadlineMs || isCounted)
        throw refused(
          `The time to choose was over on ${new Date(notice.deadlineMs).toISOString()}.`,
        );
      await keepChoice(tx, personId, notice, choice, nowMs);
      await journal.append(tx, [
        {
          ...choiceEvent('chosen', personId, notice),
          personal: { keyClass: 'profile', payload: { choice } },
        },
      ]);
      return { choice, chosenAtMs: nowMs, version: notice.version, open: true };
    });
  }

  /**
   * Erases everybody who chose to be erased or objected, with the proof that every erasure has. Killed on the way, the same call goes on.
   *
   * @returns the counts; undefined where people were told nothing. @throws `handover.refused` before the deadline, or when the
   * notice names another buyer; an Error when somebody could not be erased. Cost: some 50 ms a person who leaves.
   */
  async settle(dealId: string): Promise<SettledPeople | undefined> {
    const { database } = this.#deps;
    const live = await liveNotice(database);
    if (live === undefined || live.notice.deal !== dealId) return undefined;
    if (!(await this.#namesTheBuyer(live)))
      throw refused('The notice to people names another buyer: publish it anew.');
    if (this.#deps.clock.nowMs() < live.notice.deadlineMs)
      throw refused(
        `People may choose until ${new Date(live.notice.deadlineMs).toISOString()}: not before that.`,
      );
    await this.#settleSome(live.notice, Infinity);
    const settlement = await readSettlement(database, dealId);
    if (settlement?.settledAtMs === undefined) throw new Error('somebody could not be erased');
    return settled(settlement, settlement.settledAtMs);
  }

  /** What is due by the clock. @returns how many people were erased. */
  async sweep(): Promise<number> {
    const notice = await this.notice();
    if (notice === undefined || this.#deps.clock.nowMs() < notice.deadlineMs) return 0;
    return await this.#settleSome(notice, ERASED_A_SWEEP);
  }

  async #settleSome(notice: HandoverNotice, max: number): Promise<number> {
    const { database, clock } = this.#deps;
    const { deal } = notice;
    const before = await readSettlement(database, deal);
    if (before?.settledAtMs !== undefined) return 0;
    if (before === undefined)
      await database.transaction(async (tx) => {
        if (await countChoices(tx, notice, clock.nowMs())) await this.#note(tx, notice, 'counted');
      });
    const { erased, failed, isEnd } = await this.#eraseSome(deal, max);
    if (isEnd && failed === 0)
      await database.transaction(async (tx) => {
        if (await markSettled(tx, deal, clock.nowMs())) await this.#note(tx, notice, 'settled');
      });
    return erased;
  }

  async #eraseSome(
    dealId: string,
    max: number,
  ): Promise<{ erased: number; failed: number; isEnd: boolean }> {
    const { database, erase, logger } = this.#deps;
    const done = { erased: 0, failed: 0 };
    let after = FIRST;
    while (done.erased < max) {
      const page = await leavingPeople(database, dealId, after, PAGE);
      if (page.length === 0) return { ...done, isEnd: true };
      for (const personId of page) {
        try {
          if (!(await erase(personId))) await forgetChoice(database, personId, dealId);
          done.erased += 1;
        } catch (error) {
          // One person's failure must not keep the others: the row stays, and so nothing is settled.
          logger.error({ error: messageOf(error) }, 'somebody who leaves could not be erased yet');
          done.failed += 1;
        }
      }
      after = page.at(-1) ?? after;
    }
    return { ...done, isEnd: false };
  }

  /** Only counts go into the public log. */
  async #note(tx: Tx, notice: HandoverNotice, type: 'counted' | 'settled'): Promise<void> {
    const { log, journal } = this.#deps;
    const settlement = await readSettlement(tx, notice.deal);
    if (settlement === undefined) return;
    const { told, stay, erase, object } = settlement;
    const counts = { told, stay, export: settlement.export, erase, object };
    const erased = type === 'settled' ? { erased: erase + object } : {};
    await log.append(tx, {
      ...{ kind: 'owner', act: `handover.people_${type}`, subject: notice.deal },
      counts: { ...counts, ...erased },
    });
    await journal.append(tx, [ofDeal(type, notice, 'handover_settlements', counts)]);
  }

  async #tell(personId: string, notice: HandoverNotice): Promise<void> {
    const { database, journal, clock } = this.#deps;
    try {
      await database.transaction(async (tx) => {
        if (await keepTold(tx, personId, notice, clock.nowMs()))
          await journal.append(tx, [choiceEvent('told', personId, notice)]);
      });
    } catch (error) {
      // A cell that is read-only for another reason still answers.
      if ((error as { code?: unknown }).code !== 'cell.frozen') throw error;
    }
  }

  async #namesTheBuyer({ notice, bidder, head }: LiveNotice): Promise<boolean> {
    if (this.#buyer?.head !== head) {
      const kept = await this.#deps.store.read(this.#deps.database, notice.deal);
      this.#buyer = { head, bidder: kept === undefined ? undefined : ownerOf(kept.state)?.bidder };
    }
    return this.#buyer.bidder === bidder;
  }
}

function ownerOf({ terms, bidders }: DealState): { bidder: string; name: string } | undefined {
  if (terms === undefined) return undefined;
  const name = bidders[terms.bidder]?.name;
  return name === undefined ? undefined : { bidder: terms.bidder, name };
}

function mustLeaveTime(
  { fromMs, deadlineMs }: PublishNoticeBody,
  nowMs: number,
  leastMs: number,
): void {
  if (deadlineMs <= nowMs || deadlineMs < nowMs + leastMs)
    throw refused(
      `People have ${Math.ceil(leastMs / DAY_MS)} days to choose at least: until ${new Date(nowMs + leastMs).toISOString()}.`,
    );
  if (fromMs < deadlineMs) throw refused('The next owner begins when everybody has chosen.');
}

function shown(kept: KeptChoice | undefined, isOpen: boolean): HandoverChoice {
  if (kept === undefined || kept.choice === null) return { choice: null, open: isOpen };
  const { choice, version, chosen_at_ms: chosenAtMs } = kept;
  return { choice, version, open: isOpen, ...(chosenAtMs === null ? {} : { chosenAtMs }) };
}

function settled(
  { version, told, stay, export: exported, erase, object }: Settlement,
  settledAtMs: number,
): SettledPeople {
  const erased = erase + object;
  return { version, settledAtMs, told, stay, export: exported, erase, object, erased };
}

function choiceEvent(type: string, personId: string, notice: HandoverNotice): JournalEntry {
  return {
    stream: 'handover.choice',
    key: personId,
    type,
    row: { table: 'handover_choices', key: personId },
    facts: { deal: notice.deal, version: notice.version },
    subject: personId,
  };
}

function ofDeal(
  type: string,
  { deal }: HandoverNotice,
  table: string,
  facts: JournalEntry['facts'],
): JournalEntry {
  return { stream: 'handover.deal', key: deal, type, row: { table, key: deal }, facts };
}

function refused(sentence: string): Error {
  return problem('handover.refused', sentence);
}
