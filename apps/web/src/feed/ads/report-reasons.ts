// What somebody may say of an ad. The contract's own module brings the schema library along; a test holds them equal.

import type { AdReportBody } from '@jhalak/contracts/ad-slots';

export const AD_REPORT_REASONS = [
  'misleading',
  'scam',
  'offensive',
  'illegal',
  'not_labelled',
  'other',
] as const satisfies readonly AdReportBody['reason'][];
