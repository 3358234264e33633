// What every Jobs adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Database } from '../database.ts';
import type { Job, JobHandler, JobRun, Jobs } from '../jobs.ts';
import type { JsonObject } from '../journal.ts';

/** One empty queue. */
export interface JobsUnderTest {
  database: Database;
  jobs: Jobs;
  /** Opens the same queue in another process's place. Stopped by `close`. */
  openAgain(): Promise<Jobs>;
  /** Makes every job that waits for its next try due now. */
  makeDue(): Promise<void>;
  /** Gives back what killed workers left, as a running worker does every few seconds. @returns how many jobs. */
  releaseDead(): Promise<number>;
  /** Starts a process with a worker whose handler of `task` writes a line when it has begun, and never ends. */
  spawnWorker(task: string): ChildProcess;
  close(): Promise<void>;
}

const TASK = 'test.work';
const LIMIT_MS = 15_000;

/** Declares the tests. `make` is called once a test. */
export function jobsConformance(name: string, make: () => Promise<JobsUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  queueing(claim);
  retrying(claim);
  replacing(claim);
  working(claim);
  dying(claim);
}

type Claim = (what: string, body: (subject: JobsUnderTest) => Promise<void>) => void;

function queueing(claim: Claim): void {
  claim(
    'a job of a committed change runs once with its payload; of a change that was rolled back, never',
    async (subject) => {
      const { database, jobs } = subject;
      const payload = { text: 'क्रिकेट "x"', list: [1, null, { a: true }] };
      await database
        .transaction(async (tx) => {
          await jobs.enqueue(tx, { task: TASK, payload: { never: true } });
          throw new Error('changed my mind');
        })
        .catch(() => undefined);
      await enqueue(subject, { task: TASK, payload });
      const ran = recorder();
      await jobs.drain({ [TASK]: ran.handler });
      await jobs.drain({ [TASK]: ran.handler });
      assert.deepEqual(ran.payloads, [payload]);
      assert.deepEqual(ran.attempts, [1]);
    },
  );

  claim(
    'a drain also runs what its jobs ask for, and leaves tasks that it has no handler for',
    async (subject) => {
      const { jobs } = subject;
      await enqueue(subject, { task: 'test.unknown', payload: {} });
      await enqueue(subject, { task: TASK, payload: { left: 3 } });
      const ran = recorder(async (payload) => {
        const left = Number(payload['left']);
        if (left > 0) await enqueue(subject, { task: TASK, payload: { left: left - 1 } });
      });
      await jobs.drain({ [TASK]: ran.handler });
      assert.deepEqual(
        ran.payloads.map((payload) => payload['left']),
        [3, 2, 1, 0],
      );
      const later = recorder();
      await jobs.drain({ 'test.unknown': later.handler });
      assert.equal(later.payloads.length, 1);
    },
  );
}

function retrying(claim: Claim): void {
  claim(
    'a job that throws is tried again, not at once, up to its number of tries, and then never',
    async (subject) => {
      const { jobs, makeDue } = subject;
      await enqueue(subject, { task: TASK, payload: {}, maxAttempts: 3 });
      const ran = recorder(() => Promise.reject(new Error('not yet')));
      for (const expected of [1, 2, 3, 3]) {
        await jobs.drain({ [TASK]: ran.handler });
        await jobs.drain({ [TASK]: ran.handler });
        assert.equal(ran.attempts.length, expected);
        await makeDue();
      }
      assert.deepEqual(ran.attempts, [1, 2, 3]);
    },
  );

  claim(
    'a job that throws once succeeds at its second try, and others are not held up',
    async (subject) => {
      const { jobs, makeDue } = subject;
      for (const index of [0, 1, 2]) await enqueue(subject, { task: TASK, payload: { index } });
      const ran = recorder((payload, run) =>
        payload['index'] === 1 && run.attempt === 1
          ? Promise.reject(new Error('once'))
          : Promise.resolve(),
      );
      await jobs.drain({ [TASK]: ran.handler });
      assert.equal(ran.payloads.length, 3);
      await makeDue();
      await jobs.drain({ [TASK]: ran.handler });
      await jobs.drain({ [TASK]: ran.handler });
      assert.deepEqual(
        ran.payloads.map((payload) => payload['index']),
        [0, 1, 2, 1],
      );
    },
  );
}

function replacing(claim: Claim): void {
  claim(
    'jobs with one key replace one another while they wait, also from several sides',
    async (subject) => {
      const { jobs } = subject;
      for (const index of [0, 1, 2])
        await enqueue(subject, { task: TASK, payload: { index }, key: 'one' });
      await enqueue(subject, { task: TASK, payload: { index: 9 }, key: 'other' });
      await Promise.all(
        [4, 5, 6].map((index) => enqueue(subject, { task: TASK, payload: { index }, key: 'many' })),
      );
      const ran = recorder();
      await jobs.drain({ [TASK]: ran.handler });
      const indexes = ran.payloads.map((payload) => Number(payload['index']));
      assert.deepEqual(indexes.slice(0, 2), [2, 9]);
      assert.equal(indexes.length, 3);
    },
  );

  claim(
    'a job that is only asked for when unknown leaves the one that waits or runs',
    async (subject) => {
      const { jobs } = subject;
      const ask = async (index: number): Promise<void> =>
        await enqueue(subject, { task: TASK, payload: { index }, key: 'one', ifKnown: 'keep' });
      await ask(0);
      await ask(1);
      const ran = recorder(async () => await ask(2));
      await jobs.drain({ [TASK]: ran.handler });
      assert.deepEqual(ran.payloads, [{ index: 0 }]);
      await ask(3);
      await jobs.drain({ [TASK]: recorder().handler });
      await ask(4);
      const later = recorder();
      await jobs.drain({ [TASK]: later.handler });
      assert.deepEqual(later.payloads, [{ index: 4 }], 'what is done is forgotten');
    },
  );

  claim('a job asked for again while it runs runs again', async (subject) => {
    const { jobs } = subject;
    await enqueue(subject, { task: TASK, payload: { index: 0 }, key: 'one' });
    const ran = recorder(async (payload) => {
      if (payload['index'] === 0)
        await enqueue(subject, { task: TASK, payload: { index: 1 }, key: 'one' });
    });
    await jobs.drain({ [TASK]: ran.handler });
    assert.deepEqual(
      ran.payloads.map((payload) => payload['index']),
      [0, 1],
    );
  });
}

function working(claim: Claim): void {
  claim(
    'a started worker takes jobs by itself, as many at once as it was told',
    async (subject) => {
      const { jobs } = subject;
      const [total, concurrency] = [9, 3];
      let [running, most, done] = [0, 0, 0];
      const full = Promise.withResolvers<void>();
      const finished = Promise.withResolvers<void>();
      const handler = async (): Promise<void> => {
        running += 1;
        most = Math.max(most, running);
        if (running === concurrency) full.resolve();
        // Nobody ends before as many run as may.
        await within(full.promise, 'not enough at once');
        running -= 1;
        done += 1;
        if (done === total) finished.resolve();
      };
      await jobs.start({ [TASK]: handler }, { concurrency });
      for (let index = 0; index < total; index += 1)
        await enqueue(subject, { task: TASK, payload: { index } });
      await within(finished.promise, 'not all done');
      await jobs.stop();
      assert.equal(most, concurrency);
    },
  );

  claim('a task of one pool does not wait for those of another', async (subject) => {
    const { jobs } = subject;
    const [begun, free, done] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<JsonObject>(),
    ];
    const slow: JobHandler = async () => {
      begun.resolve();
      await free.promise;
    };
    await jobs.start({ [TASK]: slow }, { concurrency: 1 });
    await jobs.start(
      { 'test.quick': async (payload) => done.resolve(payload) },
      { concurrency: 1 },
    );
    await assert.rejects(jobs.start({ [TASK]: slow }, { concurrency: 1 }), /already/);
    await enqueue(subject, { task: TASK, payload: {} });
    await enqueue(subject, { task: TASK, payload: {} });
    await within(begun.promise, 'not begun');
    await enqueue(subject, { task: 'test.quick', payload: { index: 1 } });
    assert.deepEqual(await within(done.promise, 'not done beside the other pool'), { index: 1 });
    free.resolve();
    await within(jobs.stop(), 'not stopped');
  });

  claim(
    'a stopping worker lets jobs finish, aborts those that do not, waits for them, and costs them no try',
    async (subject) => {
      const { jobs, openAgain } = subject;
      await enqueue(subject, { task: TASK, payload: {}, maxAttempts: 1 });
      const begun = Promise.withResolvers<void>();
      let aborted = false;
      const handler: JobHandler = async (_payload, { signal }) => {
        begun.resolve();
        await once(signal, 'abort');
        aborted = true;
        throw new Error('asked to stop');
      };
      await jobs.start({ [TASK]: handler }, { concurrency: 2 });
      await within(begun.promise, 'not begun');
      await within(jobs.stop(), 'not stopped');
      assert.equal(aborted, true);
      await enqueue(subject, { task: TASK, payload: { index: 'after the stop' } });
      const ran = recorder();
      await (await openAgain()).drain({ [TASK]: ran.handler });
      assert.deepEqual(ran.payloads, [{}, { index: 'after the stop' }]);
      assert.deepEqual(ran.attempts, [1, 1]);
    },
  );
}

function dying(claim: Claim): void {
  claim(
    "a killed worker's job runs again soon, with no try lost; a living worker's is left to it",
    async (subject) => {
      const { jobs, releaseDead, spawnWorker } = subject;
      await enqueue(subject, { task: TASK, payload: { index: 1 }, maxAttempts: 1 });
      const child = spawnWorker(TASK);
      assert.ok(child.stdout, 'the child writes to us');
      await within(once(child.stdout, 'data'), 'the child has not begun');
      assert.equal(await releaseDead(), 0, 'a living worker keeps its job');
      const again = Promise.withResolvers<JobRun>();
      await jobs.start({ [TASK]: async (_payload, run) => again.resolve(run) }, { concurrency: 1 });
      assert.equal(await releaseDead(), 0, 'a living worker keeps its job when another starts');
      const died = once(child, 'exit');
      child.kill('SIGKILL');
      await died;
      const run = await within(again.promise, 'not run again');
      assert.equal(run.attempt, 1);
      await jobs.stop();
    },
  );

  claim('a job whose worker was killed runs again at the next start', async (subject) => {
    const { jobs, spawnWorker } = subject;
    await enqueue(subject, { task: TASK, payload: { index: 1 } });
    const child = spawnWorker(TASK);
    assert.ok(child.stdout, 'the child writes to us');
    await within(once(child.stdout, 'data'), 'the child has not begun');
    const died = once(child, 'exit');
    child.kill('SIGKILL');
    await died;
    const again = Promise.withResolvers<JsonObject>();
    await jobs.start({ [TASK]: async (payload) => again.resolve(payload) }, { concurrency: 1 });
    assert.deepEqual(await within(again.promise, 'not run again'), { index: 1 });
    await jobs.stop();
  });
}

async function enqueue(subject: JobsUnderTest, job: Job): Promise<void> {
  await subject.database.transaction((tx) => subject.jobs.enqueue(tx, job));
}

function recorder(handle: JobHandler = () => Promise.resolve()) {
  const payloads: JsonObject[] = [];
  const attempts: number[] = [];
  const handler: JobHandler = async (payload, run) => {
    payloads.push(payload);
    attempts.push(run.attempt);
    await handle(payload, run);
  };
  return { payloads, attempts, handler };
}

async function within<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} in time`)), LIMIT_MS);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
