// Run in a place beside a running cell: reads again and again, writes now and then, until it is told to stop. Tells whether a read
// ever failed, how long the longest took, and since when writes were refused.

const [url = '', path = '', token = ''] = process.argv.slice(2);
/** Below the limit of requests a minute of one person. */
const EVERY_MS = 150;
/** One write after so many reads: below the limit of writes a minute. */
const READS_PER_WRITE = 10;

const told = {
  reads: 0,
  failed: 0,
  /** By status; 0: nobody answered. */
  failedAs: {} as Record<string, number>,
  slowestMs: 0,
  writes: 0,
  refusedSinceMs: null as number | null,
};
let isOver = false;
process.on('SIGTERM', () => (isOver = true));
process.stdout.write('reading\n');
while (!isOver) {
  const startedMs = performance.now();
  const status = await ask('GET', path);
  told.reads += 1;
  if (status !== 200) {
    told.failed += 1;
    told.failedAs[status] = (told.failedAs[status] ?? 0) + 1;
  }
  told.slowestMs = Math.max(told.slowestMs, performance.now() - startedMs);
  if (told.reads % READS_PER_WRITE === 0) {
    const written = await ask('PATCH', '/v1/profile', { bio: `read ${told.reads} times` });
    if (written === 200) told.writes += 1;
    else told.refusedSinceMs ??= Date.now();
  }
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
process.stdout.write(`${JSON.stringify(told)}\n`);

async function ask(method: string, where: string, body?: object): Promise<number> {
  try {
    const reply = await fetch(`${url}${where}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await reply.arrayBuffer();
    return reply.status;
  } catch {
    return 0;
  }
}
