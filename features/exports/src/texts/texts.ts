// The archive's page in the languages of the interface.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { EN } from './en.ts';
import { HI } from './hi.ts';
import { ID } from './id.ts';
import { TA } from './ta.ts';
import { TE } from './te.ts';
import type { PageTexts } from './text-types.ts';

/** Not reviewed by native speakers; corrections are welcome. */
export const PAGE_TEXTS: Readonly<Record<InterfaceLanguage, PageTexts>> = {
  en: EN,
  hi: HI,
  ta: TA,
  te: TE,
  id: ID,
};
