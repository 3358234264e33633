// What becomes of a card when its source says something new. Pure.

import { strongerMark } from '@jhalak/contracts/ai-mark';
import type { CardApproval, CardText } from '@jhalak/contracts/cards';
import { HEADLINE_MAX, SUMMARY_MAX } from '@jhalak/contracts/cards';
import { GENRES, type Genre } from '@jhalak/contracts/languages';
import { SPAN_MAX_MS } from './desk-times.ts';
import type { CardEventType } from './rows.ts';
import { genreTimes } from './genre-times.ts';
import type { Card, CardCorrection, CardMaterial, CardPicture, CardTelling } from './types.ts';

/** A change of trend below this is not worth a row. */
const TREND_STEP = 0.1;

export interface NewCard {
  cardId: string;
  nowMs: number;
  /** Absent: it waits for a look. */
  approval?: CardApproval;
}

/** @returns the card of a material in one language. */
export function newCard(
  material: CardMaterial,
  telling: CardTelling,
  { cardId, nowMs, approval }: NewCard,
): Card {
  const picture = material.picture.kind === 'made' ? material.picture.picture : undefined;
  return {
    cardId,
    kind: material.kind,
    itemId: material.itemId,
    personId: material.creatorId,
    publisherIds: material.publisherIds,
    language: telling.language,
    text: textOf(material, telling),
    openPath: material.openPath,
    story: material.story,
    picture,
    loop: undefined,
    prepared: material.picture.kind === 'made',
    happenedAtMs: material.happenedAtMs,
    trend: material.trend,
    durationMs: material.durationMs,
    ai: material.ai,
    sample: material.sample,
    state: approval === undefined ? 'proposed' : 'approved',
    version: 1,
    fromMs: nowMs,
    untilMs: material.happenedAtMs + genreTimes(material.genre).lifeMs,
    embargoUntilMs: undefined,
    proposedAtMs: nowMs,
    changedAtMs: nowMs,
    approval,
    correction: undefined,
    ended: undefined,
  };
}

/** @returns whether a material is too old for a card of its own. */
export function isOld(material: CardMaterial, nowMs: number): boolean {
  return material.happenedAtMs + genreTimes(material.genre).lifeMs <= nowMs;
}

/** One change of a card. */
export interface CardChange {
  type: CardEventType;
  card: Card;
}

/**
 * Takes over what its source says now. A proposed card simply follows. An approved one follows where nobody has to look:
 * in its facts, towards the stricter age, and away from a picture or a sentence that its publisher no longer lets us show;
 * other words, figures and pictures wait as a correction, unless a rule that is in force approves them too.
 *
 * @returns undefined when nothing changed that matters.
 */
export function refreshed(
  card: Card,
  material: CardMaterial,
  telling: CardTelling,
  byRule: boolean,
): CardChange | undefined {
  const said: CardCorrection = {
    text: textOf(material, telling),
    ...(material.story === undefined ? {} : { story: material.story }),
    ...pictureChange(card, material),
  };
  const free = card.state === 'proposed' || byRule;
  const facts = withFacts(card, material, telling, said.text);
  if (free) return followed(facts, said, card);
  const open = correctionFor(facts, said);
  const next = { ...facts, correction: open };
  if (same(next, card)) return undefined;
  const type =
    same(open, card.correction) || open === undefined ? 'changed' : 'correction_proposed';
  return { type, card: next };
}

/** @returns the card with a correction taken. */
export function corrected(card: Card, correction: CardCorrection): Card {
  return {
    ...card,
    text: correction.text,
    story: correction.story ?? card.story,
    picture: correction.picture ?? card.picture,
    version: card.version + 1,
    correction: undefined,
  };
}

function followed(facts: Card, said: CardCorrection, before: Card): CardChange | undefined {
  if (correctionFor(facts, said) === undefined) {
    const next = { ...facts, correction: undefined };
    return same(next, before) ? undefined : { type: 'changed', card: next };
  }
  const next = corrected(facts, said);
  // Nobody has seen a proposed card: its version counts what was shown.
  if (before.state === 'proposed') return { type: 'changed', card: { ...next, version: 1 } };
  return { type: 'corrected', card: next };
}

// What needs nobody's look.
function withFacts(card: Card, material: CardMaterial, telling: CardTelling, said: CardText): Card {
  const stricter = said.age === '18plus' && card.text.age === 'all';
  const moved = Math.abs(material.trend - card.trend) >= TREND_STEP;
  const open = isClosed(card.text.summary, telling) ? { ...card.text, summary: '' } : card.text;
  // The same words may have to name their owners otherwise.
  const sameWords = open.headline === said.headline && open.summary === said.summary;
  return {
    ...card,
    text: {
      ...open,
      ...(stricter ? { age: '18plus' as const } : {}),
      ...(sameWords ? { attribution: said.attribution } : {}),
    },
    picture: isTakenBack(card, material) ? undefined : card.picture,
    happenedAtMs: material.happenedAtMs,
    untilMs: endOf(card, material),
    trend: moved ? material.trend : card.trend,
    ai: strongerMark(card.ai, material.ai),
    publisherIds: material.publisherIds,
  };
}

/** Blobs that cards made themselves, of what the desk sent. */
const OWN_BLOBS = 'cards/';

function isTakenBack({ picture }: Card, material: CardMaterial): boolean {
  if (picture === undefined || material.picture.kind === 'to_make') return false;
  const [key = ''] = picture.renditions.map((rendition) => rendition.key);
  if (key.startsWith(OWN_BLOBS)) return false;
  const { standingKeys } = material.picture;
  return standingKeys === undefined
    ? material.picture.picture === undefined
    : !standingKeys.includes(key);
}

/** Shorter pieces are found in any text. */
const PIECE_MIN = 20;

/** Whether a summary holds a sentence of a text that may not be quoted any more, and that nobody else lets us quote. */
function isClosed(summary: string, { closedTexts = [], summary: now }: CardTelling): boolean {
  const closed = closedTexts.map(oneSpaced);
  return summary
    .split(/(?<=[.!?।…])\s+/u)
    .map((piece) => oneSpaced(piece).replace(/…$/u, ''))
    .filter((piece) => piece.length >= PIECE_MIN && !oneSpaced(now).includes(piece))
    .some((piece) => closed.some((text) => text.includes(piece)));
}

function oneSpaced(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

// A story that goes on is not over: an end that nobody chose moves with its news.
function endOf(card: Card, { happenedAtMs }: CardMaterial): number {
  const { lifeMs } = genreTimes(card.text.genre);
  if (card.untilMs !== card.happenedAtMs + lifeMs) return card.untilMs;
  return Math.min(happenedAtMs + lifeMs, card.proposedAtMs + SPAN_MAX_MS);
}

function correctionFor(card: Card, said: CardCorrection): CardCorrection | undefined {
  const differs =
    !same(said.text, card.text) || !same(said.story, card.story) || said.picture !== undefined;
  return differs ? said : undefined;
}

function pictureChange(card: Card, material: CardMaterial): { picture?: CardPicture } {
  if (material.picture.kind === 'to_make' || material.picture.picture === undefined) return {};
  const { picture } = material.picture;
  return same(picture, card.picture) ? {} : { picture };
}

function textOf(material: CardMaterial, telling: CardTelling): CardText {
  return {
    genre: GENRES.find((genre): genre is Genre => genre === material.genre) ?? 'news',
    age: material.age,
    headline: cut(telling.headline, HEADLINE_MAX),
    summary: cut(telling.summary, SUMMARY_MAX),
    attribution: [...telling.attribution],
  };
}

/** @returns at most `most` characters, ended at a word where there is one near. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = text.slice(0, most - 1);
  const space = room.lastIndexOf(' ');
  // A language without spaces, or one long word: the end of a character will do.
  const end = space > most / 2 ? room.slice(0, space) : room.replace(/[\ud800-\udbff]$/, '');
  return `${end.trimEnd()}…`;
}

// Plain data from rows and materials, whose members may stand in another order.
function same(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b);
}

function ordered(value: unknown): string {
  return (
    JSON.stringify(value, (_name, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  );
}
