import { NOBODY, type Attention, type Slot } from '@jhalak/attention';
import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { EventsReply } from '@jhalak/contracts/feed';
import { LockEventsBody, type LockEvent } from '@jhalak/contracts/lock';
import type { BrandGate } from '../brand-gate.ts';
import type { DeviceHasher } from '../events/device-hash.ts';
import {
  WAITING_MAX,
  type AcceptedLockEvent,
  type LockEventWriter,
} from '../events/event-writer.ts';
import { mayBePersonal } from '../packs/lock-slots.ts';
import { brandOf } from './lock-caller.ts';

export interface EventRouteDeps {
  attention: Attention;
  writer: LockEventWriter;
  devices: DeviceHasher;
  gate: BrandGate | undefined;
}

/** Batches a minute of one person or address: many phones stand behind one. */
const BATCHES_PER_MINUTE = 600;

type Result = EventsReply['results'][number];

export function postLockEvents(deps: EventRouteDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/lock/v1/events',
    name: 'postLockEvents',
    summary: 'What happened with the cards of a pack; repeats count once',
    tag: 'lock',
    access: 'anyone',
    owner: 'self',
    body: LockEventsBody,
    replies: { 202: EventsReply },
    ratePerMinute: BATCHES_PER_MINUTE,
    async handle({ body, caller, headers }) {
      if (deps.writer.waiting >= WAITING_MAX) {
        throw problem(
          'unavailable',
          'Too much is being recorded right now; keep the events and send them again.',
          { retryAfterS: 5 },
        );
      }
      const brand = await brandOf(deps.gate, headers);
      const learn = body.consent && mayBePersonal(caller);
      const judged = await judge(deps, body.events, caller, learn);
      const accepted = judged.flatMap((one) => (one.accepted === undefined ? [] : [one.accepted]));
      const fresh =
        accepted.length === 0
          ? []
          : await deps.writer.write({
              device: deps.devices.hash(body.device),
              receipt: body.receipt,
              brand: brand?.brandId ?? '',
              accepted,
            });
      return { status: 202, json: { results: resultsOf(judged, fresh) } };
    },
  });
}

interface Judged {
  accepted?: AcceptedLockEvent;
  result: Result;
}

async function judge(
  { attention }: EventRouteDeps,
  events: readonly LockEvent[],
  caller: Caller | undefined,
  learn: boolean,
): Promise<Judged[]> {
  const mayRecord = caller !== undefined && (await attention.mayRecord(caller.personId));
  return events.map((event): Judged => {
    const slot = attention.readSlot(event.slot);
    if (slot === undefined) return refused('slot_invalid');
    const refusal = attention.judgeLockEvent(event, slot, caller?.personId);
    if (refusal !== undefined) return refused(refusal);
    // Erased a moment ago: what was theirs belongs to nobody any more.
    if (slot.personId !== NOBODY && !mayRecord) return refused('not_your_slot');
    // Consent may have been withdrawn since the pack was made: the stricter of the two counts.
    const taken: Slot = { ...slot, personal: slot.personal && learn };
    return { accepted: { event, slot: taken }, result: { ok: true } };
  });
}

function refused(code: NonNullable<Result['code']>): Judged {
  return { result: { ok: false, code } };
}

function resultsOf(judged: readonly Judged[], fresh: readonly boolean[]): Result[] {
  let at = 0;
  return judged.map(({ accepted, result }) => {
    if (accepted === undefined) return result;
    const isNew = fresh[at];
    at += 1;
    return isNew === true ? result : { ok: true, code: 'duplicate' };
  });
}
