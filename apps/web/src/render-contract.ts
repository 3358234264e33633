// What the host and the server bundle agree on. No JSX here: the host's Node reads this file.

import type { MovedNotice } from './session/page-data.ts';
import type { Viewer } from '@jhalak/contracts/accounts';
import type { RegionNotice } from '@jhalak/contracts/orders';

export interface RenderRequest {
  /** Path and query, as the browser sent them. */
  url: string;
  /** For every inline script and style; fresh for each reply. */
  nonce: string;
  /** Scheme and host under which people reach this site; for absolute addresses. */
  origin: string;
  acceptLanguage: string;
  /** Value of the cookie `jhalak_locale`. */
  localeCookie?: string;
  /** Absent for a visitor without a viewer. */
  viewer?: Viewer;
  /** Present while an order closes the region to this visitor. */
  region?: RegionNotice;
  /** Present once another owner goes on with the cell, for who has not chosen to stay. */
  moved?: MovedNotice;
  /** GETs the JSON API as this visitor. Rejections count as 503. */
  api(path: string): Promise<{ status: number; json: unknown }>;
}

export interface RenderReply {
  status: number;
  html: string;
  headers: Record<string, string>;
}

/** The server bundle's one export. */
export type Render = (request: RenderRequest) => Promise<RenderReply>;
