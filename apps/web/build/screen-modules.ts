/** The module behind each route that is fetched when it is opened, as Vite's manifest names it. */
export const SCREEN_MODULES: Readonly<Record<string, string>> = {
  person: 'src/person/person-screen.tsx',
  create: 'src/create/create-screen.tsx',
  record: 'src/record/record-screen.tsx',
  me: 'src/me/me-screen.tsx',
  settings: 'src/settings/settings-screen.tsx',
  'sign-in': 'src/account/sign-in-screen.tsx',
  'sign-up': 'src/account/sign-up-screen.tsx',
  moderation: 'src/moderation/moderation-screen.tsx',
  story: 'src/stories/story-screen.tsx',
  lock: 'src/lock/lock-screen.tsx',
  desk: 'src/desk/desk-screen.tsx',
  partner: 'src/partner/partner-screen.tsx',
  staff: 'src/staff/staff-screen.tsx',
  orders: 'src/orders/orders-screen.tsx',
  region: 'src/region/region-screen.tsx',
  'not-found': 'src/shell/not-found-screen.tsx',
};
