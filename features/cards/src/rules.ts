// Whose cards are approved without a look: named by the operator, dated, with an author. Cards for adults never are.

import type { CardApproval, CardRule } from '@jhalak/contracts/cards';
import { DAY_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import type { CardMaterial } from './types.ts';

/** Rules in force at once; more is no review any more. */
export const RULES_MAX = 1_000;

interface RuleRow {
  rule_id: string;
  kind: CardRule['kind'];
  subject_id: string | null;
  note: string;
  author: string;
  from_ms: number;
  until_ms: number;
}

/** A rule as somebody makes it. */
export interface NewRule {
  kind: CardRule['kind'];
  subject?: string | undefined;
  note: string;
  /** Handle, or the name of a command. */
  author: string;
  authorId?: string;
  untilMs: number;
}

export class CardRules {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(journal: Journal, clock: Clock, ids: Ids) {
    this.#journal = journal;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @returns those that are in force, the newest first. */
  async inForce(on: Queries): Promise<CardRule[]> {
    const rows = await on.query<RuleRow>(
      {
        name: 'cards.rules',
        text: `SELECT rule_id, kind, subject_id, note, author, from_ms, until_ms FROM card_rules
          WHERE from_ms <= $1 AND until_ms > $1 ORDER BY rule_id DESC LIMIT $2`,
      },
      [this.#clock.nowMs(), RULES_MAX],
    );
    return rows.map(fromRow);
  }

  async add(tx: Tx, rule: NewRule): Promise<CardRule> {
    const row: RuleRow = {
      rule_id: this.#ids.next(),
      kind: rule.kind,
      subject_id: rule.subject ?? null,
      note: rule.note,
      author: rule.author,
      from_ms: this.#clock.nowMs(),
      until_ms: rule.untilMs,
    };
    await tx.query(
      {
        name: 'cards.add_rule',
        text: `INSERT INTO card_rules (rule_id, kind, subject_id, note, author, author_id, from_ms, until_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [
        row.rule_id,
        row.kind,
        row.subject_id,
        row.note,
        row.author,
        rule.authorId ?? null,
        row.from_ms,
        row.until_ms,
      ],
    );
    await this.#tell(tx, row.rule_id, 'made');
    return fromRow(row);
  }

  /** Ends a rule now; cards that it approved stay as they are. @returns whether it was in force. */
  async end(tx: Tx, ruleId: string): Promise<boolean> {
    const rows = await tx.query(
      {
        name: 'cards.end_rule',
        text: 'UPDATE card_rules SET until_ms = $2 WHERE rule_id = $1 AND until_ms > $2 RETURNING rule_id',
      },
      [ruleId, this.#clock.nowMs()],
    );
    if (rows.length === 0) return false;
    await this.#tell(tx, ruleId, 'ended');
    return true;
  }

  async #tell(tx: Tx, ruleId: string, type: string): Promise<void> {
    await this.#journal.append(tx, [
      {
        stream: 'cards.rule',
        key: ruleId,
        type,
        row: { table: 'card_rules', key: ruleId },
        facts: {},
      },
    ]);
  }
}

/** @returns the approval that a rule in force gives to a material; undefined when somebody has to look. */
export function approvalByRule(
  rules: readonly CardRule[],
  material: CardMaterial,
  nowMs: number,
): CardApproval | undefined {
  if (material.age !== 'all') return undefined;
  const rule = directRule(rules, material) ?? publishersRule(rules, material);
  if (rule === undefined) return undefined;
  const { id, author, untilMs } = rule;
  return { by: 'rule', atMs: nowMs, rule: id, author, untilMs };
}

function directRule(rules: readonly CardRule[], material: CardMaterial): CardRule | undefined {
  return rules.find(
    (rule) =>
      (rule.kind === 'samples' && material.sample) ||
      (rule.kind === 'creator' &&
        rule.subject !== undefined &&
        rule.subject === material.creatorId),
  );
}

// A story rests on several publishers: all of them must be named, or one could carry in another's words.
// The rule that ends first stands for them all.
function publishersRule(rules: readonly CardRule[], material: CardMaterial): CardRule | undefined {
  const named = material.publisherIds.map((id) =>
    rules.find((rule) => rule.kind === 'publisher' && rule.subject === id),
  );
  if (named.length === 0 || named.includes(undefined)) return undefined;
  return named.reduce((first, rule) =>
    first !== undefined && rule !== undefined && rule.untilMs < first.untilMs ? rule : first,
  );
}

function fromRow(row: RuleRow): CardRule {
  return {
    id: row.rule_id,
    kind: row.kind,
    ...(row.subject_id === null ? {} : { subject: row.subject_id }),
    note: row.note,
    author: row.author,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
  };
}

/** How long the sample world's rule holds. */
const SAMPLES_LIFE_MS = 365 * DAY_MS;

/** Makes the sample world's rule, unless one is in force. */
export async function approveSamples(
  database: Database,
  rules: CardRules,
  nowMs: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const known = (await rules.inForce(tx)).some((rule) => rule.kind === 'samples');
    if (known) return;
    await rules.add(tx, {
      kind: 'samples',
      note: 'The sample world is made by this program: nobody else’s words or pictures are in it.',
      author: 'sample world',
      untilMs: nowMs + SAMPLES_LIFE_MS,
    });
  });
}
