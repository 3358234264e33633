// Packs without any identifier: one a language, the same for everybody. Made when cards changed or half an hour is over,
// kept in the database, so that versions never go back and every process serves the same.

import { PACK_CARDS_MAX, PACK_LIFE_MS, PACK_TYPE } from '@jhalak/contracts/lock';
import { MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import type { KillStore } from '../kill-store.ts';
import type { CardPool } from '../pool.ts';
import type { CellName } from '../signing/cell-name.ts';
import type { Signer } from '../signing/signer.ts';
import type { Card } from '../types.ts';
import { AGAIN_MS, type PackAds, type PackChoice } from './pack-ads.ts';
import type { Chosen, LockSlots } from './lock-slots.ts';
import { PACK_VARIANTS, variantName, type PackVariant } from './pack-files.ts';
import { packPayload } from './pack-payload.ts';
import { keepReceipt } from './pack-receipts.ts';

/** Words that nobody changed still grow old: the choice among them is made again this often. */
const REMADE_AFTER_MS = 30 * MINUTE_MS;
const NEVER = new AbortController().signal;

export interface PackMakerDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  region: string;
  cell: CellName;
  pool: CardPool;
  kills: KillStore;
  slots: LockSlots;
  signer: Signer;
  ads: PackAds;
  visibility: Pick<Visibility, 'ordersWindow'>;
}

/** One pack of one channel, ready to send. */
export interface ReadyPack {
  version: number;
  issuedAtMs: number;
  /** How many it holds. */
  cards: number;
  /** Signed pack as JSON text. */
  body: string;
}

interface Channel {
  version: number;
  cards: number;
  issuedAtMs: number;
  staleAtMs: number;
  madeOfWindow: number;
  /** The journal window of the orders that were known. */
  madeOfOrders: number;
  /** Protected header of its signatures. */
  header: string;
  bodies: Readonly<Record<string, string>>;
}

interface ChannelRow {
  version: number;
  cards: number;
  issued_at_ms: number;
  stale_at_ms: number;
  made_of_window: number;
  made_of_orders: number;
  header: string;
  bodies: Record<string, string>;
}

export class ContextualPacks {
  readonly #deps: PackMakerDeps;
  readonly #channels = new Map<string, Channel>();
  readonly #making = new Map<string, Promise<Channel>>();
  /** Packs in a row that got no ads though there may be some soon, of each channel. */
  readonly #short = new Map<string, number>();

  constructor(deps: PackMakerDeps) {
    this.#deps = deps;
  }

  /**
   * @param brand whose phones ask: ads say whose lock screen they are on, so each brand has packs of its own.
   * @returns the present pack. Cost: memory; the first one after a change some 10 ms.
   */
  async current(language: string, variant: PackVariant, brand?: string): Promise<ReadyPack> {
    await this.#deps.signer.prepare();
    const known = this.#channels.get(keyOf(language, brand));
    const channel =
      known !== undefined && this.#isFresh(language, known)
        ? known
        : await this.#renew(language, brand);
    const body = channel.bodies[variantName(variant)];
    if (body === undefined) throw new Error('broken assumption: every variant is made');
    const { version, issuedAtMs, cards } = channel;
    return { version, issuedAtMs, cards, body };
  }

  #isFresh(language: string, channel: Channel): boolean {
    const nowMs = this.#deps.clock.nowMs();
    return (
      nowMs < channel.staleAtMs &&
      // A clock that was set back: the pack would seem to come from the future.
      nowMs >= channel.issuedAtMs &&
      channel.madeOfWindow >= this.#deps.pool.changedWindow(language) &&
      channel.madeOfOrders >= this.#deps.visibility.ordersWindow() &&
      this.#deps.signer.counts({ protected: channel.header })
    );
  }

  // Requests that come while a pack is made share it.
  async #renew(language: string, brand: string | undefined): Promise<Channel> {
    const key = keyOf(language, brand);
    const making =
      this.#making.get(key) ??
      this.#renewOnce(language, brand).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return await making;
  }

  // The choice is made before the channel is held: nothing that is held waits for another connection.
  async #renewOnce(language: string, brand: string | undefined): Promise<Channel> {
    const { database, region } = this.#deps;
    const name = `${region}/${keyOf(language, brand)}/contextual`;
    const made = await this.#choose(language, brand);
    const key = keyOf(language, brand);
    const short = made.ads.isShort ? (this.#short.get(key) ?? 0) + 1 : 0;
    this.#short.set(key, short);
    const keptMs = short === 0 ? REMADE_AFTER_MS : AGAIN_MS * 2 ** (short - 1);
    const channel = await database.transaction(async (tx) => {
      const before = await lockChannel(tx, name);
      // Another process was quicker.
      if (before.version > 0 && this.#isFresh(language, before)) return before;
      return await this.#write(tx, name, language, before.version + 1, made, keptMs);
    });
    this.#channels.set(key, channel);
    return channel;
  }

  async #choose(language: string, brand: string | undefined): Promise<Made> {
    const { database, pool, kills, slots, cell, signer } = this.#deps;
    // Both before the choice: what changes meanwhile makes the pack old at once.
    const madeOfWindow = pool.window;
    const madeOfOrders = this.#deps.visibility.ordersWindow();
    const { version: killVersion } = await kills.version(database);
    const cellName = await cell.name();
    await signer.prepare();
    const chosen = await slots.choose({
      viewer: undefined,
      language,
      limit: PACK_CARDS_MAX,
      signal: NEVER,
    });
    const ads = await this.#deps.ads.choose({
      ...{ viewer: undefined, language, brand },
      ...{ cards: chosen.cards.length, nowMs: chosen.madeAtMs },
    });
    return { madeOfWindow, madeOfOrders, killVersion, cellName, chosen, ads };
  }

  async #write(
    tx: Tx,
    name: string,
    language: string,
    version: number,
    { madeOfWindow, madeOfOrders, killVersion, cellName, chosen, ads }: Made,
    keptMs: number,
  ): Promise<Channel> {
    const { ids, pool, region, signer } = this.#deps;
    const issuedAtMs = chosen.madeAtMs;
    const pack = ids.next();
    const head = {
      pack,
      cell: cellName,
      region,
      language,
      kind: 'contextual' as const,
      version,
      issuedAtMs,
      expiresAtMs: issuedAtMs + PACK_LIFE_MS,
      killVersion,
    };
    const bodies: Record<string, string> = {};
    let header = '';
    let bytes = 0;
    for (const variant of PACK_VARIANTS) {
      const payload = packPayload(head, chosen.cards, variant, ads.ads);
      const signed = await signer.sign(PACK_TYPE, payload);
      header = signed.protected;
      bodies[variantName(variant)] = JSON.stringify(signed);
      bytes = Math.max(bytes, payload.bytes);
    }
    const staleAtMs = staleAt(pool.ofLanguage(language), issuedAtMs, keptMs);
    const cards = chosen.cards.length;
    const channel = {
      version,
      cards,
      issuedAtMs,
      staleAtMs,
      madeOfWindow,
      madeOfOrders,
      header,
      bodies,
    };
    await writeChannel(tx, name, channel);
    await keepReceipt(tx, { packId: pack, channel: name, version, chosen, bytes });
    return channel;
  }
}

/** A pack's content before it has a version. */
interface Made {
  madeOfWindow: number;
  madeOfOrders: number;
  killVersion: number;
  cellName: string;
  chosen: Chosen;
  ads: PackChoice;
}

/** Names a channel among those of a region. */
function keyOf(language: string, brand: string | undefined): string {
  return brand === undefined ? language : `${language}/${brand}`;
}

async function lockChannel(tx: Tx, name: string): Promise<Channel> {
  await tx.query(
    {
      name: 'cards.open_channel',
      text: `INSERT INTO lock_channels (channel, version, cards, issued_at_ms, stale_at_ms, made_of_window, header, bodies)
        VALUES ($1, 0, 0, 0, 0, 0, '', '{}') ON CONFLICT DO NOTHING`,
    },
    [name],
  );
  const [row] = await tx.query<ChannelRow>(
    {
      name: 'cards.lock_channel',
      text: `SELECT version, cards, issued_at_ms, stale_at_ms, made_of_window, made_of_orders, header, bodies FROM lock_channels
        WHERE channel = $1 FOR UPDATE`,
    },
    [name],
  );
  if (row === undefined) throw new Error('broken assumption: the channel was opened');
  return {
    version: row.version,
    cards: row.cards,
    issuedAtMs: row.issued_at_ms,
    staleAtMs: row.stale_at_ms,
    madeOfWindow: row.made_of_window,
    madeOfOrders: row.made_of_orders,
    header: row.header,
    bodies: row.bodies,
  };
}

async function writeChannel(tx: Tx, name: string, channel: Channel): Promise<void> {
  await tx.query(
    {
      name: 'cards.write_channel',
      text: `UPDATE lock_channels SET version = $2, issued_at_ms = $3, stale_at_ms = $4, made_of_window = $5, bodies = $6, cards = $7,
          header = $8, made_of_orders = $9
        WHERE channel = $1`,
    },
    [
      name,
      channel.version,
      channel.issuedAtMs,
      channel.staleAtMs,
      channel.madeOfWindow,
      JSON.stringify(channel.bodies),
      channel.cards,
      channel.header,
      channel.madeOfOrders,
    ],
  );
}

/** @returns when a pack made now is old: at the next beginning or end of a card's time, at the latest after `keptMs`, or half an hour. */
function staleAt(cards: readonly Card[], nowMs: number, keptMs: number): number {
  let staleAtMs = nowMs + Math.min(keptMs, REMADE_AFTER_MS);
  for (const { fromMs, untilMs, embargoUntilMs } of cards) {
    for (const edgeMs of [fromMs, untilMs, embargoUntilMs ?? 0])
      if (edgeMs > nowMs) staleAtMs = Math.min(staleAtMs, edgeMs);
  }
  return staleAtMs;
}
