export { createSearch } from './search.ts';
export { createTrends } from './trends/trends.ts';
export type { Trends, TrendsDeps } from './trends/trends.ts';
export type { Search, SearchDeps } from './search.ts';
