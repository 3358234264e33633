// People and a hand-over: they are told who will run the cell, and choose until a deadline. What comes of it: settling.ts.

import { problem } from '@jhalak/contracts';
import {
  NOTICE_TEXTS,
  type HandoverChoice,
  type HandoverChoiceName,
  type HandoverNotice,
  type PublishNoticeBody,
} from '@jhalak/contracts/handover-notice';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { BorderLog, Database, Journal, JournalEntry } from '@jhalak/ports';
import { canonicalJson, digestOf } from '../canonical-json.ts';
import { isBefore } from '../deal/state.ts';
import type { DealStore } from '../desk/deal-store.ts';
import { NamedBuyer, ownerOf } from './named-buyer.ts';
import {
  keepChoice,
  keepNotice,
  keepTold,
  lastVersion,
  liveNotice,
  readChoice,
  readCounts,
  readSettlement,
  shareNotice,
  type ChoiceCounts,
  type KeptChoice,
} from './notice-store.ts';
import { noticeTimeMs, ofDeal, refused } from './settling.ts';

const VERSIONS_MAX = 1_000;

export interface PeopleDeskDeps {
  database: Database;
  journal: Journal;
  log: BorderLog;
  clock: Clock;
  store: DealStore;
}

export class PeopleDesk {
  readonly #deps: PeopleDeskDeps;
  readonly #buyer: NamedBuyer;

  constructor(deps: PeopleDeskDeps) {
    this.#deps = deps;
    this.#buyer = new NamedBuyer(deps.database, deps.store);
  }

  /** @returns what everybody may read; undefined while nobody else is to run this cell. Cost: one short query. */
  async notice(): Promise<HandoverNotice | undefined> {
    const live = await liveNotice(this.#deps.database);
    return live !== undefined && (await this.#buyer.isNamedBy(live)) ? live.notice : undefined;
  }

  /** @returns how many people were told of a deal's notice, and chose what so far; nobody by name. */
  async counts(dealId: string): Promise<ChoiceCounts> {
    return await readCounts(this.#deps.database, dealId);
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
      mustLeaveTime(body, nowMs, noticeTimeMs(state));
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
