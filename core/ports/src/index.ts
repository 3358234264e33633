export type { BorderLog } from './border-log.ts';
export type { BlobHolder, NeededBlob } from './blob-holder.ts';
export { blobsOfAll, blobsOfRows } from './blob-rows.ts';
export type { BlobInfo, BlobPlace, Blobs, BlobTiers } from './blobs.ts';
export type {
  Database,
  EndedSessions,
  Queries,
  Statement,
  TransactionOptions,
  Tx,
  WriteStop,
} from './database.ts';
export type { Job, JobHandler, JobRun, Jobs } from './jobs.ts';
export type { Feature, Sweep } from './feature.ts';
export type {
  BorderMessage,
  BorderReply,
  Courier,
  Customs,
  CustomsReply,
  Delivered,
  Delivery,
  Gateway,
  Parcel,
} from './gateway.ts';
export { JOURNAL_BATCH_MAX } from './journal.ts';
export type {
  DurableConsumer,
  Follower,
  Journal,
  JournalBatch,
  JournalEntry,
  JournalEvent,
  Json,
  JsonObject,
  PruneOptions,
  ReaderStanding,
  Subscription,
} from './journal.ts';
export { HOLD_CLASSES } from './holds.ts';
export type { HoldClass, Holds, HoldTerms } from './holds.ts';
export { KEY_BACKUP_MAX_MS, KEY_CLASSES, UnopenableError } from './keys.ts';
export type { KeyClass, KeyDestruction, Keys } from './keys.ts';
export {
  DESTINATIONS,
  fixedAllowList,
  HOST_PATTERN_CHARACTERS_MAX,
  hostMatches,
  isHostPattern,
  OUTBOUND_FAILURES,
  REFUSALS,
} from './outbound.ts';
export type {
  AllowList,
  AllowRule,
  Destination,
  Fetched,
  Outbound,
  OutboundFailure,
  OutboundReply,
  OutboundRequest,
  Refusal,
  Validators,
} from './outbound.ts';
export {
  PICTURE_REFUSALS,
  PICTURE_SHAPE,
  PICTURE_WIDTH_MAX_PX,
  PICTURE_WIDTHS_PX,
} from './pictures.ts';
export type {
  MadeRendition,
  PictureLimits,
  PictureRefusal,
  PictureRequest,
  PictureResult,
  Pictures,
} from './pictures.ts';
export { SEATS_ASKED_MAX } from './seat-lane.ts';
export type {
  NoticeReply,
  SeatFailure,
  SeatLane,
  SeatNotice,
  SeatReply,
  SeatsQuestion,
} from './seat-lane.ts';
export type { OfferedSlot, SlotOffer, SlotProvider, SlotRequest } from './slot-provider.ts';
export { NOTICE_AGE_MAX_MS, NOTICE_BYTES_MAX } from './payments.ts';
export type {
  EmbeddedPayments,
  NoticeReading,
  Payment,
  PaymentRequest,
  Payments,
  PaymentState,
  RawNotice,
  Refund,
  RefundRequest,
  RefundState,
} from './payments.ts';
export { TEXT_CHARACTERS_MAX } from './text-messages.ts';
export type {
  EmbeddedTextMessages,
  TextMessage,
  TextMessages,
  TextOutcome,
} from './text-messages.ts';
export { STATE_VALUE_BYTES_MAX } from './state.ts';
export type { StateEntry, StateStore } from './state.ts';
export * from './transcoder.ts';
export type * from './transcripts.ts';
