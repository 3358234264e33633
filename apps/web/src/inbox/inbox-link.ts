// The line to the inbox: a stream while the page is looked at, or a question now and then where there can be none. It tells
// the dot and whoever has the inbox open. The browser itself comes back after a loss, and says what it heard last.

import type { InboxNews, InboxPage } from '@jhalak/contracts/inbox';
import type { Api } from '../api/client.ts';
import { inboxDot } from '../shell/inbox-dot.ts';
import { createSignal } from '../shell/signal.ts';

/** Where no stream can be had: the server has as many as it may, or a proxy lets none through. */
const ASK_EVERY_MS = 60_000;
/** The stream is tried again after so many questions. */
const TRY_AFTER_ASKS = 5;
/** Timers do not reach further; a later change is looked for then. */
const TIMER_MAX_MS = 24 * 3_600_000;

type Dot = Pick<InboxPage, 'unread' | 'silent' | 'silentChangesAtMs'>;

/** The latest news; null: none yet. */
export const inboxNews = createSignal<InboxNews | null>(null);

/** @returns the device's own time zone, for its quiet hours. */
export function zoneQuery(): string {
  return `zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
}

export class InboxLink {
  readonly #api: Api;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;
  #asks = 0;
  #open = false;
  /** What the stream told last: a page that is looked at again goes on from there. */
  #lastUpTo = '';

  constructor(api: Api) {
    this.#api = api;
  }

  /** Begins, or goes on when the page is looked at again. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#listen();
  }

  /** Stops: the page is hidden, left, or belongs to somebody else. */
  close(): void {
    this.#open = false;
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#quietTimer);
  }

  #listen(): void {
    const source = new EventSource(`/v1/inbox/stream?${zoneQuery()}`);
    this.#source = source;
    source.addEventListener('news', (event) => this.#hear(event));
    source.addEventListener('end', (event) => {
      // Otherwise the browser comes back by itself, and says what it heard last.
      if (!event.data.includes('signed_out')) return;
      source.close();
      this.#askLater();
    });
    source.onerror = () => {
      // While it is connecting, the browser comes back by itself.
      if (source.readyState === EventSource.CLOSED) this.#askLater();
    };
  }

  #hear(event: MessageEvent<string>): void {
    const news = JSON.parse(event.data) as InboxNews;
    // A stream that begins says how things stand: what came while nobody listened is read anew.
    const missed = this.#lastUpTo !== '' && news.items.length === 0 && news.upTo !== this.#lastUpTo;
    this.#lastUpTo = news.upTo;
    this.#show(news);
    inboxNews.set(missed ? { ...news, reload: true } : news);
  }

  #show(dot: Dot): void {
    inboxDot.set(dot.silent ? 0 : dot.unread);
    clearTimeout(this.#quietTimer);
    if (dot.silentChangesAtMs === null) return;
    const ms = Math.min(Math.max(0, dot.silentChangesAtMs - Date.now()), TIMER_MAX_MS);
    this.#quietTimer = setTimeout(() => void this.#ask(), ms + 1_000);
  }

  #askLater(): void {
    this.#source = undefined;
    clearTimeout(this.#timer);
    if (!this.#open) return;
    this.#timer = setTimeout(() => {
      this.#asks += 1;
      if (this.#asks % TRY_AFTER_ASKS === 0) this.#listen();
      else void this.#ask().then(() => this.#askLater());
    }, ASK_EVERY_MS);
  }

  async #ask(): Promise<void> {
    const reply = await this.#api.get<InboxPage>(`/v1/inbox?limit=1&${zoneQuery()}`);
    if (reply.kind !== 'ok' || !this.#open) return;
    this.#show(reply.value);
    const { upTo, unread, silent, silentChangesAtMs } = reply.value;
    if (upTo === this.#lastUpTo) return;
    this.#lastUpTo = upTo;
    inboxNews.set({
      ...{ items: [], gone: [], reload: true },
      ...{ upTo, unread, silent, silentChangesAtMs },
    });
  }
}
