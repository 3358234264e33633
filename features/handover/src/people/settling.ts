// What comes of people's choices: at the deadline they are counted, and whoever does not want to go is erased before anything goes.

import { problem } from '@jhalak/contracts';
import type { HandoverNotice } from '@jhalak/contracts/handover-notice';
import { DAY_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Journal, JournalEntry, Tx } from '@jhalak/ports';
import type { DealState } from '../deal/state.ts';
import type { DealStore } from '../desk/deal-store.ts';
import { NamedBuyer, ownerOf } from './named-buyer.ts';
import {
  countChoices,
  forgetChoice,
  leavingPeople,
  liveNotice,
  markSettled,
  readSettlement,
  type Settlement,
} from './notice-store.ts';

/** As long as a person who asked for erasure waits twice: holidays are shorter. A deal's policy may say otherwise. */
const NOTICE_MIN_MS = 30 * DAY_MS;
/** Some seconds of erasures, so that a stop never waits long. */
const ERASED_A_SWEEP = 100;
/** A page of people who leave. */
const PAGE = 100;
const FIRST = '00000000-0000-0000-0000-000000000000';

export interface SettlingDeps {
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

export class Settling {
  readonly #deps: SettlingDeps;
  readonly #buyer: NamedBuyer;

  constructor(deps: SettlingDeps) {
    this.#deps = deps;
    this.#buyer = new NamedBuyer(deps.database, deps.store);
  }

  /**
   * Erases everybody who chose to be erased or objected, with the proof that every erasure has. Killed on the way, the same call goes on.
   *
   * @returns the counts; undefined where people were told nothing, and the deal's policy lets that be. @throws `handover.refused`
   * where they had to be told, before the deadline, or when the notice names another buyer; an Error when somebody could not be
   * erased. Cost: some 50 ms a person who leaves.
   */
  async settle(dealId: string): Promise<SettledPeople | undefined> {
    const { database } = this.#deps;
    const live = await liveNotice(database);
    if (live === undefined || live.notice.deal !== dealId) {
      await this.#mayGoUntold(dealId);
      return undefined;
    }
    if (!(await this.#buyer.isNamedBy(live)))
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
    const live = await liveNotice(this.#deps.database);
    if (live === undefined || this.#deps.clock.nowMs() < live.notice.deadlineMs) return 0;
    if (!(await this.#buyer.isNamedBy(live))) return 0;
    return await this.#settleSome(live.notice, ERASED_A_SWEEP);
  }

  /** Why: docs/decisions/0008-people-are-told-first.md. */
  async #mayGoUntold(dealId: string): Promise<void> {
    const { database, store } = this.#deps;
    const kept = await store.read(database, dealId);
    // Without a buyer there is nobody to name.
    if (kept?.side !== 'seller' || ownerOf(kept.state) === undefined) return;
    if (noticeTimeMs(kept.state) === 0) return;
    throw refused(
      'People were not told who will run this: publish a notice to them, and wait for its deadline.',
    );
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
}

/** @returns how long people have to choose at least; 0 where the deal's policy lets it go without telling them. */
export function noticeTimeMs({ policy }: DealState): number {
  return policy.noticeMinMs ?? NOTICE_MIN_MS;
}

function settled(
  { version, told, stay, export: exported, erase, object }: Settlement,
  settledAtMs: number,
): SettledPeople {
  const erased = erase + object;
  return { version, settledAtMs, told, stay, export: exported, erase, object, erased };
}

/** An event of a deal that people caused. */
export function ofDeal(
  type: string,
  { deal }: HandoverNotice,
  table: string,
  facts: JournalEntry['facts'],
): JournalEntry {
  return { stream: 'handover.deal', key: deal, type, row: { table, key: deal }, facts };
}

export function refused(sentence: string): Error {
  return problem('handover.refused', sentence);
}
