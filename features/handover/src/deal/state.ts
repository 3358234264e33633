// A deal as it stands. Nothing but what its events add up to; no time of its own.

import type {
  ActOf,
  ApprovedStep,
  DealKind,
  DealParty,
  DealSide,
  DealStep,
  HoldEnd,
  OpenAct,
} from '@jhalak/contracts/handover-deal';

/** Who acts: a person, for a side, and for which bidder. */
export interface Actor {
  person: string;
  side: DealSide;
  /** The bidder's id where the side is `bidder`. */
  bidder?: string;
}

interface Copy {
  copy: string;
  what: string;
  /** Digest of what shows that it was returned or destroyed. */
  returned?: string;
}

interface Screening {
  owners: ActOf<'screen'>['owners'];
  evidence: string;
  validUntilMs: number;
  /** Countries of owners that the deal's policy excludes. */
  excluded: string[];
  /** The government's document that lets the bidder in all the same. */
  allowed?: string;
}

export interface BidderState extends DealParty {
  /** Why it is out; it has access to nothing then. */
  out?: string;
  copies: Copy[];
  screening?: Screening;
  /** Report of a passed rehearsal, and of which inventory. */
  rehearsal?: { evidence: string; inventory: string };
}

interface Approval {
  side: DealSide;
  expiresAtMs: number;
  /** Digest of the signed file. */
  file: string;
}

export interface Proposal {
  step: ApprovedStep;
  document: string;
  bidder?: string;
  /** Of a release. */
  into?: HoldEnd;
  by: string;
  /** Digest of everything that is approved with it. */
  scope: string;
  /** By person. */
  approvals: Record<string, Approval>;
}

/** A step that was approved. */
export interface Agreed {
  document: string;
  scope: string;
  /** When the first of its approvals expires. */
  untilMs: number;
}

export interface DealState {
  deal: string;
  cell: string;
  region: string;
  kind: DealKind;
  /** Of the owner who sells. */
  ownerEpoch: number;
  policy: OpenAct['policy'];
  seller: DealParty;
  regionSide: DealParty;
  exportSide?: NonNullable<OpenAct['exportSide']>;
  mediator?: DealParty & {
    interests?: ActOf<'declare'>['interests'];
    /** Bidders that were known when the interests were declared. */
    covers: string[];
  };
  bidders: Record<string, BidderState>;
  step: DealStep;
  seq: number;
  head: string;
  atMs: number;
  /** Proposals so far: an approval of one counts for no later one. */
  rounds: number;
  proposal?: Proposal;
  inventory?: { digest: string; tags: string[]; restricted: boolean };
  letter?: Agreed;
  /** With whom. */
  terms?: Agreed & { bidder: string };
  licence?: Agreed;
  seal?: Agreed;
  frozenUntilMs?: number;
  /** Digest of the package, base and delta. */
  package?: string;
  keys?: string;
  release?: Agreed & { into: HoldEnd };
  /** Evidence that a hold is over. */
  lift?: string;
  /** Digest of the event that ended the seller's epoch. */
  fence?: string;
  takeover?: { evidence: string; epoch: number };
  verification?: { evidence: string; passed: boolean };
  acceptance?: Agreed;
  windDown?: string;
  proof?: string;
  aborted?: { at: DealStep; side: DealSide; reason: string };
}

/** In the order of the path; `closed` and `aborted` are ends. */
const ORDER: readonly DealStep[] = [
  ...(['inventory', 'letter', 'rehearsal', 'terms', 'licence', 'seal', 'freeze', 'delta'] as const),
  ...(['keys', 'release', 'lift', 'fence', 'takeover', 'verification', 'acceptance'] as const),
  ...(['wind_down', 'proof', 'closed'] as const),
];

/** The path of each kind, all in the one order above. */
export const PATHS: Readonly<Record<DealKind, readonly DealStep[]>> = {
  sale: ORDER.filter((step) => step !== 'release' && step !== 'lift'),
  wind_down: ['inventory', 'seal', 'freeze', 'fence', 'wind_down', 'proof', 'closed'],
  hold: ['seal', 'freeze', 'keys', 'release', 'lift', 'closed'],
  // On the same machine: nothing is packed, and there is no second copy to destroy.
  restructure: [
    ...(['inventory', 'letter', 'terms', 'licence', 'seal', 'freeze', 'keys', 'fence'] as const),
    ...(['takeover', 'verification', 'acceptance', 'closed'] as const),
  ],
};

/** Asked of technology that is on a list, where it goes to somebody else. */
const EXPORT_STEPS: readonly DealStep[] = ['letter', 'licence'];

/** @returns the steps of this deal, as far as it is known what is listed. */
export function pathOf(state: DealState): readonly DealStep[] {
  const path = PATHS[state.kind];
  return state.inventory?.restricted === false
    ? path.filter((step) => !EXPORT_STEPS.includes(step))
    : path;
}

/** @returns the step after the present one. */
export function nextStep(state: DealState): DealStep {
  const path = pathOf(state);
  return path[path.indexOf(state.step) + 1] ?? 'closed';
}

/** @returns whether somebody else owns the cell when the deal is over. */
export function hasBuyer({ kind }: Pick<DealState, 'kind'>): boolean {
  return kind === 'sale' || kind === 'restructure';
}

/** @returns whether a deal waits for a step before this one. An aborted deal is before nothing. */
export function isBefore(state: DealState, step: DealStep): boolean {
  return state.step !== 'aborted' && ORDER.indexOf(state.step) < ORDER.indexOf(step);
}

/** @returns whose cell adds events now: the seller's until its epoch is over. Where one machine stays, it is its. */
export function writerOf(state: DealState): 'seller' | 'buyer' {
  return state.kind !== 'sale' || state.fence === undefined ? 'seller' : 'buyer';
}

/** Forgets what was agreed from a step on, when something beneath it changed. */
export function forgetFrom(state: DealState, step: 'letter' | 'terms' | 'licence' | 'seal'): void {
  const agreed = ['letter', 'terms', 'licence', 'seal'] as const;
  for (const one of agreed.slice(agreed.indexOf(step))) delete state[one];
  delete state.proposal;
  delete state.frozenUntilMs;
  delete state.package;
}
