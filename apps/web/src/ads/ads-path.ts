// The addresses of the advertiser's console: all under /ads, one screen. An advertiser's short name never begins with `_`.

import { ORGANISATION_PATTERN } from './ads-values.ts';

const TABS = ['reports', 'money', 'about'] as const;
type AdsTab = (typeof TABS)[number];

export type AdsPlace =
  | { name: 'home' }
  | { name: 'sign-up' }
  | { name: 'campaigns' | AdsTab | 'new'; organisation: string }
  | { name: 'campaign'; organisation: string; campaign: string }
  | { name: 'nothing' };

const ORGANISATION = new RegExp(ORGANISATION_PATTERN, 'u');
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** @param pathname percent-encoded, without query. */
export function adsPlace(pathname: string): AdsPlace {
  const [, , organisation, part, id, ...rest] = pathname.replace(/\/$/u, '').split('/');
  if (organisation === undefined) return { name: 'home' };
  if (organisation === '_new' && part === undefined) return { name: 'sign-up' };
  if (!ORGANISATION.test(organisation) || rest.length > 0) return { name: 'nothing' };
  if (part === undefined) return { name: 'campaigns', organisation };
  if (part === 'campaigns' && id !== undefined && UUID.test(id))
    return { name: 'campaign', organisation, campaign: id };
  if (id !== undefined) return { name: 'nothing' };
  if (part === 'new') return { name: 'new', organisation };
  const tab = TABS.find((one) => one === part);
  return tab === undefined ? { name: 'nothing' } : { name: tab, organisation };
}

/** @param part what lies under the advertiser's page; none for its campaigns. */
export function adsPath(organisation: string, part: AdsTab | 'new' | '' = ''): string {
  return part === '' ? `/ads/${organisation}` : `/ads/${organisation}/${part}`;
}

export const campaignPath = (organisation: string, campaign: string): string =>
  `/ads/${organisation}/campaigns/${campaign}`;
