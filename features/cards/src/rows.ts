// The cards table as rows, and rows as cards.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { CardAge, CardApproval, CardKind, CardState } from '@jhalak/contracts/cards';
import type { Genre } from '@jhalak/contracts/languages';
import type { LockCard } from '@jhalak/contracts/lock';
import type { JournalEntry, JsonObject } from '@jhalak/ports';
import type { CardFacts } from '@jhalak/visibility';
import type { Card, CardCorrection, CardLoop, CardPicture } from './types.ts';

/** A row of `cards`, as PostgreSQL gives it. */
export interface CardRow {
  card_id: string;
  kind: CardKind;
  item_id: string;
  person_id: string | null;
  publisher_ids: string[];
  language: string;
  genre: string;
  age: CardAge;
  headline: string;
  summary: string;
  attribution: string[];
  open_path: string;
  story: NonNullable<LockCard['story']> | null;
  picture: CardPicture | null;
  loop: CardLoop | null;
  prepared: boolean;
  happened_at_ms: number;
  trend: number;
  duration_ms: number;
  ai: AiMark | null;
  sample: boolean;
  state: CardState;
  version: number;
  from_ms: number;
  until_ms: number;
  embargo_until_ms: number | null;
  proposed_at_ms: number;
  changed_at_ms: number;
  approval: CardApproval | null;
  correction: CardCorrection | null;
  ended_at_ms: number | null;
  ended_reason: string | null;
}

/** In the order of `valuesOf`. */
export const COLUMNS = [
  'card_id',
  'kind',
  'item_id',
  'person_id',
  'publisher_ids',
  'language',
  'genre',
  'age',
  'headline',
  'summary',
  'attribution',
  'open_path',
  'story',
  'picture',
  'loop',
  'prepared',
  'happened_at_ms',
  'trend',
  'duration_ms',
  'ai',
  'sample',
  'state',
  'version',
  'from_ms',
  'until_ms',
  'embargo_until_ms',
  'proposed_at_ms',
  'changed_at_ms',
  'approval',
  'correction',
  'ended_at_ms',
  'ended_reason',
] as const satisfies readonly (keyof CardRow)[];

/** @returns a card's values in the order of COLUMNS, as statements take them. */
export function valuesOf(card: Card): unknown[] {
  return [
    card.cardId,
    card.kind,
    card.itemId,
    card.personId ?? null,
    card.publisherIds,
    card.language,
    card.text.genre,
    card.text.age,
    card.text.headline,
    card.text.summary,
    card.text.attribution,
    card.openPath,
    json(card.story),
    json(card.picture),
    json(card.loop),
    card.prepared,
    card.happenedAtMs,
    card.trend,
    card.durationMs,
    card.ai ?? null,
    card.sample,
    card.state,
    card.version,
    card.fromMs,
    card.untilMs,
    card.embargoUntilMs ?? null,
    card.proposedAtMs,
    card.changedAtMs,
    json(card.approval),
    json(card.correction),
    card.ended?.atMs ?? null,
    card.ended?.reason ?? null,
  ];
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

export function fromRow(row: CardRow): Card {
  return {
    cardId: row.card_id,
    kind: row.kind,
    itemId: row.item_id,
    personId: row.person_id ?? undefined,
    publisherIds: row.publisher_ids,
    language: row.language,
    text: {
      genre: row.genre as Genre,
      age: row.age,
      headline: row.headline,
      summary: row.summary,
      attribution: row.attribution,
    },
    openPath: row.open_path,
    story: row.story ?? undefined,
    picture: row.picture ?? undefined,
    loop: row.loop ?? undefined,
    prepared: row.prepared,
    happenedAtMs: row.happened_at_ms,
    trend: row.trend,
    durationMs: row.duration_ms,
    ai: row.ai ?? undefined,
    sample: row.sample,
    state: row.state,
    version: row.version,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
    embargoUntilMs: row.embargo_until_ms ?? undefined,
    proposedAtMs: row.proposed_at_ms,
    changedAtMs: row.changed_at_ms,
    approval: row.approval ?? undefined,
    correction: row.correction ?? undefined,
    ended:
      row.ended_at_ms === null || row.ended_reason === null
        ? undefined
        : { atMs: row.ended_at_ms, reason: row.ended_reason },
  };
}

export const CARD_STREAM = 'cards.card';

/** What happened to a card; the stream `cards.card`. `forgotten`: its row is gone. */
export type CardEventType =
  | 'proposed'
  | 'approved'
  | 'refused'
  | 'scheduled'
  | 'corrected'
  | 'correction_proposed'
  | 'prepared'
  | 'changed'
  | 'killed'
  | 'expired'
  | 'forgotten';

/** The whole state after the change, without words: applying an event twice changes nothing. */
export function cardEvent(type: CardEventType, card: Card): JournalEntry {
  const standing: CardFacts & JsonObject = {
    kind: card.kind,
    itemId: card.itemId,
    approved: card.state === 'approved',
    killed: card.state === 'killed',
    adult: card.text.age === '18plus',
    visibleFromMs: card.embargoUntilMs ?? 0,
    untilMs: card.untilMs,
  };
  return {
    stream: CARD_STREAM,
    key: card.cardId,
    type,
    row: { table: 'cards', key: card.cardId },
    facts: {
      ...standing,
      language: card.language,
      genre: card.text.genre,
      state: card.state,
      version: card.version,
      prepared: card.prepared,
    },
  };
}
