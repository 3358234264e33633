// Dated policies: written by one person, approved by another, ended by either. Each approval and end stands in the public log.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { BorderPolicy, BorderPolicyBody } from '@jhalak/contracts/gateway';
import type { Clock } from '@jhalak/kernel';
import type { BorderLog, Database, Queries, Tx } from '@jhalak/ports';
import { canonicalJson } from '../log/canonical-json.ts';
import { FIRST_APPROVER, FIRST_AUTHOR, FIRST_POLICIES } from './first-policies.ts';
import { highestClass, isWithin } from './message-type.ts';
import { MESSAGES } from './messages.ts';

/** A cell has some dozens of policies; each version counts. */
const POLICIES_LISTED_MAX = 500;
/** A policy is looked at anew at least every five years. */
const POLICY_SPAN_MAX_MS = 5 * 366 * 86_400_000;

export interface PolicyStoreDeps {
  database: Database;
  log: BorderLog;
  clock: Clock;
  region: string;
}

interface PolicyRow {
  policy_id: string;
  version: number;
  message: string;
  party: string;
  party_region: string;
  url: string | null;
  fields: string[];
  class_limit: BorderPolicyBody['classLimit'];
  k: number;
  basis: string;
  author: string;
  approver: string | null;
  from_ms: number;
  until_ms: number;
  ended_at_ms: number | null;
}

/** A policy that allows something now. */
export type PolicyInForce = BorderPolicyBody & { name: string };

const IN_FORCE = {
  name: 'border.policy_in_force',
  short: true,
  // The one that names the party wins over the one for all.
  text: `SELECT * FROM border_policies WHERE message = $1 AND party IN ($2, '*') AND approver IS NOT NULL
    AND from_ms <= $3 AND $3 < until_ms AND (ended_at_ms IS NULL OR $3 < ended_at_ms)
    ORDER BY (party = '*'), policy_id, version DESC LIMIT 1`,
};

export class PolicyStore {
  readonly #deps: PolicyStoreDeps;

  constructor(deps: PolicyStoreDeps) {
    this.#deps = deps;
  }

  /** @returns the policy that allows this message to this party at this moment. Cost: one query. */
  async inForce(message: string, party: string): Promise<PolicyInForce | undefined> {
    const { database, clock } = this.#deps;
    const [row] = await database.query<PolicyRow>(IN_FORCE, [message, party, clock.nowMs()]);
    return row && { ...termsOf(row), name: nameOf(row) };
  }

  /** @returns all versions, the newest first. */
  async list(): Promise<BorderPolicy[]> {
    const rows = await this.#deps.database.query<PolicyRow>(
      {
        name: 'border.policies',
        text: 'SELECT * FROM border_policies ORDER BY created_at_ms DESC, policy_id, version DESC LIMIT $1',
      },
      [POLICIES_LISTED_MAX],
    );
    return rows.map((row) => this.#shown(row));
  }

  /** @throws `policy.invalid` for terms that no policy can have. */
  async propose(body: BorderPolicyBody, author: string): Promise<BorderPolicy> {
    checkTerms(body, this.#deps.region);
    const { database, clock } = this.#deps;
    return await database.transaction(async (tx) => {
      // Two proposals of one name at once must not get one number.
      await tx.query({
        name: 'border.lock_policies',
        text: `SELECT pg_advisory_xact_lock(hashtext('border.policies'))`,
      });
      const [last] = await tx.query<{ version: number }>(
        {
          name: 'border.last_version',
          text: 'SELECT max(version) AS version FROM border_policies WHERE policy_id = $1',
        },
        [body.id],
      );
      const version = (last?.version ?? 0) + 1;
      const row = await insert(tx, body, version, author, clock.nowMs());
      return this.#shown(known(row));
    });
  }

  /**
   * A second person approves exactly what the digest names; the version before ends at that moment.
   *
   * @throws `policy.not_found`, `policy.own`, `policy.digest`, `policy.state`.
   */
  async approve(
    id: string,
    version: number,
    approval: { digest: string; approver: string },
  ): Promise<BorderPolicy> {
    const { database, clock } = this.#deps;
    return await database.transaction(async (tx) => {
      const row = await read(tx, id, version);
      const shown = this.#shown(row);
      if (shown.state !== 'proposed') {
        throw problem('policy.state', 'This version was approved or ended already.');
      }
      if (row.author === approval.approver) {
        throw problem('policy.own', 'Who wrote a policy does not approve it; somebody else must.');
      }
      if (shown.digest !== approval.digest) {
        throw problem('policy.digest', 'What you approve is not what stands here; read it again.');
      }
      const nowMs = clock.nowMs();
      await tx.query(
        {
          name: 'border.end_versions',
          text: `UPDATE border_policies SET ended_at_ms = $3 WHERE policy_id = $1 AND version < $2
            AND (ended_at_ms IS NULL OR ended_at_ms > $3)`,
        },
        [id, version, Math.max(nowMs, row.from_ms)],
      );
      const entryId = await this.#tell(tx, 'policies.approved', shown);
      return this.#shown(await approved(tx, row, approval.approver, entryId));
    });
  }

  /** Ends a version now. One person is enough: less leaves than before. @throws `policy.not_found`, `policy.state`. */
  async end(id: string, version: number): Promise<BorderPolicy> {
    const { database, clock } = this.#deps;
    return await database.transaction(async (tx) => {
      const shown = this.#shown(await read(tx, id, version));
      if (shown.state === 'ended') throw problem('policy.state', 'This version ended already.');
      await this.#tell(tx, 'policies.ended', shown);
      const [ended] = await tx.query<PolicyRow>(
        {
          name: 'border.end_policy',
          text: 'UPDATE border_policies SET ended_at_ms = $3 WHERE policy_id = $1 AND version = $2 RETURNING *',
        },
        [id, version, clock.nowMs()],
      );
      return this.#shown(known(ended));
    });
  }

  /**
   * Writes what every cell may do from its first start, once; a policy that was ended stays ended. On record in the log.
   *
   * @returns how many were written.
   */
  async seed(): Promise<number> {
    const { database, clock } = this.#deps;
    const rows = await database.query<{ policy_id: string }>({
      name: 'border.policy_names',
      text: 'SELECT DISTINCT policy_id FROM border_policies',
    });
    const missing = FIRST_POLICIES.filter(({ id }) => !rows.some((row) => row.policy_id === id));
    if (missing.length === 0) return 0;
    return await database.transaction(async (tx) => {
      for (const body of missing) {
        const row = await insert(tx, body, 1, FIRST_AUTHOR, clock.nowMs());
        if (row === undefined) continue;
        const entryId = await this.#tell(tx, 'policies.approved', this.#shown(row));
        await approved(tx, row, FIRST_APPROVER, entryId);
      }
      return missing.length;
    });
  }

  async #tell(tx: Tx, act: string, policy: BorderPolicy): Promise<string> {
    return await this.#deps.log.append(tx, {
      kind: 'policy',
      act,
      digest: policy.digest,
      codes: [`${policy.id}/${policy.version}`, policy.message, policy.classLimit],
      counts: { k: policy.k, fields: policy.fields.length },
      fromMs: policy.fromMs,
      untilMs: policy.untilMs,
    });
  }

  #shown(row: PolicyRow): BorderPolicy {
    const terms = termsOf(row);
    const nowMs = this.#deps.clock.nowMs();
    const endedAtMs = row.ended_at_ms ?? undefined;
    const ended = (endedAtMs !== undefined && endedAtMs <= nowMs) || row.until_ms <= nowMs;
    const approved = row.from_ms <= nowMs ? 'in_force' : 'approved';
    return {
      ...terms,
      version: row.version,
      state: ended ? 'ended' : row.approver === null ? 'proposed' : approved,
      digest: digestOf({ ...terms, version: row.version, author: row.author }),
      author: row.author,
      ...(row.approver === null ? {} : { approver: row.approver }),
      ...(endedAtMs === undefined ? {} : { endedAtMs }),
    };
  }
}

/** A policy for what can never leave, or for nobody in particular, is refused when it is written, not when it is used. */
function checkTerms(body: BorderPolicyBody, region: string): void {
  const wrong = wrongTerm(body, region);
  if (wrong !== undefined) throw problem('policy.invalid', wrong);
}

function wrongTerm(body: BorderPolicyBody, region: string): string | undefined {
  const type = MESSAGES.get(body.message);
  if (type === undefined) return `There is no message ${body.message}.`;
  const stranger = body.fields.find((field) => !Object.hasOwn(type.fields, field));
  if (stranger !== undefined) return `${body.message} has no field ${stranger}.`;
  if (!isWithin(body.classLimit, highestClass(type.kind))) {
    return `A ${type.kind} gets ${highestClass(type.kind)} data at most, whatever a policy says.`;
  }
  if (body.untilMs <= body.fromMs) return 'A policy ends after it begins.';
  if (body.untilMs - body.fromMs > POLICY_SPAN_MAX_MS) return 'A policy lasts five years at most.';
  if (type.kind !== 'processor') {
    return body.url === undefined
      ? undefined
      : 'Only processors are asked at an address of their own.';
  }
  if (body.partyRegion !== region) return `A processor must stand inside the region ${region}.`;
  const host = body.url === undefined ? undefined : URL.parse(body.url)?.hostname;
  return host === body.party
    ? undefined
    : 'The address of a processor is on the host that is its party.';
}

function termsOf(row: PolicyRow): BorderPolicyBody {
  return {
    id: row.policy_id,
    message: row.message,
    party: row.party,
    partyRegion: row.party_region,
    ...(row.url === null ? {} : { url: row.url }),
    fields: row.fields,
    classLimit: row.class_limit,
    k: row.k,
    basis: row.basis,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
  };
}

function nameOf(row: Pick<PolicyRow, 'policy_id' | 'version'>): string {
  return `${row.policy_id}/${row.version}`;
}

function digestOf(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

async function read(queries: Queries, id: string, version: number): Promise<PolicyRow> {
  const [row] = await queries.query<PolicyRow>(
    {
      name: 'border.policy',
      text: 'SELECT * FROM border_policies WHERE policy_id = $1 AND version = $2 FOR UPDATE',
    },
    [id, version],
  );
  return known(row);
}

async function insert(
  tx: Tx,
  body: BorderPolicyBody,
  version: number,
  author: string,
  nowMs: number,
): Promise<PolicyRow | undefined> {
  const [row] = await tx.query<PolicyRow>(
    {
      name: 'border.propose_policy',
      text: `INSERT INTO border_policies (policy_id, version, message, party, party_region, url, fields, class_limit,
          k, basis, author, from_ms, until_ms, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (policy_id, version) DO NOTHING RETURNING *`,
    },
    [
      ...[body.id, version, body.message, body.party, body.partyRegion, body.url ?? null],
      ...[body.fields, body.classLimit, body.k, body.basis, author, body.fromMs, body.untilMs],
      nowMs,
    ],
  );
  return row;
}

async function approved(
  tx: Tx,
  row: PolicyRow,
  approver: string,
  entryId: string,
): Promise<PolicyRow> {
  const [written] = await tx.query<PolicyRow>(
    {
      name: 'border.approve_policy',
      text: 'UPDATE border_policies SET approver = $3, entry_id = $4 WHERE policy_id = $1 AND version = $2 RETURNING *',
    },
    [row.policy_id, row.version, approver, entryId],
  );
  return known(written);
}

function known(row: PolicyRow | undefined): PolicyRow {
  if (row === undefined) throw problem('policy.not_found', 'There is no such version of a policy.');
  return row;
}
