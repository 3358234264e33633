import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { MediaLimits } from '@jhalak/ports';
import { FFMPEG_MISSING } from './clips.fixture.ts';
import { runProcess } from './run-process.ts';
import { cagedCommand, ENGINE_ENVIRONMENT, findSandbox, inputPath } from './sandbox.ts';
import { DEFAULT_LIMITS, ffmpegSettings } from './settings.ts';

/** Runs a shell script where an engine would run. Skips the test where there is no cage. */
async function inCage(
  t: TestContext,
  script: (source: string) => string,
  narrower: Partial<MediaLimits> = {},
) {
  const limits = { ...DEFAULT_LIMITS, ...narrower };
  const settings = ffmpegSettings({ limits });
  const sandbox = await findSandbox(settings, '/usr/bin/ffprobe');
  if (sandbox.kind === 'none') {
    t.skip(`NOT RUN: ${sandbox.reason} (${sandbox.mend ?? ''})`);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-cage-'));
  try {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'secret'), 'do not tell');
    await writeFile(join(folder, 'source'), 'what was sent');
    const ran = await runProcess({
      command: cagedCommand(sandbox, settings, {
        program: '/bin/sh',
        args: ['-c', script(inputPath(sandbox, 'source', join(folder, 'source')))],
        readable: { source: join(folder, 'source') },
        writableFolder: join(folder, 'out'),
        cpuSeconds: 1,
      }),
      environment: ENGINE_ENVIRONMENT,
      workingFolder: join(folder, 'out'),
      wallMs: 20_000,
      stdoutBytesMax: 100_000,
    });
    const written = await readFile(join(folder, 'out/result'), 'utf8').catch(() => undefined);
    return { ...ran, written, folder };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };

test(
  'in the cage the upload can be read and the result written, and nothing else is there',
  options,
  async (t) => {
    const ran = await inCage(t, (source) =>
      [
        `cat ${source} > result`,
        'ls / /in /etc /home /root /tmp /var /proc 2>&1',
        'cat /etc/passwd /etc/shadow 2>&1',
        'id -u',
        `echo x > ${source} || echo READ-ONLY`,
        'echo x > /usr/x || echo USR-READ-ONLY',
        'env',
      ].join('; '),
    );
    if (!ran) return;
    assert.equal(ran.written, 'what was sent');
    assert.match(ran.stdout, /^65534$/m);
    assert.match(ran.stdout, /^READ-ONLY$/m);
    assert.match(ran.stdout, /^USR-READ-ONLY$/m);
    assert.doesNotMatch(ran.stdout, /root:|secret|HOME=|JHALAK|NODE/);
    for (const absent of ['/home', '/root', '/tmp', '/var', '/proc']) {
      assert.match(ran.stdout, new RegExp(`'?${absent}'?: No such file`), absent);
    }
  },
);

test('in the cage there is no way to the network, not even to this machine', options, async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  let connections = 0;
  server.on('connection', () => connections++);
  const url = `tcp://127.0.0.1:${address.port}`;
  const dial = `/usr/bin/ffprobe -v error ${url} 2>&1`;
  const outside = await runProcess({
    command: ['/bin/sh', '-c', `timeout 1 ${dial}`],
    environment: ENGINE_ENVIRONMENT,
    wallMs: 5000,
    stdoutBytesMax: 10_000,
  });
  assert.equal(connections, 1, `the attempt works outside: ${outside.stdout}`);
  const ran = await inCage(t, () => dial);
  server.close();
  if (!ran) return;
  assert.equal(connections, 1);
  assert.match(ran.stdout, /Network is unreachable|Connection refused/);
});

test(
  'in the cage a process that eats time, memory or disk is ended by the kernel',
  options,
  async (t) => {
    const time = await inCage(t, () => 'while :; do :; done');
    if (!time) return;
    assert.equal(time.exitCode, 137);
    const megabyte = 2 ** 20;
    // tail keeps what it reads until it has seen a line's end.
    const eater = 'head -c 200000000 /dev/zero | tail > result; echo $?';
    const memory = await inCage(t, () => `${eater} 2>&1`, { memoryBytes: 100 * megabyte });
    assert.match(memory?.stdout ?? '', /^1$/m);
    assert.match(memory?.stderr ?? '', /memory exhausted/);
    const outputBytes = 8 * megabyte;
    const disk = await inCage(t, () => 'head -c 9000000 /dev/zero > result; echo $?', {
      outputBytes,
    });
    assert.equal(disk?.written?.length, outputBytes);
    assert.doesNotMatch(disk?.stdout ?? '', /^0$/m);
  },
);

test('a missing or forbidden cage is said, with its mend', async () => {
  const off = await findSandbox(ffmpegSettings({ sandbox: 'off' }), '/usr/bin/ffprobe');
  assert.deepEqual([off.kind, off.reason], ['none', 'switched off by the setting']);
  const broken = await findSandbox(ffmpegSettings(), '/usr/bin/false');
  assert.equal(broken.kind, 'none');
  assert.ok((broken.mend ?? '').length > 0);
});
