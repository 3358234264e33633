// The gateway: the only part of a cell that may dial out. It holds the border's rules, the public log and the client that
// dials; nothing of feeds, people or the web. Only here is the dialling client made (tools/checks holds that).

import { seatDirectory } from '@jhalak/ads';
import { createBorder, createCrossings } from '@jhalak/border';
import type { Clock, Ids, Logger, Random } from '@jhalak/kernel';
import {
  deliverer,
  folderOutbound,
  httpOutbound,
  routedOutbound,
  SAMPLE_HOSTS,
  seatDialler,
  serveGateway,
  type OutboundLimits,
  type Resolver,
} from '@jhalak/outbound';
import type { BorderLog, Database, Keys } from '@jhalak/ports';
import { publisherAllowList } from '@jhalak/publishers';
import { seatLane } from './seat-lane.ts';

export interface GatewayOptions {
  socketPath: string;
  /** Who else may connect: `group` for processes of other users in the socket folder's group. */
  openTo: 'owner' | 'group';
  database: Database;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  random: Random;
  logger: Logger;
  region: string;
  /** Public files of the log. */
  logFolder: string;
  /** Under which others reach this cell, no path. */
  address: string;
  /** In which sample hosts' files lie. */
  sampleSites: string;
  /** Who we are to sites: name, version, and where their owners find us. */
  userAgent: string;
  /** Where a cell in the same process has its log already. */
  log?: BorderLog;
  /** For tests alone: sites that the test plays, a name server, manners. No setting leads here. */
  forTests?: {
    sites: ReadonlyMap<string, number>;
    resolver: Resolver;
    limits: Partial<OutboundLimits>;
  };
}

export interface RunningGateway {
  close(): Promise<void>;
}

/** Opens the gateway. @throws GatewayRunningError when this cell has one already. Cost: some milliseconds. */
export async function openGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { database, clock, random, userAgent, logger, forTests } = options;
  const border = createBorder({ ...options, folder: options.logFolder });
  const crossings = createCrossings({
    ...options,
    log: options.log ?? border.log,
    gateway: undefined,
    counts: undefined,
    cellId: async () => await border.cellId(),
  });
  await crossings.seed();
  const { customs } = crossings;
  const allowList = publisherAllowList(database);
  const dialled = httpOutbound({
    ...{ allowList, customs, clock, random, userAgent },
    ...(forTests && {
      resolver: forTests.resolver,
      limits: forTests.limits,
      loopbackForTests: forTests.sites,
    }),
  });
  const samples = folderOutbound({ folder: options.sampleSites, allowList, clock });
  const outbound = crossings.police(
    routedOutbound([{ hostSuffix: SAMPLE_HOSTS, outbound: samples }], dialled),
  );
  const courier = deliverer({
    ...{ customs, userAgent },
    ...(forTests && { loopbackForTests: forTests.sites }),
  });
  const sender = crossings.sender(courier);
  const windows = crossings.windows();
  const dialler = seatDialler({
    userAgent,
    ...(forTests && { resolver: forTests.resolver, loopbackForTests: forTests.sites }),
  });
  const seats = seatLane({ directory: seatDirectory(database, clock), windows, dialler, logger });
  const server = await serveGateway({
    socketPath: options.socketPath,
    openTo: options.openTo,
    outbound,
    send: async (message) => await sender.send(message),
    seats,
    logger,
  });
  return {
    close: async () => {
      await server.close();
      await outbound.close();
      dialler.close();
      await windows.close();
      await border.stop?.();
    },
  };
}
