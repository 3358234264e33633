// A deal as people read it: where it stands, who must act, what is missing.

import type { DealKind, DealNext, DealStep, DealView } from '@jhalak/contracts/handover-deal';
import { PATHS } from '@jhalak/handover';
import { wordLines } from './digest-lines.ts';

const STEPS: Readonly<Record<DealStep, string>> = {
  inventory: 'the inventory is frozen',
  letter: 'the export side’s letter of intent',
  rehearsal: 'a rehearsal',
  terms: 'terms with one bidder',
  licence: 'the export licence',
  seal: 'the region’s final seal',
  freeze: 'the cell goes read-only',
  delta: 'what changed since is packed',
  keys: 'keys go to the buyer; from here there is no way back',
  fence: 'the seller’s epoch ends',
  takeover: 'the buyer takes over',
  verification: 'the buyer verifies',
  acceptance: 'the buyer accepts',
  wind_down: 'the seller winds down',
  proof: 'proof of erasure',
  release: 'the authority releases it',
  lift: 'the hold is lifted',
  closed: 'closed',
  aborted: 'aborted, nothing lost',
};

const KINDS: Readonly<Record<DealKind, string>> = {
  sale: 'Deal',
  wind_down: 'Wind-down',
  hold: 'Hold',
  restructure: 'Restructuring',
};

/** What a step is where it is another one than in a sale. */
const OWN_WORDS: Readonly<Record<DealKind, Partial<Record<DealStep, string>>>> = {
  sale: {},
  wind_down: {
    freeze: 'the cell goes read-only, and people take their data along until the deadline',
    fence: 'the deadline is over, and with it the cell',
    wind_down: 'everything is destroyed',
  },
  hold: {
    freeze: 'the cell goes read-only and dark',
    keys: 'the root key is sealed to the authority; from here only it lifts the hold',
  },
  restructure: {
    terms: 'terms with the new owner',
    keys: 'the new owner’s own keys are named; from here there is no way back',
    takeover: 'every key is changed, sessions and staff end, and the new owner takes over',
    verification: 'the new owner verifies that nothing else changed',
    acceptance: 'the new owner accepts',
  },
};

const MISSING: Readonly<Record<string, string>> = {
  declaration: 'the mediator declares its interests',
  bidder: 'a bidder',
  screening: 'a screening of the owners of',
  allowance: 'the government’s approval of an owner of',
  rehearsal: 'a passed rehearsal with',
  copies: 'copies come back from',
  seal_expired: 'the final seal has expired: propose it anew',
  deadline: 'people still have time to take their data along',
  freeze_over: 'the freeze is over: thaw, and freeze anew',
};

/** @returns lines; the path with a mark where the deal stands. */
export function dealLines(view: DealView): string[] {
  const { deal, cell, ownerEpoch, step, next, names, bidders } = view;
  const lines = [
    `${KINDS[view.kind]} ${deal} over ${cell}, owner epoch ${ownerEpoch}, seen as ${view.as}`,
  ];
  if (view.out || step === undefined || next === undefined)
    return [...lines, 'This bidder is out.', ...bidders.flatMap(copyLines)];
  for (const [side, name] of Object.entries(names ?? {})) lines.push(`  ${side.padEnd(9)} ${name}`);
  for (const { id, name, out } of bidders)
    lines.push(`  bidder    ${name} (${id})${out === undefined ? '' : `: out, ${out}`}`);
  for (const interest of view.interests ?? [])
    lines.push(`  mediator has an interest in ${interest.in}: ${interest.kind}`);
  lines.push('', ...pathLines(view, step), '', ...nextLines(next));
  if (view.proposal !== undefined) {
    const { approvals, document, scope } = view.proposal;
    lines.push(`  document  ${document}`, `  scope     ${scope}`, ...wordLines('scope', scope));
    for (const { person, side } of approvals) lines.push(`  approved  ${person} (${side})`);
  }
  if (view.aborted !== undefined)
    lines.push(`  by ${view.aborted.side} before ${view.aborted.at}: ${view.aborted.reason}`);
  return [...lines, ...bidders.flatMap(copyLines), `head  ${view.head} (event ${view.seq})`];
}

function copyLines({ name, copies }: DealView['bidders'][number]): string[] {
  return copies.map(
    ({ what, copy, returned }) =>
      `  ${name} has ${what} (${copy.slice(0, 12)})${returned === undefined ? '' : ': returned'}`,
  );
}

function pathLines({ kind, restricted }: DealView, step: DealStep): string[] {
  if (step === 'aborted' || step === 'closed') return [`  ● ${STEPS[step]}`];
  const path = PATHS[kind].filter((one) => {
    if (one === 'closed') return false;
    return restricted !== false || (one !== 'letter' && one !== 'licence');
  });
  const at = path.indexOf(step);
  const words = { ...STEPS, ...OWN_WORDS[kind] };
  return path.map((one, index) => `  ${index < at ? '✓' : index === at ? '●' : '·'} ${words[one]}`);
}

function nextLines({ what, by, missing }: DealNext): string[] {
  const who = by.map(({ side, people }) => (people > 1 ? `${people} people of ${side}` : side));
  const verb = { work: 'acts', propose: 'proposes a document', approve: 'approves', nothing: '' };
  const joined = what === 'approve' ? who.join(' and ') : who.join(' or ');
  const lines = what === 'nothing' ? [] : [`next: ${joined} ${verb[what]}`];
  for (const code of missing) {
    const [kind = '', about = ''] = code.split(':');
    lines.push(`missing: ${MISSING[kind] ?? kind} ${about}`.trimEnd());
  }
  return lines;
}
