// What a place in the feed and one in a lock pack have in common: who may be asked about, what is reserved, what is signed.

import { NOBODY } from '@jhalak/attention';
import type { Caller } from '@jhalak/contracts';
import { messageOf } from '@jhalak/kernel';
import type { AdGrant } from '../billing/grant.ts';
import type { AdTokens } from '../billing/token.ts';
import { giveBack, type Granted, type Question, type Won } from './deciding.ts';
import type { LiveCreative } from './live-lines.ts';
import type { Serving } from './serving.ts';
import type { ShortlistTerms } from './shortlist.ts';
import type { AdContext } from './types.ts';
import { hasRoom, reserve, type ViewerRecord } from './viewer-memory.ts';

const NO_ONE: ReadonlySet<string> = new Set();

export class Places {
  readonly serving: Serving;
  readonly #tokens: AdTokens;

  constructor(serving: Serving, tokens: AdTokens) {
    this.serving = serving;
    this.#tokens = tokens;
  }

  /**
   * @param apart whose clips the caller is not shown, where clips are ads.
   * @returns what the shortlist is made by.
   */
  terms(
    context: AdContext,
    record: ViewerRecord | undefined,
    caller: Caller | undefined,
    surface: string,
    apart: ReadonlySet<string> = NO_ONE,
  ): ShortlistTerms {
    const { policies, deps } = this.serving;
    return {
      ...{ context, record, showings: 1, without: NO_ONE },
      policy: policies.at(context.nowMs),
      offsetMinutes: deps.book().offsetMinutes,
      unitMicros: this.serving.unitMicros(),
      room: record === undefined || hasRoom(record),
      paced: (ranked) => this.serving.paced(ranked, context.nowMs),
      maySee: (creative) => this.#maySee(surface, creative, caller, apart),
    };
  }

  /** Orders reach ads; an ad's clip must be visible like any other. */
  #maySee(
    surface: string,
    { id, content }: LiveCreative,
    caller: Caller | undefined,
    apart: ReadonlySet<string>,
  ): boolean {
    const { sight, clips } = this.serving.deps;
    if (!sight.maySee(surface, id, caller)) return false;
    return content.kind !== 'clip' || clips.maySee(surface, content.videoId, caller, apart);
  }

  /** @returns what the decision is made by, but who is asked and what is reserved. */
  question(
    terms: ShortlistTerms,
    caller: Caller | undefined,
  ): Omit<Question, 'seats' | 'mayReserve' | 'reserve'> {
    const { index, deps } = this.serving;
    const { context, policy, unitMicros } = terms;
    return {
      terms,
      ranked: index.ranked(context.placement, context.language),
      round: {
        ...{ context, policy, unitMicros, currency: deps.book().currency },
        country: deps.region.toUpperCase(),
        child: caller?.ageBand !== '18plus',
      },
    };
  }

  /**
   * Reserves with pacing, and in the viewer's record, where somebody is known.
   *
   * @returns whether it is their first showing of it.
   */
  reserve(
    record: ViewerRecord | undefined,
    won: Won,
    atMs: number,
    count: number,
    inSession: boolean,
  ): { first: boolean } {
    if (won.kind !== 'seat') this.serving.spent(won.pick, count);
    if (record === undefined) return { first: false };
    if (won.kind === 'seat') {
      const campaign = `${won.seat}/${won.creative}`;
      const creative = campaign;
      const seat = { lineItem: undefined, caps: [], campaign, creative };
      return { first: reserve(record, { ...seat, atMs, count, inSession }) };
    }
    const { line, creative } = won.pick;
    const { lineItem, caps, campaign } = line;
    const one = { lineItem, caps, campaign, creative: creative.id };
    return { first: reserve(record, { ...one, atMs, count, inSession }) };
  }

  /** Puts back the money of an ad that nobody is given. */
  giveBack(granted: Granted, placement: AdContext['placement']): void {
    giveBack(this.serving.deps.leases, granted, placement);
  }

  /** Writes down what was reserved; without it nothing is shown. */
  async kept(personId: string, record: ViewerRecord): Promise<boolean> {
    try {
      await this.serving.viewers.keep(personId, record);
      return true;
    } catch (error) {
      this.serving.deps.logger.warn(
        { error: messageOf(error) },
        'what somebody was shown could not be written down; nothing is shown',
      );
      return false;
    }
  }

  /** @returns where a tap leads: the advertiser's address, with what its server may name the click by. */
  landing(url: string, grant: AdGrant): string {
    return this.#tokens.landing(url, grant);
  }

  /** @returns the token, bound to its viewer. */
  sign(grant: AdGrant, caller: Caller | undefined): string {
    return this.#tokens.sign(grant, caller?.personId ?? NOBODY);
  }
}
