// Where somebody works here, by the roles that they hold. The API asks again at every step; this only shows the way.

import type { Viewer } from '@jhalak/contracts/accounts';

type Role = Viewer['roles'][number];

export interface WorkPlace {
  href:
    | '/moderation'
    | '/orders'
    | '/desk'
    | '/partner'
    | '/staff'
    | '/ads'
    | '/ad-desk'
    | '/border'
    | '/audit'
    | '/grievance'
    | '/transfer'
    | '/compare';
  icon:
    | 'play'
    | 'shield'
    | 'spark'
    | 'people'
    | 'clock'
    | 'megaphone'
    | 'house'
    | 'check'
    | 'flag'
    | 'handover';
}

interface WorkDoor extends WorkPlace {
  roles: readonly Role[];
  /** Also open to who holds one of the roles within an organisation only. */
  organisations: boolean;
}

const DOORS: readonly WorkDoor[] = [
  {
    // Admins take in lists there.
    ...{ href: '/moderation', icon: 'shield' },
    ...{ roles: ['moderator', 'admin'], organisations: false },
  },
  {
    ...{ href: '/grievance', icon: 'flag' },
    ...{ roles: ['grievance_officer'], organisations: false },
  },
  {
    ...{ href: '/orders', icon: 'flag' },
    ...{ roles: ['legal_officer'], organisations: false },
  },
  {
    ...{ href: '/desk', icon: 'spark' },
    ...{ roles: ['editor'], organisations: false },
  },
  {
    ...{ href: '/partner', icon: 'people' },
    ...{ roles: ['partner', 'operator'], organisations: true },
  },
  {
    // Everybody with a role of the whole cell can ask for another one there.
    ...{ href: '/staff', icon: 'clock' },
    roles: ['editor', 'moderator', 'grievance_officer', 'legal_officer', 'operator'],
    organisations: false,
  },
  {
    ...{ href: '/ads', icon: 'megaphone' },
    ...{ roles: ['advertiser', 'operator'], organisations: true },
  },
  {
    ...{ href: '/ad-desk', icon: 'check' },
    ...{ roles: ['moderator', 'operator'], organisations: false },
  },
  {
    ...{ href: '/border', icon: 'house' },
    ...{ roles: ['operator', 'legal_officer', 'auditor'], organisations: false },
  },
  {
    ...{ href: '/audit', icon: 'check' },
    ...{ roles: ['operator', 'legal_officer', 'auditor'], organisations: false },
  },
  {
    ...{ href: '/transfer', icon: 'handover' },
    ...{ roles: ['operator', 'auditor'], organisations: false },
  },
  {
    ...{ href: '/compare', icon: 'play' },
    ...{ roles: ['operator'], organisations: false },
  },
];

/** @returns the places that are open to this person; none for nearly everybody. */
export function workPlacesOf(viewer: Viewer | null | undefined): readonly WorkPlace[] {
  if (!viewer) return [];
  const everywhere = viewer.roles.includes('admin');
  const within = viewer.organisationRoles ?? [];
  return DOORS.filter(
    ({ roles, organisations }) =>
      everywhere ||
      roles.some((role) => viewer.roles.includes(role)) ||
      (organisations && within.some(({ role }) => roles.includes(role))),
  );
}
