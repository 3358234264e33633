// Orders what was found: by how surely it holds what was asked for, then, in small measure, by what the viewer likes, how new
// and how much watched it is. Pure: the same candidates, leanings and time give the same order.

import { DAY_MS } from '@jhalak/kernel';
import type { Candidate } from './candidates.ts';
import type { Leanings } from './leanings.ts';
import type { Meanings } from './meanings.ts';

/** Together these can lift a thing over another one only where both hold the words about as surely. */
const TASTE = 0.08;
const FRESH = 0.05;
const WATCHED = 0.05;
/** A clip of a week ago is half as new. */
const HALF_NEW_MS = 7 * DAY_MS;
/** Scores are whole millionths, so that a cursor can name one exactly. */
const MILLION = 1_000_000;
/** All asked words in few others are worth a little more than in many. */
const DENSE = 0.03;

export interface Ranked {
  candidate: Candidate;
  score: number;
}

export interface RankBy {
  meanings: readonly Meanings[];
  leanings: Leanings;
  nowMs: number;
  /** 0 to 1: how much watched, used or followed a thing is among its kind. */
  popularity: (candidate: Candidate) => number;
}

/** Of several words, this part must be held; what only sounds like one of two is no answer. */
const HELD_MIN = 0.4;

/** @returns best first; of equal ones the smaller id first. Cost: microseconds a candidate. */
export function rankCandidates(candidates: readonly Candidate[], by: RankBy): Ranked[] {
  return candidates
    .flatMap((candidate) => {
      const text = textOf(candidate, by.meanings);
      if (by.meanings.length > 1 && text < HELD_MIN) return [];
      return { candidate, score: scoreOf(candidate, text, by) };
    })
    .toSorted(isBefore);
}

/** The order of results, and of their cursors. */
export function isBefore(left: Ranked, right: Ranked): number {
  if (left.score !== right.score) return right.score - left.score;
  return left.candidate.document_id < right.candidate.document_id ? -1 : 1;
}

/** @returns 0 to 1: how surely it holds each asked word, on average. */
function textOf(candidate: Candidate, meanings: readonly Meanings[]): number {
  let sum = 0;
  for (const meaning of meanings) {
    let best = 0;
    for (const word of candidate.words) best = Math.max(best, meaning.get(word) ?? 0);
    sum += best;
  }
  return sum / meanings.length;
}

function scoreOf(candidate: Candidate, text: number, by: RankBy): number {
  const { meanings, leanings, nowMs, popularity } = by;
  const dense = DENSE * Math.min(1, meanings.length / Math.max(1, candidate.words.length));
  const ageMs = Math.max(0, nowMs - candidate.published_at_ms);
  // A tag or a person is not the better for being new.
  const fresh = candidate.language === '' ? 0 : FRESH * (HALF_NEW_MS / (HALF_NEW_MS + ageMs));
  const liked = TASTE * leanings.of(candidate.language, candidate.genre);
  const score = text + dense + fresh + liked + WATCHED * popularity(candidate);
  return Math.round(score * MILLION);
}
