// From what came over the wire to the port's values.

import type { Destination, OutboundFailure, OutboundReply, Validators } from '@jhalak/ports';
import type { Exchanged } from './exchange.ts';
import { contentTypeOf, freshForMs, isSendable, validatorsOf } from './reply-headers.ts';
import { TERMS, VALIDATOR_CHARACTERS_MAX } from './settings.ts';
import { refused, type Target } from './target.ts';

const FAILURE_WORDS: Readonly<Record<OutboundFailure, string>> = {
  not_found: 'has nothing there',
  gone: 'says that it is gone for good',
  status: 'answers with a status that we cannot use',
  no_address: 'has no address now',
  connection: 'cannot be reached',
  tls: 'has no valid certificate',
  timeout: 'is too slow',
  encoding: 'sends a body that cannot be unpacked',
  cut_short: 'breaks off in the middle of its reply',
};

/** @returns request headers that let the host say "not modified". */
export function conditional(validators: Validators | undefined): Record<string, string> {
  const { etag, lastModified } = validators ?? {};
  return {
    ...(isSendable(etag, VALIDATOR_CHARACTERS_MAX.etag) ? { 'if-none-match': etag } : {}),
    ...(isSendable(lastModified, VALIDATOR_CHARACTERS_MAX.lastModified)
      ? { 'if-modified-since': lastModified }
      : {}),
  };
}

/** @returns the value for an exchange that brought no whole reply. */
export function brokenReply(
  host: string,
  outcome: Exclude<Exchanged, { kind: 'reply' }>,
  destination: Destination,
): OutboundReply {
  if (outcome.kind === 'too_large') {
    const megabytes = TERMS[destination].bytes / 1_000_000;
    return refused('too_large', `${host} sends more than ${megabytes} MB.`);
  }
  return failed(outcome.reason, `${host} ${FAILURE_WORDS[outcome.reason]}.`);
}

/** @returns the value for a whole reply that asks neither to go elsewhere nor to come later. */
export function wholeReply(
  asked: { destination: Destination; validators: Validators | undefined },
  found: { target: Target; permanentUrl: string },
  reply: Extract<Exchanged, { kind: 'reply' }>,
  nowMs: number,
): OutboundReply {
  const { target, permanentUrl } = found;
  const { status, headers, body } = reply;
  const fresh = freshForMs(headers, nowMs);
  const common = {
    validators: validatorsOf(headers),
    ...(fresh === undefined ? {} : { freshForMs: fresh }),
  };
  if (status === 304 && Object.keys(conditional(asked.validators)).length > 0) {
    return { kind: 'not_modified', ...common };
  }
  if (status !== 200) return statusReply(target.host, status);
  const { type, charset } = contentTypeOf(headers);
  if (!TERMS[asked.destination].contentTypes.includes(type)) {
    const said = type === '' ? 'nothing' : type.slice(0, 60);
    return refused(
      'content_type',
      `${target.host} calls its reply ${said}, which is not for ${asked.destination}.`,
    );
  }
  return {
    kind: 'ok',
    url: target.url.href,
    permanentUrl,
    contentType: type,
    ...(charset === undefined ? {} : { charset }),
    body,
    ...common,
  };
}

function statusReply(host: string, status: number): OutboundReply {
  const reason = status === 410 ? 'gone' : status === 404 ? 'not_found' : 'status';
  return { ...failed(reason, `${host} ${FAILURE_WORDS[reason]} (${status}).`), status };
}

export function failed(
  reason: OutboundFailure,
  detail: string,
): Extract<OutboundReply, { kind: 'failed' }> {
  return { kind: 'failed', reason, detail };
}

export function later(untilMs: number, detail: string): OutboundReply {
  return { kind: 'retry_later', untilMs, detail };
}
