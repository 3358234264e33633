// Events that passed the checks, as rows: counted once, remembered as seen, appended to the journal. Every surface's events
// end here.

import type { DismissReason } from '@jhalak/contracts/lock';
import type { Standing } from '@jhalak/contracts/counting';
import type { Journal, JournalEntry, Json, JsonObject, Tx } from '@jhalak/ports';
import { countedKeepMs } from './judge-event.ts';
import type { Slot } from './slot-token.ts';

/**
 * Numbers of the types in the table; never reuse one. `view` is ours: a slot's first event that makes a view. A lock
 * screen's glance is an impression like any other, and its share is one as a clip's is.
 */
const TYPE_NUMBERS = {
  impression: 1,
  start: 2,
  progress: 3,
  finish: 4,
  skip: 5,
  not_interested: 6,
  report: 7,
  dwell: 20,
  open: 21,
  dismiss: 22,
  save: 23,
  share: 24,
  view: 100,
} as const;
export type CountedType = keyof typeof TYPE_NUMBERS;

export interface EventRow {
  personId: string;
  slot: Slot;
  type: CountedType;
  seq: number;
  /** The device's clock. */
  atMs: number;
  watchMs?: number | undefined;
  /** Where the viewer says that they live; told with views alone. */
  homePlace?: string | undefined;
  /** Of a lock card: how long it stayed so far. */
  dwellMs?: number | undefined;
  /** Of a dismissed lock card. */
  reason?: DismissReason | undefined;
}

/** Says how views stand in what everybody is shown; given by who knows clips and histories. */
export type ViewJudging = (
  tx: Tx,
  views: readonly { personId: string; videoId: string; learn: boolean }[],
) => Promise<readonly Standing[]>;

const COUNT = {
  name: 'attention.count',
  text: `INSERT INTO attention_counted (person_id, slot_id, type, seq, at_ms, until_ms)
    SELECT person_id, slot_id, type, seq, $5, until_ms
    FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::int[], $6::bigint[]) AS e(person_id, slot_id, type, seq, until_ms)
    ON CONFLICT DO NOTHING RETURNING person_id, slot_id, type, seq`,
};
const SEE = {
  name: 'attention.see',
  text: `INSERT INTO attention_seen (person_id, video_id, seen_at_ms)
    SELECT person_id, video_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS s(person_id, video_id)
    ON CONFLICT (person_id, video_id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms`,
};

/** @returns what two reports of one happening have in common. */
export function rowKey({ personId, slot, type, seq }: EventRow): string {
  return `${personId} ${slot.slotId} ${TYPE_NUMBERS[type]} ${seq}`;
}

/** @param rows without repeats. @returns the keys of those that are new; the others were counted before. */
export async function recordRows(
  tx: Tx,
  journal: Journal,
  rows: readonly EventRow[],
  nowMs: number,
  judge?: ViewJudging,
): Promise<Set<string>> {
  const fresh = await count(tx, rows, nowMs);
  const freshRows = rows.filter((row) => fresh.has(rowKey(row)));
  await see(tx, freshRows, nowMs);
  await journal.append(tx, journalEntries(freshRows, await standings(tx, freshRows, judge)));
  return fresh;
}

// How a view counts is decided once, where it is written: whoever counts the journal only adds.
async function standings(
  tx: Tx,
  rows: readonly EventRow[],
  judge: ViewJudging | undefined,
): Promise<ReadonlyMap<EventRow, Standing>> {
  const views = rows.filter(({ type }) => type === 'view');
  if (judge === undefined || views.length === 0) return new Map();
  const judged = await judge(
    tx,
    views.map(({ personId, slot: { videoId, personal: learn } }) => ({ personId, videoId, learn })),
  );
  return new Map(
    views.flatMap((row, index) => {
      const standing = judged[index];
      return standing === undefined ? [] : [[row, standing] as const];
    }),
  );
}

/**
 * Takes events of a log that is replayed into a cell: remembered as seen and told to the journal with `source: replay`, at
 * the clock's time. They are not counted: a log has no repeats, and no player can send its slots.
 */
export async function recordReplayedRows(
  tx: Tx,
  journal: Journal,
  rows: readonly EventRow[],
  nowMs: number,
): Promise<void> {
  await see(tx, rows, nowMs);
  await journal.append(tx, journalEntries(rows, new Map(), { source: 'replay' }));
}

async function count(tx: Tx, rows: readonly EventRow[], nowMs: number): Promise<Set<string>> {
  // Sorted, so that two processes that count the same events cannot wait for each other.
  const sorted = rows.toSorted((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
  const fresh = await tx.query<{ person_id: string; slot_id: string; type: number; seq: number }>(
    COUNT,
    [
      sorted.map((row) => row.personId),
      sorted.map((row) => row.slot.slotId),
      sorted.map((row) => TYPE_NUMBERS[row.type]),
      sorted.map((row) => row.seq),
      nowMs,
      sorted.map((row) => nowMs + countedKeepMs(row.slot)),
    ],
  );
  return new Set(fresh.map((row) => `${row.person_id} ${row.slot_id} ${row.type} ${row.seq}`));
}

async function see(tx: Tx, fresh: readonly EventRow[], nowMs: number): Promise<void> {
  const seen = new Map(
    fresh
      .filter((row) => row.type === 'impression')
      .map((row) => [`${row.personId} ${row.slot.videoId}`, row] as const),
  );
  if (seen.size === 0) return;
  const rows = [...seen.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx.query(SEE, [
    rows.map((row) => row.personId),
    rows.map((row) => row.slot.videoId),
    nowMs,
  ]);
}

// One entry a viewer, so that a viewer's events keep their order and are sealed once.
function journalEntries(
  rows: readonly EventRow[],
  counts: ReadonlyMap<EventRow, Standing>,
  mark: JsonObject = {},
): JournalEntry[] {
  const byPerson = new Map<string, Json[]>();
  const told = new Set<string>();
  for (const row of rows) {
    const events = byPerson.get(row.personId) ?? [];
    const standing = counts.get(row);
    byPerson.set(row.personId, events);
    events.push({
      slot: row.slot.slotId,
      video: row.slot.videoId,
      type: row.type,
      at: row.atMs,
      watchMs: row.watchMs ?? null,
      durationMs: row.slot.durationMs,
      surface: row.slot.surface,
      position: row.slot.position,
      learn: row.slot.personal,
      ...(row.slot.reason === undefined ? {} : { from: row.slot.reason }),
      ...(standing === undefined ? {} : { counts: standing }),
      ...(row.type === 'view' && row.homePlace !== undefined ? { place: row.homePlace } : {}),
      ...mark,
      ...cardFacts(row),
      // Once a slot is enough: the learner keeps them until the slot is over.
      ...(told.has(row.slot.slotId) ? {} : servedFacts(row.slot)),
    });
    told.add(row.slot.slotId);
  }
  return [...byPerson.entries()].map(([personId, events]) => ({
    stream: 'attention.events',
    key: personId,
    type: 'recorded',
    facts: {},
    subject: personId,
    personal: { keyClass: 'activity', payload: { events } },
  }));
}

// Stories are in no item table: what was liked of them travels with the event.
function cardFacts({ slot: { card }, dwellMs, reason }: EventRow): JsonObject {
  if (card === undefined) return {};
  const { cardId, language, genre } = card;
  return {
    card: cardId,
    language,
    genre,
    ...(dwellMs === undefined ? {} : { dwellMs }),
    ...(reason === undefined ? {} : { reason }),
  };
}

// What the clip was ranked by travels with what became of it: nothing else has to be stored or joined.
function servedFacts({ served }: Slot): JsonObject {
  if (served === undefined) return {};
  const { featureList, rankerVersion, propensity, features } = served;
  return {
    featureList,
    rankerVersion,
    propensity: Math.round(propensity * 1e6) / 1e6,
    features: Buffer.from(features).toString('base64url'),
  };
}
