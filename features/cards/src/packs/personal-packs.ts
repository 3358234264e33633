// A viewer's own packs: for somebody who allowed the lock screen and learning. Made on request, kept in memory for some
// minutes; the version is durable before the pack is sent.

import { PACK_CARDS_MAX, PACK_LIFE_MS, PACK_TYPE } from '@jhalak/contracts/lock';
import type { Caller } from '@jhalak/contracts';
import { MINUTE_MS } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { PackMakerDeps, ReadyPack } from './contextual-packs.ts';
import { variantName, type PackVariant } from './pack-files.ts';
import { packPayload } from './pack-payload.ts';
import { keepReceipt } from './pack-receipts.ts';

/** A phone that asks again sooner gets the same pack: choosing anew would show what was just seen elsewhere at most. */
const KEPT_MS = 10 * MINUTE_MS;
/** 64 MiB hold some 1,000 packs of 20 cards. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;

interface KeptPack extends ReadyPack {
  /** Protected header of its signature. */
  header: string;
  killVersion: number;
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

  /** @returns the viewer's pack. Cost: memory, or some 5 ms and two writes. */
  async current(
    viewer: Caller,
    language: string,
    variant: PackVariant,
    signal: AbortSignal,
  ): Promise<ReadyPack> {
    const key = `${viewer.personId}/${language}/${variantName(variant)}`;
    await this.#deps.signer.prepare();
    const { version: killVersion } = await this.#deps.kills.version(this.#deps.database);
    const known = this.#kept.get(key);
    if (known !== undefined && this.#isFresh(known, killVersion)) return known;
    const making =
      this.#making.get(key) ??
      this.#make(viewer, language, variant, killVersion, signal).finally(() =>
        this.#making.delete(key),
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
      ageMs < KEPT_MS &&
      pack.killVersion >= killVersion &&
      this.#deps.signer.counts({ protected: pack.header })
    );
  }

  async #make(
    viewer: Caller,
    language: string,
    variant: PackVariant,
    killVersion: number,
    signal: AbortSignal,
  ): Promise<KeptPack> {
    const { database, ids, region, cell, slots, signer } = this.#deps;
    const chosen = await slots.choose({ viewer, language, limit: PACK_CARDS_MAX, signal });
    const channel = `${region}/${language}/personal`;
    const pack = ids.next();
    const version = await nextVersion(database, viewer.personId, channel);
    const issuedAtMs = chosen.madeAtMs;
    const payload = packPayload(
      {
        pack,
        cell: await cell.name(),
        region,
        language,
        kind: 'personal',
        version,
        issuedAtMs,
        expiresAtMs: issuedAtMs + PACK_LIFE_MS,
        killVersion,
      },
      chosen.cards,
      variant,
    );
    await keepReceipt(database, {
      packId: pack,
      personId: viewer.personId,
      channel,
      version,
      chosen,
      bytes: payload.bytes,
    });
    const signed = await signer.sign(PACK_TYPE, payload);
    return {
      version,
      issuedAtMs,
      cards: payload.cards.length,
      header: signed.protected,
      body: JSON.stringify(signed),
      killVersion,
    };
  }
}

async function nextVersion(on: Queries, personId: string, channel: string): Promise<number> {
  const [row] = await on.query<{ version: number }>(
    {
      name: 'cards.next_version',
      text: `INSERT INTO lock_viewer_channels (person_id, channel, version) VALUES ($1, $2, 1)
        ON CONFLICT (person_id, channel) DO UPDATE SET version = lock_viewer_channels.version + 1 RETURNING version`,
    },
    [personId, channel],
  );
  if (row === undefined) throw new Error('broken assumption: an upsert returns its row');
  return row.version;
}
