// The path of a deal as screens draw it: three stretches, and the point behind which there is no way back.

import type { DealSide, DealStep } from '@jhalak/contracts/handover-deal';
import type { DealRoom, RoomStep } from '@jhalak/contracts/handover-room';

/** Steps of the path; the ends are told apart. */
export type PathStep = Exclude<DealStep, 'closed' | 'aborted'>;

/** First it is agreed, then handed over within minutes, then settled. */
export const STRETCHES = [
  { name: 'agree', steps: ['inventory', 'letter', 'rehearsal', 'terms', 'licence', 'seal'] },
  { name: 'hand', steps: ['freeze', 'delta', 'keys', 'fence', 'takeover'] },
  {
    name: 'settle',
    steps: ['release', 'lift', 'verification', 'acceptance', 'wind_down', 'proof'],
  },
] as const satisfies readonly { name: string; steps: readonly PathStep[] }[];

/** @returns the step from which on nothing can be taken back. */
export function noWayBack({ path }: DealRoom): PathStep {
  return path.includes('keys') ? 'keys' : 'fence';
}

/** Approved by people; the others are carried out. */
export const APPROVED: readonly DealStep[] = [
  ...(['letter', 'terms', 'licence', 'seal', 'acceptance', 'release'] as const),
];

/** Who carries out each step, or proposes it. */
export const DOERS: Readonly<Record<PathStep, readonly DealSide[]>> = {
  inventory: ['seller'],
  letter: ['seller'],
  rehearsal: ['seller'],
  terms: ['seller', 'bidder'],
  licence: ['seller'],
  seal: ['seller'],
  freeze: ['seller'],
  delta: ['seller'],
  keys: ['seller'],
  fence: ['seller'],
  takeover: ['bidder'],
  verification: ['bidder'],
  acceptance: ['bidder'],
  wind_down: ['seller'],
  proof: ['seller'],
  release: ['seller', 'region'],
  lift: ['seller'],
};

/** What a step is where it is another one than in a sale. */
const OWN_TEXTS = [
  ...(['wind_down_freeze', 'wind_down_fence', 'wind_down_wind_down'] as const),
  ...(['hold_freeze', 'hold_keys', 'restructure_keys', 'restructure_takeover'] as const),
] as const;

/** @returns the name of what a step is in this kind of deal alone; undefined where it is as in a sale. */
export function ownText(
  { view }: DealRoom,
  step: PathStep,
): (typeof OWN_TEXTS)[number] | undefined {
  return OWN_TEXTS.find((one) => one === `${view.kind}_${step}`);
}

type Standing = 'done' | 'now' | 'ahead' | 'skipped' | 'lost';

/** A step with where it stands. */
export interface Stone {
  step: PathStep;
  standing: Standing;
  /** Of what is done. */
  done: RoomStep | undefined;
}

/** @returns the path in its stretches; those in which this kind of deal has no step are left out. */
export function stonesOf(
  room: DealRoom,
): { name: (typeof STRETCHES)[number]['name']; stones: Stone[] }[] {
  const { steps, skipped, view, path } = room;
  return STRETCHES.map(({ name, steps: own }) => ({
    name,
    stones: own
      .filter((step: PathStep) => path.includes(step))
      .map((step: PathStep): Stone => {
        const done = steps.find((one) => one.step === step);
        if (done !== undefined) return { step, standing: 'done', done };
        if (skipped.includes(step)) return { step, standing: 'skipped', done };
        if (view.step === step) return { step, standing: 'now', done };
        return { step, standing: view.step === 'aborted' ? 'lost' : 'ahead', done };
      }),
  })).filter(({ stones }) => stones.length > 0);
}

/** @returns how long people could not save, by the record, in ms; undefined before a freeze or where it was taken back. */
export function pausedOf(
  room: DealRoom,
  nowMs: number,
): { fromMs: number; ms: number; over: boolean } | undefined {
  const at = (step: DealStep) => room.steps.find((one) => one.step === step)?.atMs;
  const fromMs = at('freeze');
  if (fromMs === undefined) return undefined;
  const endMs = at('takeover') ?? at('lift');
  return { fromMs, ms: Math.max(0, (endMs ?? nowMs) - fromMs), over: endMs !== undefined };
}
