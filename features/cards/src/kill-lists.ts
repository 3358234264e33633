// The signed kill list: small, believed for a day, asked for every 45 seconds while a screen is lit. Signed again when it
// changed, and every few minutes, so that whoever asks gets one that is believed for long.

import { KILL_LIFE_MS, KILL_TYPE } from '@jhalak/contracts/lock';
import { MINUTE_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { ShownBrand } from './brand-gate.ts';
import type { KillState, KillStore } from './kill-store.ts';
import type { CellName } from './signing/cell-name.ts';
import type { Signer } from './signing/signer.ts';

/** How long a kill of another process may go unnoticed here: each look is one short query. */
const LOOK_EVERY_MS = SECOND_MS;
/** A list is signed anew after this long: a device that asks is good for a day less ten minutes. */
const SIGNED_ANEW_MS = 10 * MINUTE_MS;
/** Brands that are dark at once. */
const BRANDS_MAX = 1_000;

interface SignedKills {
  /** Protected header of its signature. */
  header: string;
  version: number;
  issuedAtMs: number;
  /** Signed list as JSON text. */
  body: string;
}

export interface KillListsDeps {
  database: Database;
  clock: Clock;
  region: string;
  cell: CellName;
  kills: KillStore;
  signer: Signer;
}

export class KillLists {
  readonly #deps: KillListsDeps;
  #state: KillState = { version: -1, allDark: false, cards: [] };
  #lookedAtMs = -Infinity;
  #looking: Promise<void> | undefined;
  /** By version and darkness: brands' lists differ from everybody's. */
  readonly #signed = new LRUCache<string, Promise<SignedKills>>({ max: BRANDS_MAX });

  constructor(deps: KillListsDeps) {
    this.#deps = deps;
  }

  /** Makes the next question look at the database again. */
  forget(): void {
    this.#lookedAtMs = -Infinity;
  }

  /** @returns the list's version, and whether the whole surface is off; a second old at most. Cost: memory mostly. */
  async standing(): Promise<Pick<KillState, 'version' | 'allDark'>> {
    await this.#look();
    return this.#state;
  }

  /**
   * @param brand the brand that asks: its list's version also counts how often its switch was turned, so that it never
   * goes back.
   * @returns the list. Cost: memory; a signature when it changed.
   */
  async current(brand?: Pick<ShownBrand, 'allDark' | 'switchCount'>): Promise<SignedKills> {
    await this.#look();
    await this.#deps.signer.prepare();
    const { version, allDark } = this.#state;
    const turns = brand?.switchCount ?? 0;
    const dark = allDark || brand?.allDark === true;
    const key = `${version + turns}/${dark}`;
    const nowMs = this.#deps.clock.nowMs();
    const known = await this.#signed.get(key);
    if (
      known !== undefined &&
      nowMs >= known.issuedAtMs &&
      nowMs - known.issuedAtMs < SIGNED_ANEW_MS &&
      this.#deps.signer.counts({ protected: known.header })
    )
      return known;
    const signing = this.#sign({ ...this.#state, version: version + turns, allDark: dark }, nowMs);
    this.#signed.set(key, signing);
    signing.catch(() => this.#signed.delete(key));
    return await signing;
  }

  async #look(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    if (nowMs - this.#lookedAtMs < LOOK_EVERY_MS && nowMs >= this.#lookedAtMs) return;
    this.#looking ??= this.#lookOnce(nowMs).finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #lookOnce(nowMs: number): Promise<void> {
    const { database, kills } = this.#deps;
    const { version } = await kills.version(database);
    if (version !== this.#state.version) {
      this.#state = await kills.read(database);
      this.#signed.clear();
    }
    this.#lookedAtMs = nowMs;
  }

  async #sign(state: KillState, issuedAtMs: number): Promise<SignedKills> {
    const { cell, region, signer, database, kills } = this.#deps;
    // Read again: cards that no pack can hold any more are left out.
    const cards = state.cards.length === 0 ? [] : (await kills.read(database)).cards;
    const signed = await signer.sign(KILL_TYPE, {
      format: 1,
      cell: await cell.name(),
      region,
      version: state.version,
      issuedAtMs,
      expiresAtMs: issuedAtMs + KILL_LIFE_MS,
      cards,
      allDark: state.allDark,
    });
    const { version } = state;
    return { version, issuedAtMs, header: signed.protected, body: JSON.stringify(signed) };
  }
}
