import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { DESK_PICTURE_BYTES_MAX, DeskPictureBody } from '@jhalak/contracts/cards';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, cleanText, type Ids } from '@jhalak/kernel';
import type { Blobs, Database, Jobs } from '@jhalak/ports';
import type { CardStore } from '../card-store.ts';
import { cardUnknown } from '../desk.ts';
import { prepareJob } from '../prepare-job.ts';

export interface DeskPictureDeps {
  database: Database;
  blobs: Blobs;
  jobs: Jobs;
  ids: Ids;
  store: CardStore;
}

/** Base64 takes a third more than its bytes; the rest is words. */
const BODY_BYTES_MAX = Math.ceil(DESK_PICTURE_BYTES_MAX / 3) * 4 + 10_000;

export function setDeskPicture({ database, blobs, jobs, ids, store }: DeskPictureDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/desk/cards/:id/picture',
    name: 'setDeskPicture',
    summary: "A picture for a card of the desk's own; cut and encoded a moment later",
    tag: 'desk',
    access: ['editor'],
    owner: 'staff',
    params: IdParams,
    body: DeskPictureBody,
    bodyLimitBytes: BODY_BYTES_MAX,
    ratePerMinute: 30,
    replies: { 202: null },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for an editor');
      const bytes = Buffer.from(body.data, 'base64');
      if (bytes.toString('base64') !== body.data)
        throw problem('card.picture_invalid', 'The picture is not base64 as RFC 4648 writes it.');
      const [card] = await store.byIds(database, [params.id]);
      if (card === undefined) throw cardUnknown();
      if (card.kind !== 'desk' || card.state !== 'approved')
        throw problem('card.state', "Only a card of the desk's own can be given a picture.");
      const source = `cards/${card.cardId}/${ids.next()}/source`;
      await blobs.putBytes(source, bytes);
      await database.transaction(async (tx) => {
        const alternative = cleanText(body.alternative);
        const credit = body.credit === undefined ? undefined : cleanText(body.credit);
        await jobs.enqueue(tx, prepareJob(card.cardId, { source, alternative, credit }));
        await store.record(tx, card.cardId, {
          editorId: caller.personId,
          action: 'picture',
          note: alternative,
        });
      });
      return { status: 202 };
    },
  });
}
