// A process of its own that serves uploads and works on them with the real encoder, to be killed at any moment.
// Started by kills.test.ts with its places in the environment; prints its port when it can answer.

import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openFsBlobs } from '@jhalak/blobs-fs';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { secureRandom, silentLogger, systemClock, uuidv7Ids } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { createMedia } from '@jhalak/media';
import { openDatabase, PostgresJobs, PostgresJournal } from '@jhalak/postgres';
import { recordingPublisher, serveMedia, SIGNED_IN } from './media-cell.fixture.ts';

const url = process.env['TEST_DATABASE'] ?? '';
const folder = process.env['TEST_FOLDER'] ?? '';
const region = process.env['TEST_REGION'] ?? '';

const logger = {
  ...silentLogger,
  error: (fields: object, message: string) => console.error(message, fields),
};
const clock = systemClock;
const database = openDatabase({ url, poolMax: 8 });
const keys = await openKeystore({
  url,
  rootKeyFile: join(folder, 'root.key'),
  region,
  clock,
  logger,
  poolMax: 2,
});
const journal = await PostgresJournal.open({
  database,
  keys,
  clock,
  logger,
  sealing: false,
  live: false,
});
const jobs = await PostgresJobs.open(database, logger);
const media = createMedia({
  database,
  journal,
  keys,
  blobs: openFsBlobs({ folder: join(folder, 'blobs') }),
  jobs,
  clock,
  ids: uuidv7Ids(clock, secureRandom),
  logger,
  transcoder: ffmpegTranscoder({ threads: 1 }),
  publisher: await recordingPublisher(database),
  people: SIGNED_IN,
  settings: {
    uploadFolder: join(folder, 'uploads'),
    freeDiskFloorBytes: 0,
    // On a busy machine a short life ends nothing: every kill leaves one more open.
    maxOpenUploadsPerPerson: 1_000,
  },
});
await media.start?.();
await jobs.start(media.jobs, { concurrency: 2 });
process.once('SIGTERM', () => void jobs.stop().then(() => process.exit(0)));
const server = serveMedia(media);
server.listen(0, '127.0.0.1', () => {
  console.log(`ready ${(server.address() as AddressInfo).port}`);
});
