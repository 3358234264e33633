// The operator's rules for ads: what the region begins with, dated, and what the operator set since. A change is a new version
// with a day from which it holds; none is edited.

import { problem } from '@jhalak/contracts';
import type { AdPolicy, AdPolicyBody, AdPolicyState } from '@jhalak/contracts/ad-slots';
import { cleanText } from '@jhalak/kernel';
import type { Queries, Subscription } from '@jhalak/ports';
import type { StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';

/** What a region begins with. */
interface RegionPolicy {
  /** Of the cell, as in `cell_region`; `*`: regions that have none of their own. */
  region: string;
  /** From when on, UTC milliseconds. */
  fromMs: number;
  policy: AdPolicy;
}

/**
 * Author: the Jhalak authors; no end dates are known. One ad in eight clips after the first six, twelve a session; none beside news,
 * where it would stand beside misfortune.
 */
const REGION_POLICIES: readonly RegionPolicy[] = [
  {
    region: '*',
    fromMs: 0,
    policy: {
      load: { firstAfter: 6, gap: 8, perSession: 12, perPack: 2 },
      floors: { feed: 1_000, lock: 1_000 },
      blockedDomains: [],
      // Alcohol, cigars, non-standard (adult, hate), illegal: content taxonomy 1.0.
      blockedCategories: ['IAB8-5', 'IAB8-18', 'IAB9-9', 'IAB25', 'IAB26'],
      genresWithoutAds: ['news'],
      houseAdvertisers: [],
      deals: [],
    },
  },
];

/** Changes kept in memory: the one in force, and the newest where it begins later. */
const READ_MAX = 20;

interface PolicyRow {
  version: number;
  from_ms: number;
  policy: AdPolicy;
  note: string;
}

/** @returns what a region begins with at a time. Cost: none. */
export function regionPolicy(region: string, atMs: number): AdPolicy {
  const rules = REGION_POLICIES.filter(({ fromMs }) => fromMs <= atMs);
  const rule =
    rules.findLast((one) => one.region === region) ?? rules.findLast((one) => one.region === '*');
  if (rule === undefined) throw new RangeError('some rule holds everywhere');
  return rule.policy;
}

/** Reads and changes the rules of one cell, and holds them in memory. */
export class Policies {
  readonly #deps: StoreDeps;
  readonly #region: string;
  #rows: readonly PolicyRow[] = [];
  #subscription: Subscription | undefined;

  constructor(deps: StoreDeps, region: string) {
    this.#deps = deps;
    this.#region = region;
  }

  /** Reads what was set, and follows what is set by other processes. */
  async start(): Promise<void> {
    const { journal } = this.#deps;
    const afterWindow = await journal.lastWindow();
    await this.load();
    this.#subscription = await journal.follow({
      ...{ name: 'ads.policies', streams: ['ads.policy'], afterWindow },
      handle: async () => await this.load(),
    });
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#subscription = undefined;
  }

  /** Brings memory up to what is committed. */
  async catchUp(): Promise<void> {
    if (this.#subscription === undefined) await this.load();
    else await this.#subscription.catchUp();
  }

  /** Reads what was set. */
  async load(): Promise<void> {
    this.#rows = await readRows(this.#deps.database);
  }

  /** @returns the rules in force. Cost: none. */
  at(nowMs: number): AdPolicy {
    return (
      this.#rows.find(({ from_ms: from }) => from <= nowMs)?.policy ??
      regionPolicy(this.#region, nowMs)
    );
  }

  /** @returns the rules in force, and what comes. */
  state(nowMs: number): AdPolicyState {
    const [newest] = this.#rows;
    const now = this.#rows.find(({ from_ms: from }) => from <= nowMs);
    return {
      policy: this.at(nowMs),
      version: newest?.version ?? 0,
      fromMs: now?.from_ms ?? 0,
      note: now?.note ?? 'What this region begins with.',
      ...(newest !== undefined && newest !== now ? { coming: newest.policy } : {}),
    };
  }

  /** @throws `ads.policy_changed` when somebody else changed them since; `ads.dates` for a day that is over. */
  async change({ policy, fromMs, note, version }: AdPolicyBody, actor: Actor): Promise<void> {
    const { database, journal, clock } = this.#deps;
    const nowMs = clock.nowMs();
    // A clock that runs a little behind is no reason to refuse.
    if (fromMs < nowMs - CLOCK_SLACK_MS)
      throw problem('ads.dates', 'A change begins now or later.');
    await database.transaction(async (tx) => {
      const entered = await tx.query(
        {
          name: 'ads.set_policy',
          text: `INSERT INTO ad_policies (book, version, from_ms, policy, note, set_by, set_at_ms)
            VALUES ('ads', $1, $2, $3, $4, $5, $6) ON CONFLICT (book, version) DO NOTHING RETURNING version`,
        },
        [version + 1, fromMs, JSON.stringify(policy), cleanText(note), actor.personId, nowMs],
      );
      const [newest] = await readRows(tx);
      if (entered.length === 0 || newest?.version !== version + 1)
        throw problem('ads.policy_changed', 'Somebody changed these rules since; read them again.');
      await journal.append(tx, [
        {
          ...{ stream: 'ads.policy', key: 'ads', type: 'changed' },
          row: { table: 'ad_policies', key: `ads/${version + 1}` },
          facts: { version: version + 1, fromMs },
        },
      ]);
    });
    await this.load();
  }
}

/** @throws `ads.house_only` unless the operator marked the advertiser. Cost: a query of a few rows. */
export async function checkHouse(on: Queries, organisation: string, nowMs: number): Promise<void> {
  const rows = await readRows(on);
  const now = rows.find(({ from_ms: from }) => from <= nowMs);
  if (now?.policy.houseAdvertisers.includes(organisation) !== true)
    throw problem('ads.house_only', 'The operator has not marked this advertiser for house ads.');
}

const CLOCK_SLACK_MS = 120_000;

async function readRows(on: Queries): Promise<PolicyRow[]> {
  return await on.query<PolicyRow>(
    {
      name: 'ads.policies',
      text: `SELECT version, from_ms, policy, note FROM ad_policies WHERE book = 'ads' ORDER BY version DESC LIMIT ${READ_MAX}`,
    },
    [],
  );
}
