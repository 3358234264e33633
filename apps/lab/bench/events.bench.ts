// `npm run bench -- events`: durable player events a second, in batches of ten from many viewers at once.

import { startBenchCell } from '../src/bench-cell.ts';

const CALLERS = 64;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 15);
const PER_BATCH = 10;
const VIDEOS = 500;
const VIEWERS = 400;

const cell = await startBenchCell({ videos: VIDEOS, viewers: VIEWERS });
const slots = new Map<string, string[]>();
for (const token of cell.tokens) {
  const reply = await fetch(`${cell.url}/v1/feeds/for-you?limit=10`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const page = (await reply.json()) as { items: { slot: string }[] };
  slots.set(
    token,
    page.items.map((item) => item.slot),
  );
}
const before = await cell.cpu();
const endMs = performance.now() + SECONDS * 1_000;
let counted = 0;
let refused = 0;
let seq = 0;
await Promise.all(
  Array.from({ length: CALLERS }, async (_unused, caller) => {
    for (let turn = caller; performance.now() < endMs; turn += CALLERS) {
      const token = cell.tokens[turn % cell.tokens.length] ?? '';
      const own = slots.get(token) ?? [];
      const events = Array.from({ length: PER_BATCH }, (_one, index) => ({
        type: 'progress',
        slot: own[index % own.length],
        seq: (seq += 1) % 100_000,
        at: Date.now(),
        watchMs: 1_500,
      }));
      const reply = await fetch(`${cell.url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ events }),
      });
      const { results } = (await reply.json()) as { results: { ok: boolean }[] };
      counted += results.filter((result) => result.ok).length;
      refused += results.filter((result) => !result.ok).length;
    }
  }),
);
const after = await cell.cpu();
await cell.stop();
process.stderr.write(
  `${counted} counted, ${refused} refused; CPU an event: node ${((after.nodeMs - before.nodeMs) / counted).toFixed(3)} ms, PostgreSQL ${((after.postgresMs - before.postgresMs) / counted).toFixed(3)} ms\n`,
);
process.stdout.write(
  `${JSON.stringify({ bench: 'events', perSecond: Math.round(counted / SECONDS), refused })}\n`,
);
