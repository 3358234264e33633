// What each act asks for, and the act that comes of it. Which acts are open at a moment the server decides; here is what
// makes sense to offer.

import type { DealAct, WorkedStep } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { fromField } from '../desk/when.ts';
import { APPROVED } from './steps.ts';

/** Acts that the room drafts; a deal is opened from a file of its parties. */
export const ACTS = [
  ...(['approve', 'propose', 'done', 'inventory', 'declare', 'screen', 'allow'] as const),
  ...(['add_bidder', 'drop_bidder', 'give_copy', 'return_copy', 'thaw', 'abort'] as const),
] as const;
export type FormAct = (typeof ACTS)[number];

type FieldKind =
  | 'digest'
  | 'bidder'
  | 'words'
  | 'time'
  | 'passed'
  | 'seconds'
  | 'owners'
  | 'interests'
  | 'party'
  | 'copy'
  | 'inventory';

export interface Field {
  name: FieldName;
  kind: FieldKind;
}
type FieldName =
  | 'document'
  | 'evidence'
  | 'bidder'
  | 'reason'
  | 'what'
  | 'copy'
  | 'expiresAtMs'
  | 'validUntilMs'
  | 'passed'
  | 'seconds'
  | 'owners'
  | 'interests'
  | 'party'
  | 'inventory';

/** As the form holds them: texts, and JSON for lists. */
export type Values = Partial<Record<FieldName, string>>;

const field = (kind: FieldKind, name: FieldName): Field => ({ kind, name });
const EVIDENCE = field('digest', 'evidence');
const BIDDER = field('bidder', 'bidder');
const PASSED = field('passed', 'passed');
const REASON = field('words', 'reason');

const FIELDS: Readonly<Record<Exclude<FormAct, 'propose' | 'done'>, readonly Field[]>> = {
  approve: [field('time', 'expiresAtMs')],
  inventory: [field('inventory', 'inventory')],
  declare: [field('interests', 'interests')],
  screen: [BIDDER, field('owners', 'owners'), EVIDENCE, field('time', 'validUntilMs')],
  allow: [BIDDER, field('digest', 'document')],
  add_bidder: [field('party', 'party')],
  drop_bidder: [BIDDER, REASON],
  give_copy: [BIDDER, field('words', 'what'), field('digest', 'copy')],
  return_copy: [field('copy', 'copy'), EVIDENCE],
  thaw: [REASON],
  abort: [REASON],
};

const DONE_MORE: Partial<Record<string, readonly Field[]>> = {
  rehearsal: [BIDDER, PASSED],
  verification: [PASSED],
  freeze: [field('seconds', 'seconds')],
};

/** @returns what the form asks for. */
export function fieldsOf(act: FormAct, room: DealRoom): readonly Field[] {
  const { step } = room.view;
  if (act === 'done') return [EVIDENCE, ...(DONE_MORE[step ?? ''] ?? [])];
  if (act !== 'propose') return FIELDS[act];
  const document = field('digest', 'document');
  return step === 'terms' ? [BIDDER, document] : [document];
}

const WITH_BUYER: readonly FormAct[] = [
  ...(['declare', 'screen', 'allow', 'add_bidder', 'drop_bidder', 'give_copy'] as const),
];

/** @returns the acts that can make sense now, what the deal waits for first. */
export function openActs(room: DealRoom): FormAct[] {
  const { kind, step, proposal, frozenUntilMs, bidders, aborted, inventory } = room.view;
  if (step === undefined) return [];
  const copies = bidders.some((one) => one.copies.some(({ returned }) => returned === undefined));
  const back: FormAct[] = copies ? ['return_copy'] : [];
  if (step === 'closed' || aborted !== undefined) return back;
  const late = [
    'lift',
    'fence',
    'takeover',
    'verification',
    'acceptance',
    'wind_down',
    'proof',
  ].includes(step);
  // What comes after a hold is said on the command line, beside the key that lifts it.
  if (step === 'release') return proposal === undefined ? back : ['approve', ...back];
  const first: FormAct[] =
    proposal !== undefined
      ? ['approve', 'propose']
      : APPROVED.includes(step)
        ? ['propose']
        : step === 'inventory'
          ? ['inventory']
          : ['done'];
  const early: FormAct[] = [
    ...(inventory !== undefined && ['letter', 'rehearsal', 'terms'].includes(step)
      ? (['inventory'] as const)
      : []),
    ...(step === 'terms' ? (['done'] as const) : []),
    ...(frozenUntilMs === undefined ? [] : (['thaw'] as const)),
    ...(kind === 'sale' || kind === 'restructure' ? WITH_BUYER : []),
  ];
  return [...first, ...(late ? [] : early), ...back, ...(late ? [] : (['abort'] as const))];
}

/** Acts that hold whatever has happened since; the others are signed for the deal as it stands. */
const FREE: readonly string[] = ['approve', 'abort'];

/** @returns the act; undefined while something that it needs is missing. */
export function actOf(
  act: FormAct,
  values: Values,
  room: DealRoom,
  nowMs: number,
): DealAct | undefined {
  const { deal, head } = room.view;
  const own = ownFields(act, values, room, nowMs);
  if (own === undefined || (head === undefined && !FREE.includes(act))) return undefined;
  const after = FREE.includes(act) ? {} : { after: head };
  // The server holds it against the contract; what does not fit is refused there with a reason.
  return { v: 1, deal, ...after, act, ...own } as unknown as DealAct;
}

const HEX = /^[0-9a-f]{64}$/u;

function ownFields(
  act: FormAct,
  values: Values,
  room: DealRoom,
  nowMs: number,
): Record<string, unknown> | undefined {
  const digest = (name: FieldName): string | undefined =>
    HEX.test(values[name] ?? '') ? values[name] : undefined;
  const text = (name: FieldName): string | undefined => values[name]?.trim() || undefined;
  const { proposal } = room.view;
  switch (act) {
    case 'approve':
      return (
        proposal &&
        whole({
          step: proposal.step,
          scope: proposal.scope,
          expiresAtMs: fromField(values.expiresAtMs ?? ''),
        })
      );
    case 'propose': {
      const step = proposal?.step ?? room.view.step;
      const bidder = step === 'terms' ? { bidder: text('bidder') } : {};
      return whole({ step, document: digest('document'), ...bidder });
    }
    case 'done':
      return doneFields(values, room, nowMs);
    case 'inventory':
      return json(values.inventory);
    case 'declare':
      return whole({ interests: json(values.interests ?? '[]') });
    case 'screen':
      return whole({
        ...{ bidder: text('bidder'), owners: json(values.owners), evidence: digest('evidence') },
        validUntilMs: fromField(values.validUntilMs ?? ''),
      });
    case 'allow': {
      const screening = room.screenings.find(({ bidder }) => bidder === values.bidder)?.evidence;
      return whole({ bidder: text('bidder'), screening, document: digest('document') });
    }
    case 'add_bidder':
      return whole({ bidder: json(values.party) });
    case 'drop_bidder':
      return whole({ bidder: text('bidder'), reason: text('reason') });
    case 'give_copy':
      return whole({ bidder: text('bidder'), copy: digest('copy'), what: text('what') });
    case 'return_copy':
      return whole({ copy: digest('copy'), evidence: digest('evidence') });
    case 'thaw':
    case 'abort':
      return whole({ reason: text('reason') });
  }
}

const SECOND_MS = 1_000;

function doneFields(
  values: Values,
  room: DealRoom,
  nowMs: number,
): Record<string, unknown> | undefined {
  const { view } = room;
  // Another bidder may be rehearsed while terms are sought.
  const step: WorkedStep = view.step === 'terms' ? 'rehearsal' : (view.step as WorkedStep);
  const evidence = HEX.test(values.evidence ?? '') ? values.evidence : undefined;
  const passed = values.passed === undefined ? undefined : values.passed === 'yes';
  const done = { step, evidence };
  switch (step) {
    case 'rehearsal':
      return whole({ ...done, bidder: values.bidder || undefined, passed });
    case 'verification':
      return whole({ ...done, passed });
    case 'freeze': {
      const seconds = Number(values.seconds ?? '');
      return whole({
        ...done,
        untilMs: seconds > 0 ? Math.round(nowMs + seconds * SECOND_MS) : undefined,
      });
    }
    case 'fence':
      return whole({ ...done, epoch: view.ownerEpoch });
    case 'takeover':
      return whole({ ...done, epoch: view.ownerEpoch + 1 });
    default:
      return whole(done);
  }
}

/** @returns the fields, or undefined while one is missing. */
function whole(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  return Object.values(fields).includes(undefined) ? undefined : fields;
}

function json(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
