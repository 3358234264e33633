import type { KeyObject } from 'node:crypto';
import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { EventsBody, EventsReply } from '@jhalak/contracts/feed';
import { assert, type Clock } from '@jhalak/kernel';
import { WAITING_MAX, type AcceptedEvent, type EventWriter } from '../event-writer.ts';
import { judgeEvent } from '../judge-event.ts';
import { openSlot } from '../slot-token.ts';

export interface PostEventsDeps {
  secret: KeyObject;
  writer: EventWriter;
  clock: Clock;
}

/** Events a minute of one viewer: a player sends a batch every few seconds. */
const BATCHES_PER_MINUTE = 240;

export function postEvents(deps: PostEventsDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/events',
    name: 'postEvents',
    summary: 'What a player did with its slots; repeats count once',
    tag: 'feed',
    access: 'viewer',
    owner: 'self',
    body: EventsBody,
    replies: { 202: EventsReply },
    ratePerMinute: BATCHES_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a viewer');
      if (deps.writer.waiting >= WAITING_MAX) {
        throw problem(
          'unavailable',
          'Too much is being recorded right now; keep the events and send them again.',
          {
            retryAfterS: 5,
          },
        );
      }
      const nowMs = deps.clock.nowMs();
      const results: { ok: boolean; code?: string }[] = [];
      const accepted: AcceptedEvent[] = [];
      const places: number[] = [];
      for (const event of body.events) {
        const slot = openSlot(deps.secret, event.slot);
        const refusal =
          slot === undefined ? 'slot_invalid' : judgeEvent(event, slot, caller.personId, nowMs);
        if (slot === undefined || refusal !== undefined) {
          results.push({ ok: false, code: refusal ?? 'slot_invalid' });
        } else {
          places.push(results.length);
          results.push({ ok: true });
          // Consent may have been withdrawn since the slot was made: the stricter of the two counts.
          const personal = slot.personal && caller.personal;
          accepted.push({ event, slot: { ...slot, personal }, homePlace: caller.homePlace });
        }
      }
      const fresh = accepted.length === 0 ? [] : await deps.writer.write(caller.personId, accepted);
      for (const [index, place] of places.entries()) {
        if (fresh[index] === false) results[place] = { ok: true, code: 'duplicate' };
      }
      return { status: 202, json: { results } };
    },
  });
}
