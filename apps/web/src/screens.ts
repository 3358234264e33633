// Screens that are fetched when they are opened. The feed is in the first load.

import type { Screen } from './shell/app.tsx';
import type { RouteName } from './shell/routes.ts';

const loadDiscover = () =>
  import('./discover/discover-screens.tsx').then((module) => module.DiscoverScreens);

export const LAZY_SCREENS: Partial<Record<RouteName, () => Promise<Screen>>> = {
  person: () => import('./person/person-screen.tsx').then((module) => module.PersonScreen),
  discover: loadDiscover,
  tag: loadDiscover,
  genre: loadDiscover,
  sound: loadDiscover,
  create: () => import('./create/create-screen.tsx').then((module) => module.CreateScreen),
  record: () => import('./record/record-screen.tsx').then((module) => module.RecordScreen),
  people: () => import('./people/people-screen.tsx').then((module) => module.PeopleScreen),
  saved: () => import('./saved/saved-screen.tsx').then((module) => module.SavedScreen),
  inbox: () => import('./inbox/inbox-screen.tsx').then((module) => module.InboxScreen),
  me: () => import('./me/me-screen.tsx').then((module) => module.MeScreen),
  settings: () => import('./settings/settings-screen.tsx').then((module) => module.SettingsScreen),
  family: () => import('./family/family-screen.tsx').then((module) => module.FamilyScreen),
  taste: () => import('./taste/taste-screen.tsx').then((module) => module.TasteScreen),
  'sign-in': () => import('./account/sign-in-screen.tsx').then((module) => module.SignInScreen),
  'sign-up': () => import('./account/sign-up-screen.tsx').then((module) => module.SignUpScreen),
  moderation: () =>
    import('./moderation/moderation-screen.tsx').then((module) => module.ModerationScreen),
  story: () => import('./stories/story-screen.tsx').then((module) => module.StoryScreen),
  'how-we-count': () =>
    import('./counting/counting-screen.tsx').then((module) => module.CountingScreen),
  grievance: () =>
    import('./grievance/grievance-screen.tsx').then((module) => module.GrievanceScreen),
  lock: () => import('./lock/lock-screen.tsx').then((module) => module.LockScreen),
  desk: () => import('./desk/desk-screen.tsx').then((module) => module.DeskScreen),
  partner: () => import('./partner/partner-screen.tsx').then((module) => module.PartnerScreen),
  staff: () => import('./staff/staff-screen.tsx').then((module) => module.StaffScreen),
  ads: () => import('./ads/ads-screen.tsx').then((module) => module.AdsScreen),
  'ad-library': () =>
    import('./ad-library/ad-library-screen.tsx').then((module) => module.AdLibraryScreen),
  earnings: () => import('./ads/earnings-screen.tsx').then((module) => module.EarningsScreen),
  'ad-desk': () => import('./ads/ad-desk-screen.tsx').then((module) => module.AdDeskScreen),
  border: () => import('./border/border-screen.tsx').then((module) => module.BorderScreen),
  audit: () => import('./audit/audit-screen.tsx').then((module) => module.AuditScreen),
  transfer: () => import('./transfer/transfer-screen.tsx').then((module) => module.TransferScreen),
  compare: () => import('./compare/compare-screen.tsx').then((module) => module.CompareScreen),
  orders: () => import('./orders/orders-screen.tsx').then((module) => module.OrdersScreen),
  handover: () => import('./handover/handover-screen.tsx').then((module) => module.HandoverScreen),
  moved: () => import('./region/moved-screen.tsx').then((module) => module.MovedScreen),
  region: () => import('./region/region-screen.tsx').then((module) => module.RegionScreen),
  'not-found': () => import('./shell/not-found-screen.tsx').then((module) => module.NotFoundScreen),
};
