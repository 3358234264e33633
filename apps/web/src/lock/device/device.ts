// The lock screen's device: what may be shown, what the person answered, what happened, and the rounds with the cell. No
// DOM: the page, the service worker and the tests use the same one over different parts. Several at once on one store
// (tabs, the worker) are one device.

import type { AdEvent } from '@jhalak/contracts/ad-events';
import type {
  DismissReason,
  LockAd,
  LockCard,
  LockEventType,
  LockPack,
} from '@jhalak/contracts/lock';
import { adHidden, adShown, adsLit, adsNow } from './ads.ts';
import { RECEIPT_TEXT_MAX, SAVED_MAX, SLOTS_MAX } from './bounds.ts';
import { mostToday, usedToday } from './budget.ts';
import { readClock } from './clock.ts';
import {
  confirmedOf,
  isInForce,
  isStale,
  receiptBody,
  saidNo,
  saidYes,
  type Notice,
} from './consent.ts';
import type { DeviceParts } from './line.ts';
import { Papers } from './papers.ts';
import { cardsNow, marked, orderOf, type DarkReason, type Order } from './showing.ts';
import { sha256Of } from './signed.ts';
import {
  forgotten,
  remembered,
  stateOf,
  type Consent,
  type LockState,
  type SavedCard,
  type Wishes,
} from './state.ts';
import { goRound, type Round, type RoundResult } from './sync.ts';
import { keepEvent } from './sync-events.ts';
import { mintName } from './sync-receipt.ts';

/** What the screen may show at this moment. */
export type LockView =
  | { kind: 'off'; since: Extract<Consent, { kind: 'off' }>['since'] }
  /** Yes was tapped; the cell has not answered. */
  | { kind: 'asking' }
  | { kind: 'dark'; because: DarkReason }
  | {
      kind: 'cards';
      pack: LockPack;
      order: Order;
      /** Those that may be shown among them now. */
      ads: readonly LockAd[];
      /** Those that may go on standing where they stand. */
      adsLit: readonly LockAd[];
      /** Cards that were looked at since the last one. */
      sinceAd: number;
      nowMs: number;
    };

/** For the settings: what it is and what it costs. */
export interface LockFacts {
  consent: Consent['kind'];
  usedBytes: number;
  mostBytes: number;
  saved: readonly SavedCard[];
}

/** The highest time is written again when it has moved on by this: a reload sets the clock back by no more. */
const CLOCK_KEEP_MS = 30_000;

export class LockDevice {
  readonly #parts: DeviceParts;
  readonly #papers: Papers;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.#papers = new Papers(parts.store);
  }

  /** Asks everything anew: consent, signatures, times, the kill list. Call it before anything is drawn. Cost: about 1 ms. */
  async look(): Promise<LockView> {
    const { noticeVersion, wallMs } = this.#parts;
    let state = await this.#state();
    const reading = readClock(state.clock, wallMs());
    if (isStale(state, noticeVersion, reading.nowMs)) state = await this.#forgetStale(state);
    if (state.consent.kind === 'off') return state.consent;
    if (state.consent.kind === 'asking') return { kind: 'asking' };
    if (!isInForce(state, noticeVersion) || !(await this.#papers.receiptHolds(state)))
      return { kind: 'off', since: 'never' };
    if (reading.nowMs - state.clock.highestMs >= CLOCK_KEEP_MS)
      await this.#change((now) => ({ ...now, clock: readClock(now.clock, wallMs()).clock }));
    if (!reading.trusted) return { kind: 'dark', because: 'clock' };
    return await this.#cards(state, reading.nowMs);
  }

  /** A tap on yes, below the notice that was on the screen. The cell is asked in the next round. */
  async sayYes(notice: Notice): Promise<void> {
    if (notice.version !== this.#parts.noticeVersion)
      throw new Error('a yes belongs to the notice that is shown');
    const device = mintName(this.#parts.randomBytes);
    await this.#change((state) =>
      saidYes(state, notice, device, readClock(state.clock, this.#parts.wallMs()).nowMs),
    );
    this.#parts.changed();
  }

  /**
   * A tap on no, or on off. Forgets everything that it showed and would have told. If the cell knew of a yes it is told
   * once, and nothing is asked of it ever after.
   */
  async sayNo(): Promise<void> {
    let last: ReturnType<typeof receiptBody>;
    await this.#change((state) => {
      last = receiptBody(state, false);
      return saidNo(state);
    });
    await this.#empty();
    this.#parts.changed();
    if (last === undefined) return;
    await this.#parts.line({
      method: 'POST',
      path: '/lock/v1/receipts',
      body: last,
      maxBytes: RECEIPT_TEXT_MAX,
      named: true,
      leaving: true,
    });
  }

  /**
   * What the page knows of the person and the device. Another person than the one who said yes is off: their yes is
   * theirs. A personal pack goes with its person.
   */
  async wish(part: Partial<Wishes>): Promise<void> {
    const { person, wishes: before } = await this.#state();
    const { owner } = { ...before, ...part };
    if (owner !== null && person !== null && owner !== person) await this.#forget('another_person');
    const left = before.owner !== null && before.owner !== owner;
    await this.#change((state) => ({
      ...state,
      ...(left && { pack: null, seen: [], saved: [], adsShown: [], adsHidden: [] }),
      wishes: { ...state.wishes, ...part },
      person: owner ?? state.person,
    }));
  }

  /** One round with the cell; does nothing while off. Not twice at once: the caller takes turns. */
  async round(round: Round): Promise<RoundResult> {
    return await goRound(this.#parts, this.#papers, round);
  }

  /** Something happened to a card. Kept for the next round; without a receipt in force, not at all. */
  async happened(
    type: LockEventType,
    slot: string,
    more: { dwellMs?: number; reason?: DismissReason } = {},
  ): Promise<void> {
    let device: string | undefined;
    let learns = false;
    let seq = 0;
    let at = 0;
    await this.#change((state) => {
      if (!isInForce(state, this.#parts.noticeVersion)) return state;
      device = confirmedOf(state)?.device;
      learns = state.wishes.learns;
      seq = state.slots[slot] ?? 0;
      at = Math.max(0, Math.round(this.#parts.wallMs() + state.clock.offsetMs));
      return { ...state, slots: remembered(state.slots, slot, seq + 1, SLOTS_MAX) };
    });
    if (device === undefined) return;
    await keepEvent(this.#parts.store, { device, learns, event: { type, slot, seq, at, ...more } });
    // Off may have come between; then nothing waits.
    if (!isInForce(await this.#state(), this.#parts.noticeVersion)) await this.#empty();
  }

  /** The card, or what it leads to, was seen here: it comes last now, or when dismissed not at all. */
  async seen(open: string, dismissed: boolean): Promise<void> {
    await this.#change((state) => {
      if (!isInForce(state, this.#parts.noticeVersion)) return state;
      const atMs = readClock(state.clock, this.#parts.wallMs()).nowMs;
      const isNew = !state.seen.some((mark) => mark.open === open);
      const cardsSinceAd = state.cardsSinceAd + (isNew ? 1 : 0);
      return { ...state, seen: marked(state.seen, { open, atMs, dismissed }), cardsSinceAd };
    });
  }

  /**
   * Something happened to an ad of the present pack; told like what happens to cards, and under the same conditions. A
   * render counts for its caps; whoever hides it does not see it here again.
   *
   * @param personal whether the pack is the viewer's own.
   */
  async adHappened(
    ad: LockAd,
    type: AdEvent['type'],
    { personal, timeline }: { personal: boolean; timeline?: AdEvent['timeline'] },
  ): Promise<void> {
    let device: string | undefined;
    let atMs = 0;
    await this.#change((state) => {
      if (!isInForce(state, this.#parts.noticeVersion)) return state;
      device = confirmedOf(state)?.device;
      atMs = Math.max(0, Math.round(this.#parts.wallMs() + state.clock.offsetMs));
      const { creative, token } = ad;
      const shownMs = readClock(state.clock, this.#parts.wallMs()).nowMs;
      if (type === 'render')
        return { ...state, ...adShown(state, { creative, token, atMs: shownMs }) };
      return type === 'hide' ? { ...state, ...adHidden(state, creative) } : state;
    });
    if (device === undefined) return;
    const told: AdEvent = {
      ...{ token: ad.token, type, atMs },
      ...(timeline !== undefined && timeline.length > 1 && { timeline }),
    };
    await keepEvent(this.#parts.store, { device, named: personal, ad: told });
    // Off may have come between; then nothing waits.
    if (!isInForce(await this.#state(), this.#parts.noticeVersion)) await this.#empty();
  }

  /** @returns whether it is saved now. */
  async toggleSaved(card: Pick<LockCard, 'id' | 'open' | 'language'>): Promise<boolean> {
    const { id, open, language } = card;
    const after = await this.#change((state) => {
      const others = state.saved.filter((one) => one.open !== open);
      if (others.length < state.saved.length) return { ...state, saved: others };
      const savedAtMs = readClock(state.clock, this.#parts.wallMs()).nowMs;
      const saved = [{ card: id, open, language, savedAtMs }, ...others].slice(0, SAVED_MAX);
      return { ...state, saved };
    });
    return after.saved.some((one) => one.open === open);
  }

  async facts(): Promise<LockFacts> {
    const state = await this.#state();
    const { nowMs } = readClock(state.clock, this.#parts.wallMs());
    return {
      consent: state.consent.kind,
      usedBytes: usedToday(state.used, nowMs),
      mostBytes: mostToday(state.wishes),
      saved: state.saved,
    };
  }

  /** @returns a kept picture or loop; undefined when it is not here, or is not what its digest says. */
  async file(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#parts.store.getThing(sha256);
    if (bytes === undefined || (await sha256Of(bytes)) === sha256) return bytes;
    // It is fetched again in the next round.
    await this.#parts.store.removeThings([sha256]);
    return undefined;
  }

  async #cards(state: LockState, nowMs: number): Promise<LockView> {
    if (state.pack === null) return { kind: 'dark', because: 'no_pack' };
    const pack = await this.#papers.pack(state);
    if (pack === undefined) return { kind: 'dark', because: 'unverified' };
    const kill = (await this.#papers.kill(state)) ?? null;
    const shown = cardsNow(pack, kill, nowMs);
    if (shown.kind === 'dark') return shown;
    const lit = adsLit(pack, new Set(kill?.cards), state, nowMs);
    const ads = adsNow(lit, state, nowMs);
    const order = orderOf(shown.cards, state.seen);
    const sinceAd = state.cardsSinceAd;
    return { kind: 'cards', pack, order, ads, adsLit: lit, sinceAd, nowMs };
  }

  async #state(): Promise<LockState> {
    return stateOf(await this.#parts.store.readState());
  }

  async #change(change: (state: LockState) => LockState): Promise<LockState> {
    let after: LockState | undefined;
    await this.#parts.store.changeState((before) => {
      after = change(stateOf(before));
      return after;
    });
    return after ?? (await this.#state());
  }

  async #forgetStale({ consent }: LockState): Promise<LockState> {
    const { noticeVersion } = this.#parts;
    const changed = consent.kind !== 'off' && consent.noticeVersion !== noticeVersion;
    return await this.#forget(changed ? 'notice_changed' : 'turned_off');
  }

  async #forget(since: Parameters<typeof forgotten>[1]): Promise<LockState> {
    const after = await this.#change((state) => forgotten(state, since));
    await this.#empty();
    this.#parts.changed();
    return after;
  }

  async #empty(): Promise<void> {
    const { store } = this.#parts;
    await store.removeThings(await store.thingNames());
    await store.removeEvents((await store.events()).map(({ number }) => number));
  }
}
