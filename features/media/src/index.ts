export { aiMarkOfFile } from './ai-mark.ts';
export { assetFolder, ASSET_PREFIXES, madeKey, sourceKey } from './blob-keys.ts';
export type { AssetPrefix } from './blob-keys.ts';
export { createMedia } from './media.ts';
export type { MediaDeps } from './media.ts';
export type {
  IngestRequest,
  Media,
  MediaSettings,
  ReadyAsset,
  ReadyRendition,
  SoundSource,
  VideoPublisher,
} from './types.ts';
