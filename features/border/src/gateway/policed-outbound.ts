// The rules around the client that fetches: what is asked of a site is a message like any other, so that a policy can end it
// and say which of its fields leave; and what the walls turned back is counted.

import type { Outbound, OutboundReply, OutboundRequest, Refusal } from '@jhalak/ports';
import { MESSAGES } from './messages.ts';
import { passage } from './passage.ts';
import type { PolicyStore } from './policy-store.ts';
import type { Refusals } from './refusals.ts';

export interface PolicedOutboundDeps {
  outbound: Outbound;
  policies: PolicyStore;
  refusals: Refusals;
  region: string;
}

/** Refusals that kept something from leaving; the others refuse what came in. */
const AT_THE_BORDER: ReadonlySet<Refusal> = new Set([
  'scheme',
  'credentials',
  'port',
  'host',
  'not_allowed',
  'address',
]);

/** @returns the client behind its rules; closing it closes the client. */
export function policedOutbound(deps: PolicedOutboundDeps): Outbound {
  return {
    fetch: async (request) => await fetchUnderPolicy(deps, request),
    close: async () => await deps.outbound.close(),
  };
}

async function fetchUnderPolicy(
  { outbound, policies, refusals, region }: PolicedOutboundDeps,
  request: OutboundRequest,
): Promise<OutboundReply> {
  const { destination, url, validators = {}, signal } = request;
  const message = `${destination}.fetch`;
  const party = URL.parse(url)?.hostname ?? '';
  const type = MESSAGES.get(message);
  const policy = type && (await policies.inForce(message, party));
  if (type === undefined || policy === undefined) {
    await refusals.count({ message, party, reason: 'no_policy', known: false });
    return refused(`No policy in force lets ${message} leave.`);
  }
  const passed = passage(type, policy, region, { url, ...sendable(validators) });
  if (passed.kind === 'refused') {
    await refusals.count({ message, party, reason: passed.reason, known: false });
    // What is no address at all has a word of its own.
    if (passed.reason !== 'field_invalid') return refused(passed.detail);
    return { kind: 'refused', reason: 'url_invalid', detail: 'This address cannot be asked for.' };
  }
  const { etag, lastModified } = passed.fields;
  const reply = await outbound.fetch({
    destination,
    url,
    validators: {
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(typeof lastModified === 'string' ? { lastModified } : {}),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  if (reply.kind === 'refused' && AT_THE_BORDER.has(reply.reason)) {
    await refusals.count({ message, party, reason: reply.reason, known: false });
  }
  return reply;
}

/** A validator that could not stand in a header is not sent, as without policies. */
function sendable(validators: OutboundRequest['validators']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(validators ?? {}).filter(
      ([, text]) => typeof text === 'string' && text.length <= 512 && /^[\x20-\x7e]*$/.test(text),
    ),
  );
}

function refused(detail: string): OutboundReply {
  return { kind: 'refused', reason: 'not_allowed', detail };
}
