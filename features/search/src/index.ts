export { createSearch } from './search.ts';
export type { Search, SearchDeps } from './search.ts';
