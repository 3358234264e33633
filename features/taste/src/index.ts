export type { ContentProfile, ContentTable } from './content/content-table.ts';
export { ExposureBook } from './content/exposure.ts';
export type { Exposure } from './content/exposure.ts';
export type { ItemFacts, ItemTable } from './item-table.ts';
export { inForce } from './dated-tables.ts';
export { askedFor, askedIn, NOTHING_ASKED } from './controls/asked.ts';
export type { Asked } from './controls/asked.ts';
export type { Choice, ChoiceReader } from './controls/choices.ts';
export { MutedWords, textMuter } from './controls/muted-words.ts';
export type { ClipRows } from './controls/muted-words.ts';
export { Learner } from './learner.ts';
export type { ViewerShelf } from './learner.ts';
export { RelatedScores, RETRIEVAL_POWERS } from './related.ts';
export type { Related, RetrievalPowers } from './related.ts';
export {
  FEATURE_COUNT,
  FEATURE_LIST,
  FEATURE_NAMES,
  FEATURE_VALUES,
  fromByte as valueOfByte,
  RANK_FEATURES,
  toByte,
} from './ranker/feature-list.ts';
export type { RankFeature } from './ranker/feature-list.ts';
export { HEAD_COUNT, HEADS } from './ranker/heads.ts';
export type { Head } from './ranker/heads.ts';
export { RankerParameters } from './ranker/parameters.ts';
export type { HeadHealth } from './ranker/ranker.ts';
export { durationBucket, DURATION_BUCKETS } from './ranker/watch-quantiles.ts';
export type { FrozenModels } from './frozen/frozen-models.ts';
export { StandingTaste } from './standing-taste.ts';
export { createTasteRoom } from './taste-room.ts';
export type { TasteCarrier, TasteUndo } from './taste-room.ts';
export { createTaste } from './taste.ts';
export type { Taste, TasteControl, TasteDeps } from './taste.ts';
export { emptyTaste } from './viewer-taste.ts';
export type { ViewerTaste } from './viewer-taste.ts';
