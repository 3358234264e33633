// Packs a cell in a process of its own, and kills itself, as a power cut would, when so many parts were begun.
// node killed-packer.fixture.ts '{"url":…,"home":…,"folder":…,"packageId":…,"key":…,"parts":40}'

import { join } from 'node:path';
import { openFsBlobs } from '@jhalak/blobs-fs';
import { secureRandom, systemClock } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../../wiring/house.ts';
import { packBase } from './pack-cell.ts';

interface Given {
  url: string;
  home: string;
  folder: string;
  packageId: string;
  key: string;
  parts: number;
}

const given = JSON.parse(process.argv[2] ?? '{}') as Given;
const { url, home, folder, packageId, key } = given;
let begun = 0;
const database = openDatabase({ url, poolMax: 2 });
await packBase(
  {
    ...{ database, home, region: 'in', release: 'test', clock: systemClock },
    blobs: openFsBlobs({ folder: join(home, 'blobs') }),
    uploadFolder: join(home, 'uploads'),
    logFolder: join(home, 'log'),
    manifests: ALL_MANIFESTS,
    migrations: ALL_MIGRATIONS,
    random: {
      // Each sealed part draws its salt.
      bytes: (count) => {
        begun += 1;
        if (begun > given.parts) process.kill(process.pid, 'SIGKILL');
        return secureRandom.bytes(count);
      },
    },
  },
  {
    folder,
    identity: { package: packageId, cell: 'in-abcdefghij', region: 'in', epoch: 2 },
    packageKey: Buffer.from(key, 'hex'),
    partRowsMax: 7,
    inventory: async () => ({ v: 1, items: [] }),
    watch: { say: () => undefined, signal: new AbortController().signal },
  },
);
await database.close();
