// One simulated phone: keeps its pack, skips what it has shown, fetches files that it lacks by their digest, and reports.

import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { Random } from '@jhalak/kernel';
import type { TestCell } from '@jhalak/testing';
import { GENRE_NAMES } from './lock-desk.ts';

export interface PhoneOptions {
  kind: 'taste' | 'no_taste' | 'contextual';
  language: string;
  /** Genres that its person opens more often; dice for `no_taste`. */
  likes: readonly string[];
  random: Random;
}

interface ShownCard {
  id: string;
  slot: string;
  genre: string;
  fromMs: number;
  untilMs: number;
  picture?: { file: { sha256: string; bytes: number } };
}

/** Chances of a reaction, in a hundred. */
const OPENS = { liked: 40, other: 6 } as const;
const DISMISSES = { liked: 2, other: 12 } as const;
const STAYS = { liked: 70, other: 25 } as const;

export class SimPhone {
  readonly kind: PhoneOptions['kind'];
  readonly #cell: TestCell;
  readonly #options: PhoneOptions;
  readonly #token: string | undefined;
  readonly #device: string;
  readonly #seen = new Set<string>();
  readonly #reported = new Set<string>();
  readonly #files = new Set<string>();
  readonly #genres = new Map<string, number>();
  #cards: readonly ShownCard[] = [];
  #etag = '';
  #waiting: object[] = [];
  #today = 0;
  showings = 0;
  repeats = 0;
  offeredSeen = 0;
  nothingNew = 0;
  packs = 0;
  notModified = 0;
  packBytes = 0;
  fileBytes = 0;
  bytesADayMax = 0;

  private constructor(cell: TestCell, options: PhoneOptions, token: string | undefined) {
    this.#cell = cell;
    this.#options = options;
    this.kind = options.kind;
    this.#token = token;
    this.#device = Buffer.from(options.random.bytes(16)).toString('base64url');
  }

  static async make(cell: TestCell, options: PhoneOptions): Promise<SimPhone> {
    if (options.kind === 'contextual') return new SimPhone(cell, options, undefined);
    const consent = { personalisation: true, lock: true, ads: false };
    const viewer = await cell.viewer({
      languages: [options.language],
      consent: { ...consent, ...noticeRead('en') },
    });
    return new SimPhone(cell, options, viewer.token);
  }

  /** Sends what waits, fetches the pack if it changed, and the files that are not here yet. */
  async sync(): Promise<void> {
    await this.#report();
    const { language } = this.#options;
    const reply = await this.#cell.api<{ payload: string }>(
      'GET',
      `/lock/v1/packs/in/${language}/current?width=360&format=avif`,
      { token: this.#token, headers: { 'if-none-match': this.#etag } },
    );
    if (reply.status === 304) {
      this.notModified += 1;
      return;
    }
    if (reply.status !== 200) throw new Error(`no pack: ${reply.status}`);
    this.#etag = reply.headers.get('etag') ?? '';
    this.packs += 1;
    const bytes = JSON.stringify(reply.body).length;
    this.packBytes += bytes;
    this.#today += bytes;
    const text = Buffer.from(reply.body.payload, 'base64url').toString('utf8');
    this.#cards = (JSON.parse(text) as { cards: ShownCard[] }).cards;
    for (const card of this.#cards) {
      if (this.#token !== undefined && this.#reported.has(card.id)) this.offeredSeen += 1;
      this.#fetchFile(card);
    }
  }

  #fetchFile({ picture }: ShownCard): void {
    if (picture === undefined || this.#files.has(picture.file.sha256)) return;
    this.#files.add(picture.file.sha256);
    this.fileBytes += picture.file.bytes;
    this.#today += picture.file.bytes;
  }

  /** Somebody lights the screen: the next card that was not shown yet. */
  light(): void {
    const nowMs = this.#cell.parts.clock.nowMs();
    const inTime = this.#cards.filter((card) => card.fromMs <= nowMs && card.untilMs > nowMs);
    const card = inTime.find((one) => !this.#seen.has(one.id));
    if (card === undefined) {
      this.nothingNew += 1;
      return;
    }
    this.showings += 1;
    if (this.#seen.has(card.id)) this.repeats += 1;
    this.#seen.add(card.id);
    this.#genres.set(card.genre, (this.#genres.get(card.genre) ?? 0) + 1);
    this.#react(card);
  }

  #react({ slot, genre, id }: ShownCard): void {
    const { kind, likes, random } = this.#options;
    const chances = kind !== 'no_taste' && likes.includes(genre) ? 'liked' : 'other';
    const at = this.#cell.parts.clock.nowMs();
    const event = (type: string, more: object = {}): void => {
      this.#waiting.push({ type, slot, seq: 0, at, ...more });
    };
    this.#reported.add(id);
    event('glance');
    if (random.below(100) < STAYS[chances]) event('dwell', { dwellMs: 4_000 });
    if (random.below(100) < OPENS[chances]) event('open');
    else if (random.below(100) < DISMISSES[chances])
      event('dismiss', { reason: random.below(2) === 0 ? 'not_interested' : 'other' });
  }

  async #report(): Promise<void> {
    while (this.#waiting.length > 0) {
      const events = this.#waiting.splice(0, 100);
      const reply = await this.#cell.api<{ results: { ok: boolean }[] }>(
        'POST',
        '/lock/v1/events',
        { token: this.#token, body: { device: this.#device, consent: true, events } },
      );
      if (reply.status !== 202 || !reply.body.results.every((one) => one.ok))
        throw new Error(`events: ${reply.status} ${JSON.stringify(reply.body).slice(0, 300)}`);
    }
  }

  endDay(): void {
    this.bytesADayMax = Math.max(this.bytesADayMax, this.#today);
    this.#today = 0;
  }

  /** @returns bits: how mixed the genres were that it showed; three is every genre alike. */
  genreEntropy(): number {
    let bits = 0;
    for (const genre of GENRE_NAMES) {
      const share = (this.#genres.get(genre) ?? 0) / Math.max(1, this.showings);
      if (share > 0) bits -= share * Math.log2(share);
    }
    return bits;
  }

  tasteShare(): number {
    const liked = this.#options.likes.reduce((all, one) => all + (this.#genres.get(one) ?? 0), 0);
    return liked / Math.max(1, this.showings);
  }
}
