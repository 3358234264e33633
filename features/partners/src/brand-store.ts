// The brands' rows. Every change stands on the brand's record and in the journal, in its own transaction.

import { problem } from '@jhalak/contracts';
import type { Brand, BrandBody, BrandChange, BrandModel } from '@jhalak/contracts/partners';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, JsonObject, Queries, Tx } from '@jhalak/ports';

/** Brands of a cell on one list; a country has some dozens. */
const BRANDS_LISTED_MAX = 500;
/** Lines of a brand's record that are shown; the newest say what matters now. */
const RECORD_SHOWN_MAX = 100;

/** Who did something. */
export interface Actor {
  side: 'brand' | 'operator' | 'client';
  personId?: string;
}

export interface BrandRow {
  brand_id: string;
  region: string;
  organisation: string;
  name: string;
  languages: Brand['languages'];
  models: BrandModel[];
  stage: Brand['stage'];
  dark_since_ms: number | null;
  dark_by: 'brand' | 'operator' | null;
  dark_note: string | null;
  switch_count: number;
  created_at_ms: number;
  changed_at_ms: number;
}

interface ShownRow extends BrandRow {
  keys_in_force: number;
  report_at_ms: number | null;
  report: { checks: { check: string; passed: boolean }[] } | null;
}

const SHOWN = `SELECT b.*, (SELECT count(*)::int FROM brand_keys k WHERE k.brand_id = b.brand_id
    AND (k.ends_at_ms IS NULL OR k.ends_at_ms > $1)) AS keys_in_force,
  r.reported_at_ms AS report_at_ms, r.report FROM brands b LEFT JOIN LATERAL (
    SELECT reported_at_ms, report FROM brand_reports WHERE brand_id = b.brand_id ORDER BY report_id DESC LIMIT 1
  ) r ON true`;

export interface StoreDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
}

export class BrandStore {
  readonly #deps: StoreDeps;
  readonly #passed: (report: NonNullable<ShownRow['report']>) => boolean;

  /** @param passed whether a report is whole and good. */
  constructor(deps: StoreDeps, passed: (report: NonNullable<ShownRow['report']>) => boolean) {
    this.#deps = deps;
    this.#passed = passed;
  }

  /** @returns brands by name; of these organisations, or all. */
  async list(of: 'all' | readonly string[]): Promise<Brand[]> {
    const rows = await this.#deps.database.query<ShownRow>(
      {
        name: 'partners.brands',
        text: `${SHOWN} WHERE $2::text[] IS NULL OR b.organisation = ANY($2) ORDER BY b.name, b.brand_id LIMIT $3`,
      },
      [this.#deps.clock.nowMs(), of === 'all' ? null : of, BRANDS_LISTED_MAX],
    );
    return rows.map((row) => this.#shown(row));
  }

  /** @throws `brand.not_found`. */
  async get(organisation: string): Promise<Brand> {
    const [brand] = await this.list([organisation]);
    if (brand === undefined) throw unknownBrand();
    return brand;
  }

  /** @throws `brand.known` when the short name is taken. */
  async create(body: BrandBody, actor: Actor): Promise<void> {
    const { database, clock, ids } = this.#deps;
    const nowMs = clock.nowMs();
    await database.transaction(async (tx) => {
      const [row] = await tx.query<BrandRow>(
        {
          name: 'partners.create',
          text: `INSERT INTO brands (brand_id, organisation, name, languages, models, stage, switch_count,
              created_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, $5, 'invited', 0, $6, $6)
            ON CONFLICT (organisation) DO NOTHING RETURNING *`,
        },
        [
          ids.next(),
          body.organisation,
          body.name.trim(),
          body.languages,
          JSON.stringify(body.models ?? []),
          nowMs,
        ],
      );
      if (row === undefined) throw problem('brand.known', 'Another brand has this short name.');
      await this.record(tx, row, actor, { action: 'created' });
    });
  }

  /** @throws `brand.not_found`. */
  async change(organisation: string, change: BrandChange, actor: Actor): Promise<void> {
    await this.locked(organisation, async (tx, row) => {
      await this.save(tx, {
        ...row,
        name: change.name?.trim() ?? row.name,
        languages: change.languages ?? row.languages,
        models: change.models ?? row.models,
      });
      const action = `changed ${Object.keys(change).toSorted().join(', ')}`;
      await this.record(tx, row, actor, { action });
    });
  }

  /** Runs `work` on a brand that nobody else changes meanwhile. @throws `brand.not_found`. */
  async locked<Result>(
    organisation: string,
    work: (tx: Tx, row: BrandRow) => Promise<Result>,
  ): Promise<Result> {
    return await this.#deps.database.transaction(
      async (tx) => await work(tx, await this.lock(tx, organisation)),
    );
  }

  /** Reads a brand and holds it until the transaction ends. @throws `brand.not_found`. */
  async lock(tx: Tx, organisation: string): Promise<BrandRow> {
    const [row] = await tx.query<BrandRow>(
      {
        name: 'partners.lock_brand',
        text: 'SELECT * FROM brands WHERE organisation = $1 FOR UPDATE',
      },
      [organisation],
    );
    if (row === undefined) throw unknownBrand();
    return row;
  }

  async save(tx: Tx, row: BrandRow): Promise<void> {
    await tx.query(
      {
        name: 'partners.save_brand',
        text: `UPDATE brands SET name = $2, languages = $3, models = $4, stage = $5, dark_since_ms = $6, dark_by = $7,
          dark_note = $8, switch_count = $9, changed_at_ms = $10 WHERE brand_id = $1`,
      },
      [
        row.brand_id,
        row.name,
        row.languages,
        JSON.stringify(row.models),
        row.stage,
        row.dark_since_ms,
        row.dark_by,
        row.dark_note,
        row.switch_count,
        this.#deps.clock.nowMs(),
      ],
    );
  }

  /** Writes what was done on the brand's record, and tells the journal. */
  async record(
    tx: Tx,
    brand: Pick<BrandRow, 'brand_id' | 'organisation'>,
    actor: Actor,
    act: { action: string; note?: string | undefined; facts?: JsonObject },
  ): Promise<void> {
    const { journal, clock, ids } = this.#deps;
    const actId = ids.next();
    await tx.query(
      {
        name: 'partners.record',
        text: `INSERT INTO brand_acts (brand_id, act_id, person_id, by_side, action, note, at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      },
      [
        brand.brand_id,
        actId,
        actor.personId ?? null,
        actor.side,
        act.action,
        act.note ?? '',
        clock.nowMs(),
      ],
    );
    await journal.append(tx, [
      {
        stream: 'partners.brand',
        key: brand.brand_id,
        type: act.action.split(' ')[0] ?? act.action,
        row: { table: 'brands', key: brand.brand_id },
        facts: { organisation: brand.organisation, act: actId, by: actor.side, ...act.facts },
      },
    ]);
  }

  /** @returns what was done, the newest first. */
  async acts(on: Queries, brandId: string) {
    return await on.query<{
      action: string;
      note: string;
      by_side: Actor['side'];
      at_ms: number;
    }>(
      {
        name: 'partners.acts',
        text: `SELECT action, note, by_side, at_ms FROM brand_acts WHERE brand_id = $1
          ORDER BY act_id DESC LIMIT $2`,
      },
      [brandId, RECORD_SHOWN_MAX],
    );
  }

  #shown(row: ShownRow): Brand {
    const dark = row.dark_since_ms !== null;
    return {
      id: row.brand_id,
      organisation: row.organisation,
      name: row.name,
      region: row.region,
      languages: row.languages,
      models: row.models,
      state: dark ? 'dark' : row.stage,
      stage: row.stage,
      ...(row.dark_since_ms === null
        ? {}
        : {
            dark: {
              sinceMs: row.dark_since_ms,
              by: row.dark_by ?? 'operator',
              note: row.dark_note ?? '',
            },
          }),
      createdAtMs: row.created_at_ms,
      changedAtMs: row.changed_at_ms,
      keysInForce: row.keys_in_force,
      ...(row.report === null || row.report_at_ms === null
        ? {}
        : { conformance: { reportedAtMs: row.report_at_ms, passed: this.#passed(row.report) } }),
    };
  }
}

export function unknownBrand(): Error {
  return problem('brand.not_found', 'There is no such brand; ask for the list of yours.');
}
