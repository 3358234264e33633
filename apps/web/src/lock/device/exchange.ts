// One talk with the cell, under one answer of the person: when they say no meanwhile, nothing more is asked, and what was
// asked changes nothing. Counts the bytes.

import { HEAD_BYTES, KEYS_TEXT_MAX } from './bounds.ts';
import { withBytes } from './budget.ts';
import { readClock, type Reading } from './clock.ts';
import { mayCall } from './consent.ts';
import { jsonOf, type DeviceParts, type LineReply, type LineRequest } from './line.ts';
import type { Papers } from './papers.ts';
import { isKeySet } from './shapes.ts';
import { openSigned, type Opened } from './signed.ts';
import { stateOf, type LockState } from './state.ts';

export class Exchange {
  readonly parts: DeviceParts;
  readonly papers: Papers;
  readonly #answers: number;
  #freshKeys = false;
  /** True once a request found no network: the rest of the talk can be left out. */
  cut = false;

  /** @param answers of the state in which it begins. */
  constructor(parts: DeviceParts, papers: Papers, answers: number) {
    this.parts = parts;
    this.papers = papers;
    this.#answers = answers;
  }

  async state(): Promise<LockState> {
    return stateOf(await this.parts.store.readState());
  }

  reading(state: LockState): Reading {
    return readClock(state.clock, this.parts.wallMs());
  }

  /** Changes the state, unless the person has answered anew since this talk began. */
  async change(change: (state: LockState) => LockState): Promise<LockState> {
    let after: LockState | undefined;
    await this.parts.store.changeState((before) => {
      const state = stateOf(before);
      after = state.answers === this.#answers ? change(state) : state;
      return after;
    });
    return after ?? (await this.state());
  }

  /**
   * @returns null when it was not allowed to ask, or nothing came. The request begins in the very step that finds a yes in
   * the state: none begins after a no, in whichever tab it was tapped.
   */
  async ask(request: LineRequest): Promise<LineReply | null> {
    const sent = request.body === undefined ? 0 : JSON.stringify(request.body).length;
    let asked: Promise<LineReply | null> | undefined;
    await this.parts.store.changeState((before) => {
      const state = stateOf(before);
      const yes = state.answers === this.#answers && mayCall(state, this.parts.noticeVersion);
      if (!yes || this.cut) return before;
      asked = this.parts.line(request);
      return this.#counted(state, HEAD_BYTES + sent);
    });
    if (asked === undefined) return null;
    const reply = await asked;
    if (reply === null) this.cut = true;
    const length = reply?.bytes.length ?? 0;
    const after = await this.change((now) => this.#counted(now, length));
    return after.answers === this.#answers ? reply : null;
  }

  /** Opens something signed; a key that is not known is asked for, once in a talk. */
  async open(signed: unknown, type: string): Promise<Opened> {
    const { keys } = await this.state();
    const opened = await openSigned(signed, type, keys?.list ?? []);
    if (opened.kind === 'ok' || opened.reason !== 'unknown_key' || this.#freshKeys) return opened;
    await this.fetchKeys();
    return await openSigned(signed, type, (await this.state()).keys?.list ?? []);
  }

  #counted(state: LockState, bytes: number): LockState {
    return { ...state, used: withBytes(state.used, bytes, this.reading(state).nowMs) };
  }

  /** Replaces the key set whole: a key that is no longer in it is no longer believed. */
  async fetchKeys(): Promise<void> {
    this.#freshKeys = true;
    const reply = await this.ask({
      method: 'GET',
      path: '/lock/v1/keys',
      maxBytes: KEYS_TEXT_MAX,
      named: false,
    });
    const set = reply?.status === 200 ? jsonOf(reply) : undefined;
    if (!isKeySet(set)) return;
    await this.change((state) => ({
      ...state,
      keys: { list: set.keys, atMs: this.reading(state).nowMs },
    }));
  }
}
