// The last gate: what is about to leave is put on record, in the log and in our own table, and only when the log's entry
// stands under a signed checkpoint may the first byte go. Without a log that can be written nothing crosses.

import { messageOf, MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Customs, CustomsReply, Database, Parcel } from '@jhalak/ports';
import type { Crossing } from '@jhalak/contracts/gateway';
import { mostSensitive } from './message-type.ts';
import { MESSAGES } from './messages.ts';
import type { PolicyStore } from './policy-store.ts';
import type { Refusals } from './refusals.ts';

/** When to come again while the log cannot be written. */
const LOG_SHUT_MS = MINUTE_MS;

export interface CustomsDeps {
  database: Database;
  log: BorderLog;
  clock: Clock;
  logger: Logger;
  policies: PolicyStore;
  refusals: Refusals;
  cellId(): Promise<string>;
}

/** @returns the gate. Cost of a declaration: two inserts in one transaction, and the wait for the next checkpoint. */
export function openCustoms(deps: CustomsDeps): Customs {
  return { declare: async (parcel, signal) => await declare(deps, parcel, signal) };
}

async function declare(
  deps: CustomsDeps,
  parcel: Parcel,
  signal: AbortSignal | undefined,
): Promise<CustomsReply> {
  const { policies, refusals, clock, logger, log } = deps;
  const { message, host } = parcel;
  try {
    const type = MESSAGES.get(message);
    const policy = type && (await policies.inForce(message, host));
    if (policy === undefined) {
      await refusals.count({ message, party: host, reason: 'no_policy', known: false });
      return { kind: 'refused', detail: `No policy in force lets ${message} go to ${host}.` };
    }
    const classes = Object.entries(type?.fields ?? {})
      .filter(([name]) => policy.fields.includes(name))
      .map(([, field]) => field.class);
    const entryId = await record(deps, parcel, policy.name, mostSensitive(classes));
    await log.integrated(entryId, signal);
    return { kind: 'pass', entryId };
  } catch (error) {
    signal?.throwIfAborted();
    logger.error({ message, error: messageOf(error) }, 'nothing crosses: the log is not written');
    return {
      kind: 'later',
      untilMs: clock.nowMs() + LOG_SHUT_MS,
      detail: 'The public log cannot be written now: nothing leaves without a receipt.',
    };
  }
}

async function record(
  { database, log, clock, cellId }: CustomsDeps,
  { message, host, digest, bytes }: Parcel,
  policy: string,
  dataClass: Crossing['dataClass'],
): Promise<string> {
  const cell = await cellId();
  return await database.transaction(async (tx) => {
    const facts = { kind: 'crossing', message, host, dataClass, policy, digest, bytes } as const;
    const entryId = await log.append(tx, facts);
    await tx.query(
      {
        name: 'border.record_crossing',
        text: `INSERT INTO border_crossings (cell_id, entry_id, at_ms, message, party, data_class, policy, digest, bytes)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      },
      [
        ...[cell, entryId, clock.nowMs(), message, host, dataClass, policy],
        ...[Buffer.from(digest, 'hex'), bytes],
      ],
    );
    return entryId;
  });
}
