// Two ways out behind one port: sample hosts are read from files, everything else is dialled.

import type { Outbound } from '@jhalak/ports';

export interface OutboundRoute {
  /** A host name's end with its dot: `.samples.invalid`. */
  hostSuffix: string;
  outbound: Outbound;
}

/**
 * @param routes the first whose suffix fits takes the request.
 * @param elsewhere takes the rest, also what cannot be read as a URL.
 */
export function routedOutbound(routes: readonly OutboundRoute[], elsewhere: Outbound): Outbound {
  const wayFor = (url: string): Outbound => {
    const host = URL.parse(url)?.hostname ?? '';
    return routes.find((route) => host.endsWith(route.hostSuffix))?.outbound ?? elsewhere;
  };
  return {
    fetch: (request) => wayFor(request.url).fetch(request),
    close: async () => {
      for (const { outbound } of routes) await outbound.close();
      await elsewhere.close();
    },
  };
}
