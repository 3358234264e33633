import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { jobsConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { openDatabase, PostgresJobs, type PostgresDatabase } from './index.ts';
import { releaseJobsOfTheDead } from './worker-lease.ts';

const FIXTURE = fileURLToPath(new URL('worker.fixture.ts', import.meta.url));
const QUICK = { graceMs: 50, deadCheckMs: 100 };

jobsConformance('postgres', async () => {
  const { database, databaseUrl, logger, close } = await openTestParts();
  const closing: (() => Promise<void>)[] = [];
  const open = async (): Promise<PostgresJobs> => {
    const opened = openDatabase({ url: databaseUrl, poolMax: 6 });
    const jobs = await PostgresJobs.open(opened, logger, QUICK);
    closing.push(async () => {
      await jobs.stop();
      await opened.close();
    });
    return jobs;
  };
  return {
    database,
    jobs: await open(),
    openAgain: open,
    makeDue: async () => {
      const text = 'UPDATE graphile_worker._private_jobs SET run_at = now()';
      await database.query({ name: 'test.make_due', text });
    },
    releaseDead: () => releaseJobsOfTheDead(database),
    spawnWorker: (task) => {
      const child = spawn(process.execPath, [FIXTURE, databaseUrl, task], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      closing.push(async () => void child.kill('SIGKILL'));
      return child;
    },
    close: async () => {
      for (const one of closing) await one();
      await close();
    },
  };
});

test('a job that takes its worker down each time ends', async () => {
  const { database, jobs, close } = await openTestParts();
  try {
    await database.transaction((tx) =>
      jobs.enqueue(tx, { task: 'test.fatal', payload: {}, maxAttempts: 2 }),
    );
    let kills = 0;
    for (; kills < 100; kills += 1) {
      if (!(await takeAndDie(database))) break;
      assert.equal(await releaseJobsOfTheDead(database), 1);
    }
    assert.equal(kills, 27, '25 forgiven kills and two tries');
  } finally {
    await close();
  }
});

// What is left when a worker takes a job and is killed: its name in the row, and nobody who holds the name's lock.
async function takeAndDie(database: PostgresDatabase): Promise<boolean> {
  const rows = await database.query({
    name: 'test.take',
    text: `UPDATE graphile_worker._private_jobs SET attempts = attempts + 1, locked_by = 'pool-dead', locked_at = now()
      WHERE is_available RETURNING id`,
  });
  return rows.length > 0;
}

test('a drain ends only when its jobs are noted as done', async () => {
  const { database, jobs, close } = await openTestParts();
  try {
    const count = { name: 'test.jobs', text: 'SELECT count(*) AS count FROM graphile_worker.jobs' };
    for (let round = 0; round < 10; round += 1) {
      await database.transaction((tx) => jobs.enqueue(tx, { task: 'test.work', payload: {} }));
      await jobs.drain({ 'test.work': () => Promise.resolve() });
      assert.deepEqual(await database.query(count), [{ count: 0 }]);
    }
  } finally {
    await close();
  }
});

test('a worker goes on after the database has cut all its connections, and still holds its lease', async () => {
  const { database, databaseUrl, jobs, logger, close } = await openTestParts();
  const own = openDatabase({ url: databaseUrl, poolMax: 6 });
  const worker = await PostgresJobs.open(own, logger, QUICK);
  try {
    let wanted = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const handlers = {
      'test.quick': async () => wanted.resolve(),
      'test.long': async () => {
        wanted.resolve();
        await held.promise;
      },
    };
    const ask = (task: string) =>
      database.transaction((tx) => jobs.enqueue(tx, { task, payload: {} }));
    await worker.start(handlers, { concurrency: 2 });
    await ask('test.long');
    await wanted.promise;
    wanted = Promise.withResolvers();
    await database.query({
      name: 'test.cut',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    });
    await ask('test.quick');
    await wanted.promise;
    await leaseIsBack(database);
    assert.equal(await releaseJobsOfTheDead(database), 0);
    held.resolve();
  } finally {
    await worker.stop();
    await own.close();
    await close();
  }
});

// Waits, by asking, until the lost session was taken up again.
async function leaseIsBack(database: PostgresDatabase): Promise<void> {
  const statement = {
    name: 'test.leases',
    text: `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND database =
      (SELECT oid FROM pg_database WHERE datname = current_database())`,
  };
  while ((await database.query(statement)).length === 0);
}
