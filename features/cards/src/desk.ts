// What editors do with cards. Each act is checked against the card's state, carried out and recorded in one transaction.

import { problem } from '@jhalak/contracts';
import type { CardActBody, CardRecordLine, DeskCardBody, CardText } from '@jhalak/contracts/cards';
import { cleanText, unreachable, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { corrected } from './card-changes.ts';
import type { CardLife } from './card-life.ts';
import type { CardStore } from './card-store.ts';
import { timesOf } from './desk-times.ts';
import type { Card } from './types.ts';

export interface DeskDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  store: CardStore;
  life: CardLife;
}

/** Lines of one card's record that are shown; the newest last. */
const RECORD_MAX = 200;

export class Desk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** @throws `card.not_found`, `card.state` when the act does not fit the card's state, `card.note_required`, `card.times_invalid`. */
  async act(cardId: string, editorId: string, body: CardActBody): Promise<Card> {
    return await this.#deps.database.transaction(async (tx) => {
      const [card] = await this.#deps.store.lock(tx, [cardId]);
      if (card === undefined) throw cardUnknown();
      const note = cleanText(body.note ?? '');
      const act = { editorId, action: body.action, note };
      if (body.action === 'kill') {
        demand(card.state === 'approved', 'Only an approved card can be killed.');
        return await this.#deps.life.kill(tx, card, 'editor', { ...act, note: noted(note) });
      }
      const after = await this.#change(tx, card, body, note);
      await this.#deps.store.record(tx, cardId, act);
      return after;
    });
  }

  async #change(tx: Tx, card: Card, body: CardActBody, note: string): Promise<Card> {
    const { store, life, clock } = this.#deps;
    switch (body.action) {
      case 'approve':
        demand(card.state === 'proposed', 'Only a proposed card can be approved.');
        return await life.approve(
          tx,
          { ...card, ...timesOf(card, body, clock.nowMs()) },
          { by: 'editor', atMs: clock.nowMs() },
        );
      case 'refuse':
        demand(card.state === 'proposed', 'Only a proposed card can be refused.');
        return await store.update(tx, 'refused', {
          ...card,
          state: 'refused',
          ended: { atMs: clock.nowMs(), reason: noted(note) },
        });
      case 'schedule':
        demand(card.state === 'approved', 'Only an approved card has times to change.');
        return await store.update(tx, 'scheduled', {
          ...card,
          ...timesOf(card, body, clock.nowMs()),
        });
      case 'correct':
        noted(note);
        return await this.#correct(tx, card, body.text ?? {});
      case 'accept_correction':
        return await store.update(tx, 'corrected', corrected(card, openCorrection(card)));
      case 'refuse_correction':
        openCorrection(card);
        return await store.update(tx, 'changed', { ...card, correction: undefined });
      case 'kill':
        throw new Error('broken assumption: a kill is carried out before');
      default:
        return unreachable(body.action);
    }
  }

  async #correct(tx: Tx, card: Card, change: Partial<CardText>): Promise<Card> {
    demand(isLiving(card), 'Only a proposed or approved card can be corrected.');
    const text = { ...card.text, ...cleanedText(change) };
    return await this.#deps.store.update(tx, 'corrected', corrected(card, { text }));
  }

  /** Makes a card of the desk's own, approved by whoever writes it. */
  async write(editorId: string, body: DeskCardBody): Promise<Card> {
    const { database, clock, ids, store } = this.#deps;
    const nowMs = clock.nowMs();
    const cardId = ids.next();
    const { language, open, fromMs, untilMs, embargoUntilMs, ...text } = body;
    const blank = deskCard(cardId, language, { ...text, ...cleanedText(text) }, nowMs);
    const times = timesOf(blank, { fromMs, untilMs, embargoUntilMs }, nowMs);
    const card: Card = { ...blank, openPath: open ?? '/', ...times };
    await database.transaction(async (tx) => {
      await store.insert(tx, 'approved', card);
      await store.record(tx, cardId, { editorId, action: 'write', note: '' });
    });
    return card;
  }

  async record(on: Queries, cardId: string): Promise<CardRecordLine[]> {
    const rows = await on.query<{
      at_ms: number;
      action: string;
      note: string;
      editor_id: string | null;
    }>(
      {
        name: 'cards.acts',
        text: 'SELECT at_ms, action, note, editor_id FROM card_acts WHERE card_id = $1 ORDER BY act_id DESC LIMIT $2',
      },
      [cardId, RECORD_MAX],
    );
    return rows.toReversed().map((row) => ({
      atMs: row.at_ms,
      action: row.action,
      note: row.note,
      ...(row.editor_id === null ? {} : { editor: row.editor_id }),
    }));
  }
}

export function cardUnknown(): Error {
  return problem('card.not_found', 'There is no such card here.');
}

function isLiving(card: Card): boolean {
  return card.state === 'proposed' || card.state === 'approved';
}

function demand(holds: boolean, sentence: string): void {
  if (!holds) throw problem('card.state', sentence);
}

function noted(note: string): string {
  if (note === '') throw problem('card.note_required', 'Say in a sentence why: it is kept.');
  return note;
}

function openCorrection(card: Card): NonNullable<Card['correction']> {
  demand(isLiving(card), 'This card has ended.');
  if (card.correction === undefined)
    throw problem('card.state', 'This card has no correction that waits.');
  return card.correction;
}

function cleanedText(change: Partial<CardText>): Partial<CardText> {
  const { headline, summary, attribution, ...rest } = change;
  const clean = (text: string): string => cleanText(text.replace(/\s+/gu, ' '));
  const cleanHeadline = headline === undefined ? undefined : clean(headline);
  if (cleanHeadline === '')
    throw problem('request.invalid', 'The headline holds nothing that can be read.');
  return {
    ...rest,
    ...(cleanHeadline === undefined ? {} : { headline: cleanHeadline }),
    ...(summary === undefined ? {} : { summary: clean(summary) }),
    ...(attribution === undefined
      ? {}
      : { attribution: attribution.map(clean).filter((line) => line !== '') }),
  };
}

function deskCard(cardId: string, language: string, text: CardText, nowMs: number): Card {
  return {
    cardId,
    kind: 'desk',
    itemId: cardId,
    personId: undefined,
    publisherIds: [],
    language,
    text,
    openPath: '/',
    story: undefined,
    picture: undefined,
    loop: undefined,
    prepared: true,
    happenedAtMs: nowMs,
    trend: 0,
    durationMs: 0,
    ai: undefined,
    sample: false,
    state: 'approved',
    version: 1,
    fromMs: nowMs,
    untilMs: nowMs,
    embargoUntilMs: undefined,
    proposedAtMs: nowMs,
    changedAtMs: nowMs,
    approval: { by: 'editor', atMs: nowMs },
    correction: undefined,
    ended: undefined,
  };
}
