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

type ServerApi = RenderRequest['api'];

/** A clip's frame inside another site. */
export interface EmbedRequest {
  /** As the address names it; nothing of it is believed. */
  id: string;
  nonce: string;
  origin: string;
  acceptLanguage: string;
  /** GETs the JSON API as a stranger. */
  api: ServerApi;
}

export interface EmbedReply {
  status: number;
  html: string;
}

/** A question by oEmbed 1.0. */
export interface OembedRequest {
  url: string;
  format?: string;
  maxWidthPx?: number;
  maxHeightPx?: number;
  origin: string;
  api: ServerApi;
}

/** 200 with the answer; 401, 404, 501 by the specification; 503 where nothing can be looked up. */
export interface OembedReply {
  status: number;
  json?: Record<string, string | number>;
}

/** What the server bundle exports, beside `renderEmbed` and `renderOembed`. */
export type Render = (request: RenderRequest) => Promise<RenderReply>;
