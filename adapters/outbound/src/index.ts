export { folderOutbound, SAMPLE_HOSTS } from './folder-outbound.ts';
export type { FolderOutboundOptions } from './folder-outbound.ts';
export { httpOutbound } from './http-outbound.ts';
export type { HttpOutboundOptions } from './http-outbound.ts';
export type { Resolver } from './resolve.ts';
export { routedOutbound } from './routed-outbound.ts';
export type { OutboundRoute } from './routed-outbound.ts';
export type { OutboundLimits } from './settings.ts';
