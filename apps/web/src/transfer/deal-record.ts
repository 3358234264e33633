// The deal's record as a file to carry away: every signed event, and the proof that each stands in the public log. The page
// that checks without a network reads it. Proofs are made here from the log's public files; who gets them verifies them.

import { sha256 } from '@noble/hashes/sha2.js';
import type { AuditLogPage } from '@jhalak/contracts/audit';
import type { BorderCard } from '@jhalak/contracts/border';
import type { DealEvent } from '@jhalak/contracts/handover-deal';
import {
  entriesOfBundle,
  parseNote,
  parseTreeHead,
  proofFileText,
  readTile,
  TILE_WIDTH,
  TileHashes,
  tilePath,
  type LogFiles,
} from '@jhalak/tlog';
import type { Api, Reply } from '../api/client.ts';

/** How the page that checks knows such a file. */
const RECORD_TYPE = 'jhalak-handover-record/1';
/** Pages of a hundred events, or of as many entries; a deal has some dozens of events, and 100,000 at most. */
const PAGES_MAX = 1_000;
const LOG_PAGE = 100;

export interface DealRecord {
  type: typeof RECORD_TYPE;
  deal: string;
  cell: string;
  /** The log's key as this cell names it; who checks takes it from elsewhere. */
  vkey: string;
  events: DealEvent[];
  /** c2sp.org/tlog-proof; events that are not public yet have none. */
  proofs: { seq: number; proof: string }[];
}

/** @returns every event of a deal. */
export async function readEvents(api: Api, deal: string): Promise<Reply<DealEvent[]>> {
  const events: DealEvent[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const after = events.at(-1)?.seq ?? 0;
    const path = `/v1/handover/deals/${deal}/events?after=${after}`;
    const reply = await api.get<{ events: DealEvent[] }>(path);
    if (reply.kind !== 'ok') return reply;
    events.push(...reply.value.events);
    if (reply.value.events.length === 0) break;
  }
  return { kind: 'ok', status: 200, value: events };
}

/** Cost: the events, the log's entries of the deal, and a few tiles of its tree. */
export async function takeRecord(api: Api, deal: string): Promise<Reply<DealRecord>> {
  const events = await readEvents(api, deal);
  if (events.kind !== 'ok') return events;
  const card = await api.get<BorderCard>('/v1/border');
  if (card.kind !== 'ok') return card;
  const places = await placesOf(api, deal);
  if (places.kind !== 'ok') return places;
  const record = {
    type: RECORD_TYPE,
    deal,
    cell: card.value.cellId,
    vkey: card.value.vkey,
  } as const;
  const proofs = await proofsOf(events.value, places.value).catch(() => []);
  return { kind: 'ok', status: 200, value: { ...record, events: events.value, proofs } };
}

/** @returns the place of each event's entry in the log, by the event's digest. */
async function placesOf(api: Api, deal: string): Promise<Reply<Map<string, bigint>>> {
  const places = new Map<string, bigint>();
  let cursor: number | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ about: deal, limit: String(LOG_PAGE) });
    if (cursor !== undefined) query.set('cursor', String(cursor));
    const reply = await api.get<AuditLogPage>(`/v1/audit/log?${query.toString()}`);
    if (reply.kind !== 'ok') return reply;
    for (const { index, facts } of reply.value.items) {
      const { digest } = facts as { digest?: unknown };
      if (typeof digest === 'string') places.set(digest, BigInt(index));
    }
    cursor = reply.value.next;
    if (cursor === undefined) break;
  }
  return { kind: 'ok', status: 200, value: places };
}

const logFiles: LogFiles = {
  read: async (path) => {
    const response = await fetch(`/log/${path}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  },
};

async function proofsOf(
  events: readonly DealEvent[],
  places: ReadonlyMap<string, bigint>,
): Promise<DealRecord['proofs']> {
  const checkpoint = await logFiles.read('checkpoint');
  if (checkpoint === undefined) return [];
  const { size } = parseTreeHead(parseNote(checkpoint).text);
  const tree = new TileHashes(
    sha256,
    size,
    async (path, width) => await readTile(logFiles, path, width),
  );
  const proofs: DealRecord['proofs'] = [];
  for (const { seq, digest } of events) {
    const index = places.get(digest);
    if (index === undefined || index >= size) continue;
    const entry = await entryAt(index, size);
    if (entry === undefined) continue;
    const proof = { index, entry, hashes: await tree.inclusion(index), checkpoint };
    proofs.push({ seq, proof: proofFileText(proof) });
  }
  return proofs;
}

async function entryAt(index: bigint, size: bigint): Promise<Uint8Array | undefined> {
  const full = BigInt(TILE_WIDTH);
  const bundle = index / full;
  const left = size - bundle * full;
  const width = left < full ? Number(left) : TILE_WIDTH;
  for (const one of [width, TILE_WIDTH]) {
    const path = tilePath({ level: 'entries', index: bundle, width: one });
    const bytes = await logFiles.read(path);
    // A log that grew meanwhile has replaced the partial bundle by the full one.
    if (bytes !== undefined) return entriesOfBundle(bytes, one, path)[Number(index % full)];
  }
  return undefined;
}
