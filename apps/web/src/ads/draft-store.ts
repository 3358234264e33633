// Drafts on this device: what somebody wrote is there after a reload, a closed tab, a dead battery.

import type { CampaignDraft } from './draft.ts';

/** Grows when a draft's shape changes; older ones are left alone. */
const SHAPE = 1;

const keyOf = (organisation: string, campaign: string): string =>
  `jhalak.ads.draft.${SHAPE}.${organisation}.${campaign}`;

/** @param campaign its id; `new` for one that the server does not know. */
export function readDraft(organisation: string, campaign: string): CampaignDraft | undefined {
  try {
    const kept = localStorage.getItem(keyOf(organisation, campaign));
    return kept === null ? undefined : (JSON.parse(kept) as CampaignDraft);
  } catch {
    return undefined;
  }
}

export function keepDraft(organisation: string, campaign: string, draft: CampaignDraft): void {
  try {
    localStorage.setItem(keyOf(organisation, campaign), JSON.stringify(draft));
  } catch {
    // Full or forbidden: it lives as long as the page.
  }
}

export function dropDraft(organisation: string, campaign: string): void {
  try {
    localStorage.removeItem(keyOf(organisation, campaign));
  } catch {
    // Nothing was kept.
  }
}

/** @returns whether a campaign was begun here that the server does not know. */
export const draftKept = (organisation: string): boolean =>
  readDraft(organisation, 'new') !== undefined;
