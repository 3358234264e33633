// A viewer's own packs: for somebody who allowed the lock screen and learning. Made on request, kept in memory for some
// minutes; the version is durable before the pack is sent.

import { PACK_CARDS_MAX, PACK_LIFE_MS, PACK_TYPE } from '@jhalak/contracts/lock';
import type { Caller } from '@jhalak/contracts';
import { MINUTE_MS } from '@jhalak/kernel';
import type { Choice } from '@jhalak/taste';
import { LRUCache } from 'lru-cache';
import type { PackMakerDeps, ReadyPack } from './contextual-packs.ts';
import { AGAIN_MS } from './pack-ads.ts';
import { variantName, type PackVariant } from './pack-files.ts';
import { packPayload } from './pack-payload.ts';
import { keepNextReceipt } from './pack-receipts.ts';

/** A phone that asks again sooner gets the same pack: choosing anew would show what was just seen elsewhere at most. */
const KEPT_MS = 10 * MINUTE_MS;
/** 64 MiB hold some 1,000 packs of 20 cards. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;

interface KeptPack extends ReadyPack {
  /** Protected header of its signature. */
  header: string;
  killVersion: number;
  keptMs: number;
  /** The journal window of the orders that were known when it was made. */
  madeOfOrders: number;
  /** What the viewer had asked for. */
  choices: readonly Choice[];
}

export class PersonalPacks {
  readonly #deps: PackMakerDeps;
  readonly #kept = new LRUCache<string, KeptPack>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (pack) => pack.body.length + 256,
  });
  readonly #making = new Map<string, Promise<KeptPack>>();

  constructor(deps: PackMakerDeps) {
    this.#deps = deps;
  }

  /**
   * @param killVersion of the kill list that is in force: a pack from before it is made anew.
   * @returns the viewer's pack. Cost: memory, or some 5 ms and one write.
   */
  async current(
    viewer: Caller,
    language: string,
    variant: PackVariant,
    killVersion: number,
    signal: AbortSignal,
    brand?: string,
  ): Promise<ReadyPack> {
    const key = `${viewer.personId}/${language}/${variantName(variant)}/${brand ?? ''}`;
    await this.#deps.signer.prepare();
    const known = this.#kept.get(key);
    // What is asked for holds from the next pack on.
    const choices = await this.#deps.slots.choicesOf(viewer.personId);
    if (known?.choices === choices && this.#isFresh(known, killVersion)) return known;
    const making =
      this.#making.get(key) ??
      this.#make(viewer, { language, brand }, variant, { killVersion, choices }, signal).finally(
        () => this.#making.delete(key),
      );
    this.#making.set(key, making);
    const pack = await making;
    this.#kept.set(key, pack);
    return pack;
  }

  #isFresh(pack: KeptPack, killVersion: number): boolean {
    const ageMs = this.#deps.clock.nowMs() - pack.issuedAtMs;
    return (
      ageMs >= 0 &&
      ageMs < pack.keptMs &&
      pack.killVersion >= killVersion &&
      pack.madeOfOrders >= this.#deps.visibility.ordersWindow() &&
      this.#deps.signer.counts({ protected: pack.header })
    );
  }

  async #make(
    viewer: Caller,
    { language, brand }: { language: string; brand: string | undefined },
    variant: PackVariant,
    { killVersion, choices }: Pick<KeptPack, 'killVersion' | 'choices'>,
    signal: AbortSignal,
  ): Promise<KeptPack> {
    const { database, ids, region, cell, slots, signer, visibility } = this.#deps;
    // Before the choice: an order that comes meanwhile makes the pack old at once.
    const madeOfOrders = visibility.ordersWindow();
    const chosen = await slots.choose({ viewer, language, limit: PACK_CARDS_MAX, signal });
    const channel = `${region}/${language}/personal`;
    const pack = ids.next();
    const issuedAtMs = chosen.madeAtMs;
    const head = {
      pack,
      cell: await cell.name(),
      region,
      language,
      kind: 'personal' as const,
      // Known once it is written.
      version: 0,
      issuedAtMs,
      expiresAtMs: issuedAtMs + PACK_LIFE_MS,
      killVersion,
    };
    const asked = { viewer, language, brand, cards: chosen.cards.length, nowMs: issuedAtMs };
    const { ads, isShort } = await this.#deps.ads.choose(asked);
    const payload = packPayload(head, chosen.cards, variant, ads);
    const { bytes } = payload;
    const { personId } = viewer;
    const receipt = { packId: pack, personId, channel, chosen, bytes };
    payload.version = await keepNextReceipt(database, receipt);
    const { version } = payload;
    const signed = await signer.sign(PACK_TYPE, payload);
    return {
      version,
      issuedAtMs,
      cards: payload.cards.length,
      header: signed.protected,
      body: JSON.stringify(signed),
      killVersion,
      keptMs: isShort ? AGAIN_MS : KEPT_MS,
      madeOfOrders,
      choices,
    };
  }
}
