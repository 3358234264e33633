// What is carried out for a deal on this machine, for whoever looks at the cut-over from a browser.

import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { DealWork } from '@jhalak/contracts/handover-room';

/** @param read what the machine knows of a deal's steps; nothing where it carried out none. */
export function dealWorkRoute(read: (dealId: string) => Promise<DealWork>): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/handover/deals/:id/work',
    name: 'getDealWork',
    summary:
      'The step of a deal that runs on this machine now, and the documents that steps left here',
    tag: 'handover',
    access: ['operator', 'auditor'],
    owner: 'staff',
    params: IdParams,
    replies: { 200: DealWork },
    async handle({ params }) {
      return { status: 200, json: await read(params.id) };
    },
  });
}
