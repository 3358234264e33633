// A process with a worker that takes one job and never ends it: database URL, task. Started by a test, to be killed.

import { silentLogger } from '@jhalak/kernel';
import { openDatabase, PostgresJobs } from './index.ts';

const [url = '', task = ''] = process.argv.slice(2);
const jobs = await PostgresJobs.open(openDatabase({ url, poolMax: 5 }), silentLogger);
const handler = async (): Promise<void> => {
  process.stdout.write('begun\n');
  await new Promise(() => setInterval(() => undefined, 60_000));
};
await jobs.start({ [task]: handler }, { concurrency: 1 });
