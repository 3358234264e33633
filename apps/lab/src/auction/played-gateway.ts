// The cell's gateway in a process of its own, as in a real install; the hosts of the bench's seats are played on loopback.

import { join } from 'node:path';
import { loadSettings, openGateway, openParts } from '@jhalak/jhalak';
import { silentLogger } from '@jhalak/kernel';
import { gatewaySocket } from '@jhalak/outbound';

const { home, databaseUrl, sites } = JSON.parse(process.argv[2] ?? '{}') as {
  home: string;
  databaseUrl: string;
  sites: [string, number][];
};
const { settings } = loadSettings({ JHALAK_HOME: home }, {});
const parts = await openParts(settings, databaseUrl, silentLogger, { live: false });
const gateway = await openGateway({
  ...parts,
  socketPath: gatewaySocket(home),
  openTo: 'owner',
  address: 'http://cell.invalid',
  sampleSites: join(home, 'sample-sites'),
  userAgent: 'Jhalak/bench',
  forTests: { sites: new Map(sites), resolver: () => Promise.resolve([]), limits: {} },
});
process.send?.({ kind: 'ready' });
process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ kind: 'cpu', ...process.cpuUsage() });
  if (message !== 'stop') return;
  void gateway
    .close()
    .then(async () => await parts.close())
    .then(() => process.disconnect());
});
