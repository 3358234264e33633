// Screens that are fetched when they are opened. The feed is in the first load.

import type { Screen } from './shell/app.tsx';
import type { RouteName } from './shell/routes.ts';

export const LAZY_SCREENS: Partial<Record<RouteName, () => Promise<Screen>>> = {
  person: () => import('./person/person-screen.tsx').then((module) => module.PersonScreen),
  'not-found': () => import('./shell/not-found-screen.tsx').then((module) => module.NotFoundScreen),
};
