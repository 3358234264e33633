export { createAds } from './ads.ts';
export type { Ads, AdsDeps } from './ads.ts';
export type { Audience } from './reports/reach.ts';
export { LIBRARY_SURFACE } from './library/read-library.ts';
export { RECEIPT_FILE_BYTES_MAX, verifyReceiptFile } from './receipts/verify-file.ts';
export type { ReceiptVerdict } from './receipts/verify-file.ts';
export type { SeatQuestion, Seats, Settled } from './seats/seats.ts';
export type * from './serving/types.ts';
