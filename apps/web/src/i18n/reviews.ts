// Who has read a whole catalogue as a native speaker and stands by it. English is what the others were written from.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

export interface Review {
  /** A name that may be shown. */
  by: string;
  /** ISO 8601 date. */
  on: string;
  /** SHA-256 of the catalogue's file as it was read, in hex: whoever changes words takes the review away. */
  digest: string;
}

/** Nobody has signed one yet. */
export const REVIEWS: Readonly<Partial<Record<InterfaceLanguage, Review>>> = {};

/** @returns whether the words of a language are only as good as their makers. */
export function isUnreviewed(language: InterfaceLanguage): boolean {
  return language !== 'en' && REVIEWS[language] === undefined;
}
