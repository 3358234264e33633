import { defineRoute, type Route } from '@jhalak/contracts';
import { CosignedBody, CosignedReply } from '@jhalak/contracts/border';

/** A few witnesses, each once for every checkpoint. */
const PER_MINUTE = 300;

/** Open to all: only what a known witness signed changes anything. */
export function postCosignature(accept: (checkpoint: string) => Promise<string[]>): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/border/cosignatures',
    name: 'postCosignature',
    summary: 'Hand in a checkpoint of this log with the co-signature of a witness that it knows',
    tag: 'border',
    access: 'anyone',
    owner: 'public',
    body: CosignedBody,
    replies: { 200: CosignedReply },
    ratePerMinute: PER_MINUTE,
    async handle({ body }) {
      return { status: 200, json: { witnesses: await accept(body.checkpoint) } };
    },
  });
}
