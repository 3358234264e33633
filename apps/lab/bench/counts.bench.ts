// `npm run bench -- counts [--likes 10000] [--seconds 5] [--rounds 3]`: a clip that is liked ten thousand times a second beside
// everybody else. The same storm goes over ten thousand clips, then to one, in turns within one run; what is measured is how
// long others wait meanwhile for a clip's page and for a like of their own on another clip, and how far the counter is behind.

import { parseArgs } from 'node:util';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { quantile as quantileOf } from '../src/open-loop.ts';

const { values } = parseArgs({
  options: {
    likes: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
});
const LIKES_PER_SECOND = Number(values.likes);
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
/** The storm arrives as from many servers: so many transactions a second. */
const WRITES_PER_SECOND = 20;
const SPREAD = 10_000;
const OTHERS = 8;

interface Phase {
  reads: number[];
  likes: number[];
  told: number;
  behindMs: number;
}

const cell = await startCell();
const maker = await cell.account('bench_maker');
const others: string[] = [];
for (let nth = 0; nth < OTHERS; nth += 1)
  others.push(await cell.publish({ personId: maker.personId }));
const hot = await cell.publish({ personId: maker.personId });
const spread = Array.from({ length: SPREAD }, () => cell.parts.ids.next());
await cell.parts.database.query(
  {
    name: 'bench.counted_clips',
    text: 'INSERT INTO video_counts (video_id) SELECT unnest($1::uuid[])',
  },
  [spread],
);
const people: TestPerson[] = [];
for (let nth = 0; nth < OTHERS; nth += 1) people.push(await cell.viewer());
await cell.drain();

const consumer = cell.cell.features
  .flatMap(({ consumers }) => consumers)
  .find(({ name }) => name === 'videos.counts');
if (consumer === undefined) throw new Error('the counter has another name');
const counting = await cell.parts.journal.consume(consumer);

async function storm(clips: readonly string[], until: number): Promise<number> {
  const size = Math.round(LIKES_PER_SECOND / WRITES_PER_SECOND);
  let told = 0;
  for (let next = performance.now(); next < until; next += 1_000 / WRITES_PER_SECOND) {
    const wait = next - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const entries = Array.from({ length: size }, () => {
      const personId = cell.parts.ids.next();
      const videoId = clips[told++ % clips.length] ?? '';
      const facts = { personId, videoId, learn: false, counts: 'full' };
      return { stream: 'social.like', key: personId, type: 'liked', facts };
    });
    await cell.parts.database.transaction(async (tx) => {
      await cell.parts.journal.append(tx, entries);
    });
  }
  return told;
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await call();
  return performance.now() - beganMs;
}

async function phase(clips: readonly string[]): Promise<Phase> {
  const until = performance.now() + SECONDS * 1_000;
  const reads: number[] = [];
  const likes: number[] = [];
  const one = async ({ token }: TestPerson, nth: number): Promise<void> => {
    const clip = others[nth] ?? '';
    for (let round = 0; performance.now() < until; round += 1) {
      reads.push(await timed(() => cell.api('GET', `/v1/videos/${clip}`, { token })));
      const method = round % 2 === 0 ? 'PUT' : 'DELETE';
      likes.push(await timed(() => cell.api(method, `/v1/videos/${clip}/like`, { token })));
    }
  };
  let open = true;
  const reading = (async () => {
    while (open) {
      await cell.parts.journal.seal();
      await counting.catchUp();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const [told] = await Promise.all([storm(clips, until), ...people.map(one)]);
  const behindMs = await timed(async () => {
    open = false;
    await reading;
    await cell.parts.journal.seal();
    await counting.catchUp();
  });
  return { reads, likes, told, behindMs };
}

function quantile(all: readonly number[], part: number): number {
  return (
    Math.round(
      quantileOf(
        all.toSorted((a, b) => a - b),
        part,
      ) * 10,
    ) / 10
  );
}

async function counted(of: TestCell): Promise<number> {
  const [row] = await of.parts.database.query<{ likes: number }>(
    { name: 'bench.counted', text: 'SELECT likes FROM video_counts WHERE video_id = $1' },
    [hot],
  );
  return row?.likes ?? 0;
}

await phase(spread);
const shares = { spread: [] as Phase[], hot: [] as Phase[] };
let toHot = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  shares.spread.push(await phase(spread));
  const one = await phase([hot]);
  shares.hot.push(one);
  toHot += one.told;
}
const line = (of: readonly Phase[]) => {
  const reads = of.flatMap((one) => one.reads);
  const likes = of.flatMap((one) => one.likes);
  return {
    likesPerSecond: Math.round(of.reduce((sum, one) => sum + one.told, 0) / (of.length * SECONDS)),
    reads: reads.length,
    readMs: quantile(reads, 0.5),
    readP99Ms: quantile(reads, 0.99),
    likeMs: quantile(likes, 0.5),
    likeP99Ms: quantile(likes, 0.99),
    behindMs: Math.round(Math.max(...of.map((one) => one.behindMs))),
  };
};
const spreadLine = line(shares.spread);
const hotLine = line(shares.hot);
process.stdout.write(`${JSON.stringify({ storm: 'spread', ...spreadLine })}\n`);
process.stdout.write(`${JSON.stringify({ storm: 'one clip', ...hotLine })}\n`);
const exact = (await counted(cell)) === toHot;
await counting.stop();
await cell.close();
const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;
process.stdout.write(
  `${JSON.stringify({
    bench: 'counts',
    likesPerSecond: hotLine.likesPerSecond,
    readP99Ratio: ratio(hotLine.readP99Ms, spreadLine.readP99Ms),
    likeP99Ratio: ratio(hotLine.likeP99Ms, spreadLine.likeP99Ms),
    behindMs: hotLine.behindMs,
    exact,
  })}\n`,
);
process.exitCode = exact ? 0 : 1;
