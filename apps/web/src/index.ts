// The web app as the host sees it: build it, then serve its files and ask its server bundle for pages.

export { buildWeb } from '../build.ts';
export type { WebBuild } from '../build.ts';
export type { Render, RenderReply, RenderRequest } from './render-contract.ts';
