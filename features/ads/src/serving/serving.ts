// Serving as a part: what it stands on, what it holds in memory, and how it begins and ends. Slots, packs and routes use it.

import type { Caller } from '@jhalak/contracts';
import type { Video } from '@jhalak/contracts/videos';
import { type Clock, type Ids, type Logger, type Random } from '@jhalak/kernel';
import type { Database, Journal, StateStore } from '@jhalak/ports';
import type { WantedLine } from '../billing/leases.ts';
import type { AdSight } from '../types.ts';
import { Deciding, type DecidingDeps } from './deciding.ts';
import { LineIndex, type RankedLine } from './line-index.ts';
import { Pacer } from './pacing.ts';
import { Policies } from './policies.ts';
import { Traffic } from './traffic.ts';
import { ViewerStore } from './viewer-store.ts';

/** The clip beside an ad, and the clip that is one; by videos and visibility, wired in the app. */
interface SlotClips {
  /** Cost: a look-up in memory mostly. */
  remembered(
    id: string,
  ): Promise<{ personId: string; language: string; genre: string } | undefined>;
  /** @returns JSON texts (contract Video), by id. Does not ask visibility. */
  present(ids: readonly string[], caller: Caller | undefined): Promise<ReadonlyMap<string, string>>;
  /** Whether this viewer may see a clip there; of nobody among `apart`. Cost: a look-up. */
  maySee(
    surface: string,
    videoId: string,
    caller: Caller | undefined,
    apart: ReadonlySet<string>,
  ): boolean;
  /** @returns whose clips somebody is not shown: a block in either direction, and whom they muted. Cost: memory mostly. */
  apart(caller: Caller | undefined): Promise<ReadonlySet<string>>;
}

/** What is known of somebody's leanings; by taste, wired in the app. */
interface Leanings {
  /** @returns genres, strongest first; none of somebody of whom nothing was learned. */
  genres(personId: string): Promise<readonly string[]>;
}

/** The region's money and clocks. */
interface RegionBook {
  /** ISO 4217. */
  currency: string;
  minorDigits: number;
  /** Of its clocks, before UTC's. */
  offsetMinutes: number;
}

export interface ServingDeps extends DecidingDeps {
  database: Database;
  journal: Journal;
  state: StateStore;
  clock: Clock;
  ids: Ids;
  random: Random;
  logger: Logger;
  region: string;
  /** Whether the region has a currency: without it nothing is sold, and nobody asks `book`. */
  isOpen: () => boolean;
  /** @throws `ledger.no_currency`. */
  book: () => RegionBook;
  clips: SlotClips;
  leanings: Leanings;
  sight: AdSight;
}

/** Line items for which leases are asked as soon as they are live: those that bid most. */
const WANTED_AHEAD_MAX = 2_000;
const MICROS_DIGITS = 6;

/** Everything that deciding asks, in memory. */
export class Serving {
  readonly deps: ServingDeps;
  readonly index: LineIndex;
  readonly policies: Policies;
  readonly traffic: Traffic;
  readonly viewers: ViewerStore;
  readonly deciding: Deciding;
  readonly #pacer: Pacer;

  constructor(deps: ServingDeps) {
    const { database, journal, clock, logger, leases } = deps;
    this.deps = deps;
    this.index = new LineIndex({
      ...{ database, journal, clock, logger },
      minorDigits: () => deps.book().minorDigits,
      onChange: (ranked) => {
        this.#pacer.keep((campaign) => this.index.hasCampaign(campaign));
        leases.want(ranked.slice(0, WANTED_AHEAD_MAX).flatMap(wantedOf));
      },
    });
    this.#pacer = new Pacer(deps.random);
    this.policies = new Policies(deps, deps.region);
    this.traffic = new Traffic({
      ...{ database, clock, logger },
      offsetMinutes: () => deps.book().offsetMinutes,
    });
    this.viewers = new ViewerStore(deps.state, clock);
    this.deciding = new Deciding(deps);
  }

  async start(): Promise<void> {
    await Promise.all([this.policies.start(), this.traffic.load()]);
    await this.index.start();
  }

  /** Brings memory up to what is committed: changes of other processes too. */
  async catchUp(): Promise<void> {
    await this.policies.catchUp();
    await this.index.catchUp();
  }

  async stop(): Promise<void> {
    await this.traffic.flush();
    await this.policies.stop();
    await this.index.stop();
  }

  /** Micros of one smallest unit. */
  unitMicros(): number {
    return 10 ** (MICROS_DIGITS - this.deps.book().minorDigits);
  }

  /** @returns whether pacing lets a line item bid now; always, where it is to be spent fast. */
  paced({ line, reserveMicros }: RankedLine, nowMs: number): boolean {
    if (line.pacing === 'fast') return true;
    const { campaign, startsAtMs, endsAtMs, budget } = line;
    const flight = { startsAtMs, endsAtMs, hours: this.index.hoursOf(campaign) };
    const left = (): number => (budget - this.index.spentOf(campaign)) * this.unitMicros();
    return this.#pacer.allows(
      campaign,
      flight,
      this.traffic.forecast(),
      nowMs,
      reserveMicros,
      left,
    );
  }

  /** A showing was granted. */
  spent({ line, reserveMicros }: RankedLine, showings: number): void {
    this.#pacer.spent(line.campaign, reserveMicros * showings);
  }

  /** @returns leanings, only of people of 18 or more who said yes to personal ads; undefined: contextual only. */
  async interestsOf(caller: Caller | undefined): Promise<readonly string[] | undefined> {
    if (caller?.ads !== true || caller.ageBand !== '18plus') return undefined;
    const learned = caller.personal ? await this.deps.leanings.genres(caller.personId) : [];
    return [...new Set([...learned, ...caller.genres])];
  }
}

/** @returns how a clip that is an ad is shown. */
export function playable(text: string | undefined): Video | undefined {
  // Written by videos, by the same contract.
  return text === undefined ? undefined : (JSON.parse(text) as Video);
}

function wantedOf({ line, reserveMicros }: RankedLine): WantedLine[] {
  const { organisation, campaign, lineItem, pricing } = line;
  if (pricing === 'house') return [];
  return [{ organisation, campaign, lineItem, reserveMicros, placement: 'feed' }];
}
