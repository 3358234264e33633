// The generator of the sample world: what a new home shows before anybody has uploaded anything.

export { renderSampleClip } from './render-sample-clip.ts';
export type { RenderOptions } from './render-sample-clip.ts';
export { SAMPLE_GENRES, SAMPLE_LANGUAGES } from './sample-types.ts';
export type { SampleClip, SampleCreator, SampleGenre, SampleLanguage } from './sample-types.ts';
export { sampleWorld } from './world.ts';
export type { SampleWorld } from './world.ts';
export { samplePress } from './press/press.ts';
export type { SamplePress } from './press/press.ts';
export { writeSampleSites } from './press/write-sites.ts';
export type { SiteOptions } from './press/write-sites.ts';
