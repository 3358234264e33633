export { aiMarkOfFile } from './ai-mark.ts';
export { assetFolder, ASSET_PREFIXES, madeKey, sourceKey } from './blob-keys.ts';
export type { AssetPrefix } from './blob-keys.ts';
export type { RestingClip } from './cool-sweep.ts';
export { isDamage } from './damage.ts';
export { createMedia } from './media.ts';
export type { MediaDeps } from './media.ts';
export type { Original } from './originals.ts';
export type { QueueStanding, UploadUnderWay } from './outlook.ts';
export { keepPlainOriginals } from './plain-originals.ts';
export { unsealOriginal } from './seal-original.ts';
export { TusEndpoint } from './tus-endpoint.ts';
export type { TusUploads } from './tus-endpoint.ts';
export { UploadFolder } from './upload-folder.ts';
export type {
  ClipLooks,
  DressedClip,
  HeldDecision,
  IngestRequest,
  JudgedClip,
  Judgement,
  Looks,
  MatchGate,
  Media,
  MediaSettings,
  ReadyAsset,
  ReadyRendition,
  SoundSource,
  UploadStanding,
  VideoPublisher,
} from './types.ts';
