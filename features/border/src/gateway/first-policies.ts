// What every cell may do from its first start: rows like any other, which the operator can end and replace.

import type { BorderPolicyBody } from '@jhalak/contracts/gateway';

/** 2020-01-01 to 2031-01-01 UTC: whoever runs the cell then decides anew. */
const FROM_MS = 1_577_836_800_000;
const UNTIL_MS = 1_924_992_000_000;

export const FIRST_AUTHOR = 'the program';
export const FIRST_APPROVER = 'whoever installed it';

const common = { party: '*', partyRegion: '*', k: 50, fromMs: FROM_MS, untilMs: UNTIL_MS };
const asking = {
  ...common,
  fields: ['url', 'etag', 'lastModified'],
  classLimit: 'public' as const,
};

export const FIRST_POLICIES: readonly BorderPolicyBody[] = [
  {
    id: 'feeds',
    message: 'feeds.fetch',
    ...asking,
    basis:
      "Publishers' feeds are read under their terms, from hosts that an editor allowed by name and with an end.",
  },
  {
    id: 'articles',
    message: 'articles.fetch',
    ...asking,
    basis: "Pages of reports that publishers' feeds name, from hosts that an editor allowed.",
  },
  {
    id: 'pictures',
    message: 'pictures.fetch',
    ...asking,
    basis: 'Pictures of reports whose licence covers them, from hosts that an editor allowed.',
  },
  {
    id: 'robots',
    message: 'robots.fetch',
    ...asking,
    fields: ['url'],
    basis: "RFC 9309: a site's rules are asked for before anything else of it.",
  },
  {
    id: 'daily-report',
    message: 'report.daily',
    ...common,
    fields: ['dayMs', 'counts'],
    classLimit: 'aggregate',
    basis:
      'Cells tell each other how many people publish in which language and genre; DPDP Rules 2025, rule 13(4): no personal data and no traffic data.',
  },
];
