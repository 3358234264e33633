// Every language's words by its code.

import type { SampleLanguage } from '../sample-types.ts';
import { BENGALI } from './bn.ts';
import { ENGLISH } from './en.ts';
import { GUJARATI } from './gu.ts';
import { HINDI } from './hi.ts';
import { INDONESIAN } from './id.ts';
import type { LanguageTexts } from './language-texts.ts';
import { MARATHI } from './mr.ts';
import { TAMIL } from './ta.ts';
import { TELUGU } from './te.ts';

/** The words of each of the eight languages. */
export const TEXTS: Readonly<Record<SampleLanguage, LanguageTexts>> = {
  en: ENGLISH,
  hi: HINDI,
  ta: TAMIL,
  te: TELUGU,
  id: INDONESIAN,
  bn: BENGALI,
  mr: MARATHI,
  gu: GUJARATI,
};
