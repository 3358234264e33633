// The archive's page in the languages of the interface.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { AS } from './as.ts';
import { BN } from './bn.ts';
import { EN } from './en.ts';
import { GU } from './gu.ts';
import { HI } from './hi.ts';
import { ID } from './id.ts';
import { KN } from './kn.ts';
import { ML } from './ml.ts';
import { MR } from './mr.ts';
import { OR } from './or.ts';
import { PA } from './pa.ts';
import { TA } from './ta.ts';
import { TE } from './te.ts';
import { UR } from './ur.ts';
import type { PageTexts } from './text-types.ts';

/** Not reviewed by native speakers; corrections are welcome. */
export const PAGE_TEXTS: Readonly<Record<InterfaceLanguage, PageTexts>> = {
  en: EN,
  hi: HI,
  ta: TA,
  te: TE,
  id: ID,
  bn: BN,
  mr: MR,
  gu: GU,
  kn: KN,
  ml: ML,
  pa: PA,
  or: OR,
  as: AS,
  ur: UR,
};
