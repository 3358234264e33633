// A deal as people read it: where it stands, who must act, what is missing.

import {
  DEAL_STEPS,
  type DealNext,
  type DealStep,
  type DealView,
} from '@jhalak/contracts/handover-deal';
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
  closed: 'closed',
  aborted: 'aborted, nothing lost',
};

const MISSING: Readonly<Record<string, string>> = {
  declaration: 'the mediator declares its interests',
  bidder: 'a bidder',
  screening: 'a screening of the owners of',
  allowance: 'the government’s approval of an owner of',
  rehearsal: 'a passed rehearsal with',
  copies: 'copies come back from',
  seal_expired: 'the final seal has expired: propose it anew',
  freeze_over: 'the freeze is over: thaw, and freeze anew',
};

/** @returns lines; the path with a mark where the deal stands. */
export function dealLines(view: DealView): string[] {
  const { deal, cell, ownerEpoch, step, next, names, bidders } = view;
  const lines = [`Deal ${deal} over ${cell}, owner epoch ${ownerEpoch}, seen as ${view.as}`];
  if (view.out || step === undefined || next === undefined)
    return [...lines, 'This bidder is out.', ...bidders.flatMap(copyLines)];
  for (const [side, name] of Object.entries(names ?? {})) lines.push(`  ${side.padEnd(9)} ${name}`);
  for (const { id, name, out } of bidders)
    lines.push(`  bidder    ${name} (${id})${out === undefined ? '' : `: out, ${out}`}`);
  for (const interest of view.interests ?? [])
    lines.push(`  mediator has an interest in ${interest.in}: ${interest.kind}`);
  lines.push('', ...pathLines(step, view.restricted), '', ...nextLines(next));
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

function pathLines(step: DealStep, restricted: boolean | undefined): string[] {
  if (step === 'aborted' || step === 'closed') return [`  ● ${STEPS[step]}`];
  const path = DEAL_STEPS.filter((one) => {
    if (one === 'closed' || one === 'aborted') return false;
    return restricted !== false || (one !== 'letter' && one !== 'licence');
  });
  const at = path.indexOf(step);
  return path.map((one, index) => `  ${index < at ? '✓' : index === at ? '●' : '·'} ${STEPS[one]}`);
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
