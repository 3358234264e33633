// The worker role of a cell whose api runs in the test: database URL, folder, region. Started by a test, to be killed.

import { join } from 'node:path';
import { openFsBlobs } from '@jhalak/blobs-fs';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import { createCell } from '@jhalak/jhalak';
import { secureRandom, silentLogger, systemClock, uuidv7Ids } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { gatewayClient, gatewaySocket } from '@jhalak/outbound';
import { testPayments } from '@jhalak/payments-test';
import { testTexts } from '@jhalak/sms-test';
import { openDatabase, PostgresJobs, PostgresJournal, PostgresState } from '@jhalak/postgres';

const [url = '', folder = '', region = ''] = process.argv.slice(2);
const clock = systemClock;
const random = secureRandom;
const logger = silentLogger;
const database = openDatabase({ url, poolMax: 8 });
const keys = await openKeystore({
  url,
  rootKeyFile: join(folder, 'root.key'),
  erasureListFile: join(folder, 'erasures.list'),
  ...{ region, clock, logger, poolMax: 2 },
});
const state = new PostgresState(database, clock);
const cell = createCell(
  {
    ...{ database, keys, clock, random, logger, region },
    journal: await PostgresJournal.open({
      ...{ database, keys, clock, logger, sealing: false, live: false },
    }),
    jobs: await PostgresJobs.open(database, logger),
    state,
    payments: testPayments({ state, clock, secret: keys.ownerSecret('payments-test') }),
    texts: testTexts({ state, clock }),
    blobs: openFsBlobs({ folder: join(folder, 'blobs') }),
    ids: uuidv7Ids(clock, random),
    transcoder: ffmpegTranscoder(),
    pictures: ffmpegPictures(),
    outbound: gatewayClient({ socketPath: gatewaySocket(folder), clock }),
    uploadFolder: join(folder, 'uploads'),
    workFolder: join(folder, 'work'),
    logFolder: join(folder, 'log'),
    ordersFolder: join(folder, 'orders'),
    orderRegisterFile: join(folder, 'orders.register'),
  },
  { maxUploadBytes: 50_000_000, maxDurationMs: 180_000, undoDays: 7, encodeConcurrency: 1 },
);
await cell.start(['worker']);
