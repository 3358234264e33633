// A device's life, step by step, beside a judge that knows the truth: what the person last said, which receipts, packs and
// kill lists truly arrived, what time it really is. After every step every tab is looked at, and the judge says what is
// wrong. Used by the test (200 lives) and the proof (1,000 and more).

import type { KillList, LockPack } from '@jhalak/contracts/lock';
import { CLOCK_SLACK_MS, KILL_LIFE_MS } from './bounds.ts';
import { CELL, FixtureCell, type Meddling } from './cell.fixture.ts';
import { LockDevice, type LockView } from './device.ts';
import type { LockLine } from './line.ts';
import { memoryStore, type LockStore } from './store.ts';

const START_MS = Date.UTC(2026, 10, 22, 9);
const REQUEST_MS = 20;
/** By then a pack and a kill list are due again. */
const LATER_MS = 31 * 60_000;
const TABS = 3;
const CARDS = 4;

/** One step. `tab` chooses among the tabs and the service worker. */
export type Step =
  | { do: 'yes' | 'no' | 'look' | 'save' | 'round' | 'noInRound'; tab: number }
  | { do: 'reload' | 'reinstall' | 'newPack' | 'killNewest' | 'rotate' | 'forgetKeys' | 'person' }
  | { do: 'update'; notice: boolean }
  | { do: 'dark'; dark: boolean }
  | { do: 'online'; online: boolean }
  | { do: 'meddle'; how: Meddling }
  | { do: 'meddledRound'; how: Meddling; tab: number }
  | { do: 'clock' | 'sleep'; ms: number };

/** How often something came up in a life: a judge who saw nothing has judged nothing. */
export interface LifeCounts {
  steps: number;
  shown: number;
  darkAfterYes: number;
  off: number;
  refusedWhileMeddled: number;
  lastCalls: number;
  eventsDelivered: number;
}

export class Life {
  #trueMs = START_MS;
  #wallOffsetMs = 0;
  #notice = 'notice-1';
  #owner = 'person-1';
  #store: LockStore = memoryStore();
  #tabs: LockDevice[] = [];
  readonly cell: FixtureCell;
  readonly counts: LifeCounts = {
    steps: 0,
    shown: 0,
    darkAfterYes: 0,
    off: 0,
    refusedWhileMeddled: 0,
    lastCalls: 0,
    eventsDelivered: 0,
  };
  // The truth about this installation.
  #said: 'nothing' | 'yes' | 'no' = 'nothing';
  #confirmed = false;
  #callsAfterNo = 0;
  #biasAtReceiptMs = 0;
  #highestMs = 0;
  #kill: KillList | undefined;
  #versions = new Map<string, number>();
  readonly #wrong: string[] = [];
  #random: number;

  constructor(seed: number) {
    this.#random = seed;
    this.cell = new FixtureCell(() => this.#trueMs);
    this.cell.onReceipt = (receipt) => {
      if (!receipt.granted || this.#said !== 'yes') return;
      this.#confirmed = true;
      this.#biasAtReceiptMs = this.#wallOffsetMs;
      this.#highestMs = this.#trueMs;
    };
    this.cell.onSigned = (issuedAtMs) => this.#isAtLeast(issuedAtMs);
    this.cell.onPack = ({ issuedAtMs }) => this.#isAtLeast(issuedAtMs);
    this.cell.onKill = (list) => {
      this.#isAtLeast(list.issuedAtMs);
      const known = this.#kill;
      const newer =
        known === undefined ||
        list.version > known.version ||
        (list.version === known.version && list.issuedAtMs >= known.issuedAtMs);
      if (newer) this.#kill = list;
    };
  }

  async begin(): Promise<void> {
    await this.cell.open();
    this.cell.newPack(CARDS);
    await this.#startTabs();
  }

  /** @returns what the judge found wrong after the step; empty when all is well. */
  async step(step: Step): Promise<string[]> {
    const before = this.#kill;
    this.counts.steps += 1;
    await this.#take(step);
    for (const tab of this.#tabs) this.#judge(await tab.look(), step);
    if (this.cell.meddling !== 'none' && this.#kill === before)
      this.counts.refusedWhileMeddled += 1;
    return this.#wrong.splice(0);
  }

  /** The end of every life: with a good line, a right clock and a fresh yes, the newest pack must come to show. */
  async recovers(): Promise<string[]> {
    this.cell.meddling = 'none';
    this.cell.online = true;
    this.#wallOffsetMs = 0;
    if (this.cell.allDark) this.cell.darken(false);
    const pack = this.cell.newPack(CARDS);
    await this.step({ do: 'yes', tab: 0 });
    const wrong: string[] = [];
    for (let rounds = 0; rounds < 3; rounds += 1) {
      wrong.push(...(await this.step({ do: 'sleep', ms: 11 * 60_000 })));
      wrong.push(...(await this.step({ do: 'round', tab: rounds })));
    }
    const view = await this.#tab(0).look();
    if (view.kind !== 'cards') wrong.push(`does not recover: ${JSON.stringify(view)}`);
    else if (view.pack.pack !== pack.pack) wrong.push('recovers with an older pack');
    await this.step({ do: 'look', tab: 0 });
    await this.step({ do: 'round', tab: 0 });
    if (this.cell.events.length === 0) wrong.push('no event ever arrives');
    this.counts.eventsDelivered += this.cell.events.flatMap(({ events }) => events).length;
    wrong.push(...this.#eventsWithoutReceipt());
    return wrong;
  }

  async #take(step: Step): Promise<void> {
    switch (step.do) {
      case 'yes':
        this.#truth('yes');
        await this.#tab(step.tab).sayYes({ version: this.#notice, language: 'hi' });
        return;
      case 'no':
        return await this.#sayNo(step.tab);
      case 'noInRound':
        return await this.#noInRound(step.tab);
      case 'look':
        return await this.#swipe(step.tab);
      case 'save':
        return await this.#save(step.tab);
      case 'round':
        await this.#tab(step.tab).round({ lit: true });
        return;
      case 'meddledRound':
        return await this.#meddledRound(step.how, step.tab);
      case 'reload':
        return await this.#startTabs();
      case 'reinstall':
        this.#store = memoryStore();
        this.#versions = new Map();
        this.#kill = undefined;
        this.#truth('nothing');
        return await this.#startTabs();
      case 'update':
        if (step.notice) this.#notice = `notice-${this.cell.id()}`;
        if (step.notice && this.#said === 'yes') this.#truth('nothing');
        return await this.#startTabs();
      case 'person':
        this.#owner = `person-${this.cell.id()}`;
        this.#truth('nothing');
        return await this.#startTabs();
      default:
        return await this.#outside(step);
    }
  }

  /** What happens around the device. */
  async #outside(step: Step): Promise<void> {
    switch (step.do) {
      case 'newPack':
        this.cell.newPack(CARDS);
        return;
      case 'killNewest': {
        const card = this.cell.packs.at(-1)?.cards[this.#chance(CARDS)];
        if (card !== undefined) this.cell.kill(card.id);
        return;
      }
      case 'rotate':
        return await this.cell.rotate();
      case 'forgetKeys':
        return await this.cell.rotate(true);
      case 'dark':
        this.cell.darken(step.dark);
        return;
      case 'online':
        this.cell.online = step.online;
        return;
      case 'meddle':
        this.cell.meddling = step.how;
        return;
      case 'clock':
        this.#wallOffsetMs += step.ms;
        return;
      case 'sleep':
        this.#trueMs += step.ms;
        return;
      default:
        throw new Error(`no step ${step.do}`);
    }
  }

  /** Something signed then has arrived: a device that thinks it is earlier learns better. */
  #isAtLeast(issuedAtMs: number): void {
    const guessMs = this.#trueMs + this.#wallOffsetMs - this.#biasAtReceiptMs;
    this.#biasAtReceiptMs -= Math.max(0, issuedAtMs - guessMs);
    this.#highestMs = Math.max(this.#highestMs, issuedAtMs);
  }

  #truth(said: 'nothing' | 'yes' | 'no'): void {
    this.#said = said;
    this.#confirmed = false;
    this.#callsAfterNo = 0;
  }

  async #sayNo(tab: number): Promise<void> {
    const device = this.#tab(tab);
    this.#truth('no');
    await device.sayNo();
    if (this.#callsAfterNo > 0) this.counts.lastCalls += 1;
  }

  /** No is tapped in one tab while another one's round is on its way. */
  async #noInRound(tab: number): Promise<void> {
    let left = this.#chance(6);
    this.cell.between = async () => {
      left -= 1;
      if (left !== 0) return;
      this.cell.between = () => Promise.resolve();
      await this.#sayNo(tab + 1);
    };
    await this.#tab(tab).round({ lit: true });
    this.cell.between = () => Promise.resolve();
  }

  /** A while later something newer is asked for, and somebody in between answers. */
  async #meddledRound(how: Meddling, tab: number): Promise<void> {
    const before = this.cell.meddling;
    this.cell.newPack(CARDS);
    await this.#tab(tab).round({ lit: true });
    this.#trueMs += LATER_MS;
    this.cell.meddling = how;
    await this.#tab(tab).round({ lit: true });
    this.cell.meddling = before;
  }

  async #swipe(tab: number): Promise<void> {
    const device = this.#tab(tab);
    const view = await device.look();
    // A page that is behind by a moment may still try.
    if (view.kind === 'off' || view.kind === 'asking')
      await device.happened('glance', 'slot-of-nothing');
    if (view.kind !== 'cards') return;
    const card = view.order.fresh[0] ?? view.order.again[0];
    if (card === undefined) return;
    await device.happened('glance', card.slot);
    await device.seen(card.open, this.#chance(4) === 0);
  }

  async #save(tab: number): Promise<void> {
    const view = await this.#tab(tab).look();
    const card = view.kind === 'cards' ? view.order.fresh[0] : undefined;
    if (card !== undefined) await this.#tab(tab).toggleSaved(card);
  }

  async #startTabs(): Promise<void> {
    const line: LockLine = async (request) => {
      this.#noteCall(request.path, request.body);
      this.#trueMs += REQUEST_MS;
      return await this.cell.line(request);
    };
    this.#tabs = Array.from(
      { length: TABS },
      () =>
        new LockDevice({
          store: this.#store,
          line,
          wallMs: () => this.#trueMs + this.#wallOffsetMs,
          randomBytes: (count) => Uint8Array.from({ length: count }, () => this.#chance(256)),
          noticeVersion: this.#notice,
          changed: () => undefined,
        }),
    );
    await this.#tab(0).wish({
      language: 'hi',
      locale: 'hi',
      widthPx: 360,
      format: 'webp',
      frugal: false,
      dayBytesMax: null,
      loops: false,
      learns: false,
      owner: this.#owner,
    });
  }

  #noteCall(path: string, body: unknown): void {
    if (this.#said === 'yes') return;
    if (this.#said === 'nothing') {
      this.#wrong.push(`a call without a yes: ${path}`);
      return;
    }
    this.#callsAfterNo += 1;
    const granted = (body as { granted?: boolean } | undefined)?.granted;
    if (path !== '/lock/v1/receipts' || granted !== false || this.#callsAfterNo > 1)
      this.#wrong.push(`call ${this.#callsAfterNo} after no: ${path}`);
  }

  #judge(view: LockView, step: Step): void {
    const wrong = (what: string) => this.#wrong.push(`after ${JSON.stringify(step)}: ${what}`);
    const biasMs = this.#wallOffsetMs - this.#biasAtReceiptMs;
    const guessMs = this.#trueMs + biasMs;
    const wentBack = guessMs < this.#highestMs - CLOCK_SLACK_MS;
    if (this.#confirmed) this.#highestMs = Math.max(this.#highestMs, guessMs);
    if (view.kind === 'off') this.counts.off += 1;
    if (view.kind === 'dark') this.counts.darkAfterYes += 1;
    if (view.kind !== 'cards') return;
    this.counts.shown += 1;
    if (this.#said !== 'yes' || !this.#confirmed) wrong('cards without a receipt in force');
    if (wentBack) wrong('cards although the clock went back');
    this.#judgePack(view.pack, wrong);
    const shown = [...view.order.fresh, ...view.order.again];
    const known = this.#kill;
    if (known === undefined) wrong('cards without a kill list');
    else {
      if (known.allDark) wrong('cards although all is dark');
      if (known.version < view.pack.killVersion) wrong('cards under an older kill list');
      if (known.issuedAtMs + KILL_LIFE_MS <= this.#highestMs) wrong('the kill list is too old');
      for (const card of shown) if (known.cards.includes(card.id)) wrong(`killed ${card.id}`);
    }
  }

  #judgePack(pack: LockPack, wrong: (what: string) => void): void {
    const issued = this.cell.packs[pack.version - 1];
    if (pack.cell !== CELL || JSON.stringify(issued) !== JSON.stringify(pack))
      wrong('a pack that the cell never made');
    if (pack.expiresAtMs <= this.#highestMs) wrong('an expired pack');
    const channel = `${pack.language}/${pack.kind}`;
    if (pack.version < (this.#versions.get(channel) ?? 0)) wrong('an older pack');
    this.#versions.set(channel, pack.version);
  }

  #eventsWithoutReceipt(): string[] {
    return this.cell.events.flatMap(({ device, receipt, events }) => {
      const known = this.cell.receipts.find((one) => one.receipt === receipt);
      const fine = known?.granted === true && known.device === device;
      return fine && events.every(({ slot }) => slot !== 'slot-of-nothing')
        ? []
        : ['an event without its receipt'];
    });
  }

  #tab(index: number): LockDevice {
    const tab = this.#tabs[index % TABS];
    if (tab === undefined) throw new Error('begin() first');
    return tab;
  }

  /** A number below `below`, the same in every run of the same life. */
  #chance(below: number): number {
    this.#random = nextRandom(this.#random);
    return Math.floor((this.#random / 2 ** 32) * below);
  }
}

/** The generator of Numerical Recipes: good enough to choose steps. */
const nextRandom = (last: number): number => (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;

export const STEPS_MIN = 15;
export const STEPS_MAX = 45;

/** @returns the steps of a random life, the same for the same seed. */
export function randomSteps(seed: number): Step[] {
  let random = nextRandom(seed ^ 0x9e37_79b9);
  const draw = (below: number): number => {
    random = nextRandom(random);
    return Math.floor((random / 2 ** 32) * below);
  };
  const count = STEPS_MIN + draw(STEPS_MAX - STEPS_MIN + 1);
  return Array.from({ length: count }, () => stepOf(draw(100), draw(10_000)));
}

const CLOCK_STEPS_MS = [
  -366 * 86_400_000,
  -30 * 3_600_000,
  -3_600_000,
  -60_000,
  60_000,
  3_600_000,
  30 * 3_600_000,
  366 * 86_400_000,
];
const SLEEPS_MS = [
  1_000,
  46_000,
  16 * 60_000,
  40 * 60_000,
  6 * 3_600_000,
  25 * 3_600_000,
  8 * 86_400_000,
];
const MEDDLINGS: readonly Meddling[] = [
  'payload',
  'signature',
  'strange_key',
  'other_type',
  'no_algorithm',
  'older',
  'expired',
  'other_cell',
  'long_life',
];

/** @returns the step that a pair of random numbers stands for: what (0 to 99) and which (0 and up). */
export function stepOf(what: number, which: number): Step {
  const tab = which % TABS;
  const pick = <T>(values: readonly T[], fallback: T): T =>
    values[which % values.length] ?? fallback;
  if (what < 10) return { do: 'yes', tab };
  if (what < 15) return { do: 'no', tab };
  if (what < 18) return { do: 'noInRound', tab };
  if (what < 36) return { do: 'round', tab };
  if (what < 42) return { do: 'meddledRound', how: pick(MEDDLINGS, 'none'), tab };
  if (what < 50) return { do: 'look', tab };
  if (what < 52) return { do: 'save', tab };
  if (what < 56) return { do: 'reload' };
  if (what < 58) return { do: 'reinstall' };
  if (what < 61) return { do: 'update', notice: which % 4 === 0 };
  if (what < 62) return { do: 'person' };
  if (what < 67) return { do: 'newPack' };
  if (what < 72) return { do: 'killNewest' };
  if (what < 74) return { do: which % 3 === 0 ? 'forgetKeys' : 'rotate' };
  if (what < 76) return { do: 'dark', dark: which % 3 === 0 };
  if (what < 81) return { do: 'online', online: which % 3 !== 0 };
  if (what < 88) return { do: 'meddle', how: which % 2 === 0 ? 'none' : pick(MEDDLINGS, 'none') };
  if (what < 94) return { do: 'clock', ms: pick(CLOCK_STEPS_MS, 0) };
  return { do: 'sleep', ms: pick(SLEEPS_MS, 0) };
}
