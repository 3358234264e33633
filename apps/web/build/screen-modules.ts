/** The module behind each route that is fetched when it is opened, as Vite's manifest names it. */
export const SCREEN_MODULES: Readonly<Record<string, string>> = {
  person: 'src/person/person-screen.tsx',
  'not-found': 'src/shell/not-found-screen.tsx',
};
