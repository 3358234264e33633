// What a reply's headers say, read with doubt: each value is bounded, and what cannot be read was not said.

import type { IncomingHttpHeaders } from 'node:http';
import type { Validators } from '@jhalak/ports';
import { FRESH_MAX_MS, VALIDATOR_CHARACTERS_MAX } from './settings.ts';

/** @returns media type and charset, lower case; an empty type when there is none. */
export function contentTypeOf(headers: IncomingHttpHeaders): { type: string; charset?: string } {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([a-z0-9._:-]{1,40})"?\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  return { type: type.trim(), ...(charset === undefined ? {} : { charset }) };
}

export function validatorsOf(headers: IncomingHttpHeaders): Validators {
  const { etag } = headers;
  const lastModified = headers['last-modified'];
  return {
    ...(isSendable(etag, VALIDATOR_CHARACTERS_MAX.etag) ? { etag } : {}),
    ...(isSendable(lastModified, VALIDATOR_CHARACTERS_MAX.lastModified) ? { lastModified } : {}),
  };
}

/** Only what may stand in a request's header again is kept. */
export function isSendable(value: string | undefined, charactersMax: number): value is string {
  return value !== undefined && value.length <= charactersMax && /^[\x20-\x7e]+$/.test(value);
}

/** @returns how long the reply calls itself fresh; undefined when it does not say. */
export function freshForMs(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const control = headers['cache-control'] ?? '';
  if (/\bno-(?:cache|store)\b/.test(control)) return undefined;
  const seconds = /\bmax-age\s*=\s*"?(\d{1,10})/.exec(control)?.[1];
  if (seconds !== undefined) return clamp(Number(seconds) * 1_000);
  const expiresMs = Date.parse(headers.expires ?? '');
  if (Number.isNaN(expiresMs)) return undefined;
  const sentMs = Date.parse(headers.date ?? '');
  return clamp(expiresMs - (Number.isNaN(sentMs) ? nowMs : sentMs));
}

/** @returns the pause of `Retry-After`, seconds or a date; undefined when there is none that can be read. */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function clamp(ms: number): number {
  return Math.min(FRESH_MAX_MS, Math.max(0, ms));
}
