// A deal with its people and its past, as one party may see it. Replayed from its events: what was agreed and then taken back
// counts no more, and is not shown as done.

import type { DealAct, DealEvent } from '@jhalak/contracts/handover-deal';
import type { DealRoom, RoomEvent, RoomParty, RoomStep } from '@jhalak/contracts/handover-room';
import { take } from './chain.ts';
import { sidesOf, needsOf } from './scope.ts';
import { keyIdOf } from './signed-file.ts';
import { isBefore, pathOf, PATHS, type Actor, type DealState } from './state.ts';
import { viewOf, type Onlooker } from './view.ts';

/** What a page can show; the whole chain is had as events. */
const RECORD_MAX = 500;

/** @param events all of the deal, in order. Cost: a signature and a copy of the state for each event. */
export function roomOf(
  state: DealState,
  events: readonly DealEvent[],
  onlooker: Onlooker,
  atMs: number,
): DealRoom {
  const view = viewOf(state, onlooker, atMs);
  const base = { view, atMs };
  if (view.out)
    return {
      ...{ ...base, path: [], parties: [], screenings: [], steps: [] },
      ...{ needs: [], skipped: [], record: [] },
    };
  const { policy, proposal } = state;
  const past = replay(events);
  const path = PATHS[state.kind];
  const skipped = path.filter((step) => !pathOf(state).includes(step));
  return {
    ...base,
    path: path.filter((step) => step !== 'closed'),
    policy,
    parties: partiesOf(state, onlooker),
    screenings: screeningsOf(state, onlooker),
    steps: past.steps.map((step) => stepFor(step, onlooker)),
    needs:
      proposal === undefined || view.proposal === undefined
        ? []
        : sidesOf(needsOf(state, proposal.step)).map(([side, people]) => ({ side, people })),
    skipped,
    record: past.record
      .filter((one) => mayHear(one.about, onlooker) && !isSecret(one.event, onlooker))
      .map(({ event }) => event)
      .slice(-RECORD_MAX)
      .toReversed(),
  };
}

interface Past {
  steps: RoomStep[];
  record: { event: RoomEvent; about: string | undefined }[];
}

function replay(events: readonly DealEvent[]): Past {
  let state: DealState | undefined;
  let steps: RoomStep[] = [];
  const approvedAt = new Map<string, number>();
  const record: Past['record'] = [];
  for (const event of events) {
    const before = state;
    const taken = take(state, event);
    if (taken.kind === 'refused') throw new Error(`event ${event.seq}: ${taken.why}`);
    const { act, by, state: after } = taken;
    state = after;
    record.push({ event: eventOf(event, act, by), about: aboutOf(act, by, before) });
    if (act.act === 'propose') approvedAt.clear();
    if (act.act === 'approve') approvedAt.set(by.person, event.atMs);
    // What went back waits again; an end takes nothing back.
    if (after.step !== 'aborted') steps = steps.filter(({ step }) => !isBefore(after, step));
    steps = steps.filter(({ step }) => step !== after.step);
    if (before !== undefined && before.step !== after.step && isBefore(before, after.step))
      steps.push(stepOf(before, act, by, event.atMs, approvedAt));
  }
  return { steps, record };
}

function eventOf({ seq, atMs, digest }: DealEvent, act: DealAct, by: Actor): RoomEvent {
  return {
    ...{ seq, atMs, digest, act: act.act, side: by.side, person: by.person },
    ...(by.bidder === undefined ? {} : { bidder: by.bidder }),
    ...('step' in act ? { step: act.step } : {}),
  };
}

function aboutOf(act: DealAct, by: Actor, before: DealState | undefined): string | undefined {
  if (by.bidder !== undefined) return by.bidder;
  if (act.act === 'add_bidder') return act.bidder.id;
  if (act.act === 'approve') return before?.proposal?.bidder;
  return 'bidder' in act ? act.bidder : undefined;
}

function stepOf(
  before: DealState,
  act: DealAct,
  by: Actor,
  atMs: number,
  approvedAt: ReadonlyMap<string, number>,
): RoomStep {
  const done = { step: before.step, atMs, approvals: [] };
  if (act.act === 'inventory') return { ...done, by: by.person, digest: act.inventory };
  if (act.act === 'done') {
    const bidder = act.bidder ?? by.bidder;
    return { ...done, by: by.person, digest: act.evidence, ...(bidder && { bidder }) };
  }
  const { proposal } = before;
  if (act.act !== 'approve' || proposal === undefined) return done;
  const approvals = [
    ...Object.entries(proposal.approvals)
      .filter(([, { expiresAtMs }]) => expiresAtMs > atMs)
      .map(([person, { side, expiresAtMs }]) => ({ person, side, expiresAtMs })),
    { person: by.person, side: by.side, expiresAtMs: act.expiresAtMs },
  ].map((one) => ({ ...one, atMs: approvedAt.get(one.person) ?? atMs }));
  return {
    ...{ ...done, approvals, by: proposal.by, digest: proposal.document, scope: proposal.scope },
    untilMs: Math.min(...approvals.map(({ expiresAtMs }) => expiresAtMs)),
    ...(proposal.bidder === undefined ? {} : { bidder: proposal.bidder }),
  };
}

/** What a party may know of a step: of one with another bidder that it is done, and no more. */
function stepFor(step: RoomStep, onlooker: Onlooker): RoomStep {
  const strange = onlooker.side === 'bidder' && !mayHear(step.bidder, onlooker);
  if (onlooker.side !== 'mediator' && !strange) return step;
  return { step: step.step, atMs: step.atMs, approvals: [] };
}

function mayHear(bidder: string | undefined, { side, bidder: own }: Onlooker): boolean {
  if (bidder === undefined || side === 'seller' || side === 'region') return true;
  return side === 'bidder' && bidder === own;
}

/** The mediator knows how far it is, and not on what terms. */
function isSecret({ act, side }: RoomEvent, onlooker: Onlooker): boolean {
  if (onlooker.side !== 'mediator' || side === 'mediator') return false;
  return act === 'propose' || act === 'approve' || act === 'screen' || act === 'allow';
}

function partiesOf(state: DealState, onlooker: Onlooker): RoomParty[] {
  const { seller, regionSide, exportSide, mediator, bidders } = state;
  const told = (party: Omit<RoomParty, 'people'>, people: DealState['seller']['people']) => ({
    ...party,
    people: people.map(({ id, name, key }) => ({
      id,
      name,
      keyId: keyIdOf(Buffer.from(key, 'base64')),
    })),
  });
  return [
    told({ side: 'seller', name: seller.name }, seller.people),
    told({ side: 'region', name: regionSide.name }, regionSide.people),
    ...(exportSide === undefined
      ? []
      : [
          told(
            { side: 'export', name: exportSide.name, country: exportSide.country },
            exportSide.people,
          ),
        ]),
    ...(mediator === undefined
      ? []
      : [told({ side: 'mediator', name: mediator.name }, mediator.people)]),
    ...Object.entries(bidders)
      .filter(([id]) => mayHear(id, onlooker))
      .map(([id, { name, people }]) => told({ side: 'bidder', bidder: id, name }, people)),
  ];
}

function screeningsOf({ bidders }: DealState, onlooker: Onlooker): DealRoom['screenings'] {
  return Object.entries(bidders).flatMap(([bidder, { screening, out }]) =>
    screening === undefined || out !== undefined || !mayHear(bidder, onlooker)
      ? []
      : [{ bidder, owners: screening.owners, evidence: screening.evidence }],
  );
}
