// Who is paid on the way from the owner of a slot to the buyer: OpenRTB 2.6, 3.2.25, and the IAB's text on SupplyChain 1.0.

import { NODES_MAX } from './bounds.ts';
import type { BidRequest } from './request-schema.ts';

/** The chain as it travels. */
export type SupplyChain = NonNullable<NonNullable<BidRequest['source']>['schain']>;
/** One hop. */
export type SupplyChainNode = SupplyChain['nodes'][number];

/**
 * Adds a node behind a chain.
 *
 * @param before what the sender said; undefined when nobody said anything. @param owned whether `node.sid` owns the place where the
 *   ad is shown: only then a chain that begins here is complete.
 * @returns a new chain; `complete` never becomes 1 by adding to an incomplete one. @throws RangeError past NODES_MAX.
 */
export function appendNode(
  before: SupplyChain | undefined,
  node: SupplyChainNode,
  owned: boolean,
): SupplyChain {
  if (before === undefined) return { complete: owned ? 1 : 0, nodes: [node], ver: '1.0' };
  if (before.nodes.length >= NODES_MAX) throw new RangeError('the supply chain is too long');
  return { ...before, nodes: [...before.nodes, node] };
}

/** @returns the request with our node behind its chain. */
export function withNode(request: BidRequest, node: SupplyChainNode, owned: boolean): BidRequest {
  const schain = appendNode(request.source?.schain, node, owned);
  return { ...request, source: { ...request.source, schain } };
}
