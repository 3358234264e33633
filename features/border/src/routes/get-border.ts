import { defineRoute, type Route } from '@jhalak/contracts';
import { BorderCard } from '@jhalak/contracts/border';

/** A monitor that looks each second is a good monitor. */
const LOOKS_PER_MINUTE = 600;

export function getBorder(card: () => Promise<BorderCard>): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/border',
    name: 'getBorder',
    summary: 'Who this cell is, and the key under which its public log at /log/ is verified',
    tag: 'border',
    access: 'anyone',
    owner: 'public',
    replies: { 200: BorderCard },
    ratePerMinute: LOOKS_PER_MINUTE,
    async handle() {
      return { status: 200, json: await card() };
    },
  });
}
