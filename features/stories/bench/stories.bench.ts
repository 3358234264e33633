// How good and how fast clustering is: npm run bench -- stories [--articles 100000] [--fit]
// Quality: B-cubed F1 on the two halves of the labelled set, as dated and with all events in the same weeks; peers on the
// same articles, each with the threshold that is best for it on the tuning half. Cost: a stream of substituted events.
// --fit prints weights fitted on the tuning half (half a minute) and measures nothing.

import { clusterArticles } from '../src/index.ts';
import { StoryClusters } from '../src/clustering/clusters.ts';
import { MEASURES } from '../src/clustering/comparison.ts';
import { tellStory } from '../src/telling/tell-story.ts';
import { readArticle } from '../src/text/read-article.ts';
import { fitWeights } from './fit.ts';
import { bCubed, crowded, labelledHalf, type Labelled, type Score } from './labelled-set.ts';
import { tfIdfSinglePass, type Keys } from './peers.ts';
import { substituted } from './substitute.ts';

const HALVES = ['tuning', 'held-out'] as const;
/** Reports that a region's publishers bring in a day: 100 papers with 20 each. */
const ARTICLES_A_DAY = 2_000;
const BLOCKS = 10;
const DAY_MS = 86_400_000;

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};

if (process.argv.includes('--fit')) printFit();
else measureAll();

function printFit(): void {
  const weights = fitWeights(crowded(labelledHalf('tuning'), 'tuning'));
  for (const kind of ['same', 'cross'] as const) {
    console.log(`${kind} language:`);
    for (const [index, name] of MEASURES.entries())
      console.log(`  ${name} ${weights[kind][index]?.toFixed(2)}`);
  }
}

function measureAll(): void {
  const f1 = quality();
  console.log(JSON.stringify({ bench: 'stories', bcubedF1: f1, articlesPerSecond: cost() }));
}

/** @returns the F1 on the held-out half with all events in the same weeks. */
function quality(): number {
  console.log('B-cubed        set                  F1     precision recall  stories/events');
  let last = 0;
  for (const half of HALVES) {
    const labelled = labelledHalf(half);
    const together = crowded(labelled, half);
    line('ours', half, labelled, clustersOf(labelled));
    last = line('ours', `${half}, crowded`, together, clustersOf(together)).f1;
  }
  for (const keys of ['words', 'sounds'] as const) {
    const least = bestThreshold(keys);
    for (const half of HALVES) {
      const together = crowded(labelledHalf(half), half);
      line(`tf-idf ${keys}`, `${half}, crowded`, together, tfIdfSinglePass(together, keys, least));
    }
  }
  console.log(`origins right on the held-out half: ${originShare(labelledHalf('held-out'))}`);
  return Number(last.toFixed(4));
}

function clustersOf(labelled: readonly Labelled[]): (readonly string[])[] {
  return clusterArticles(labelled.map(({ article }) => article)).map(({ reports }) => reports);
}

function line(
  who: string,
  set: string,
  labelled: readonly Labelled[],
  clusters: readonly (readonly string[])[],
): Score {
  const score = bCubed(labelled, clusters);
  const events = new Set(labelled.map(({ event }) => event)).size;
  const figures = [score.f1, score.precision, score.recall]
    .map((value) => value.toFixed(4))
    .join('  ');
  console.log(`${who.padEnd(14)} ${set.padEnd(20)} ${figures}  ${clusters.length}/${events}`);
  return score;
}

function bestThreshold(keys: Keys): number {
  const tuning = crowded(labelledHalf('tuning'), 'tuning');
  const tried = Array.from({ length: 30 }, (_, index) => 0.02 + index * 0.015);
  const scored = tried.map((least) => ({
    least,
    f1: bCubed(tuning, tfIdfSinglePass(tuning, keys, least)).f1,
  }));
  return scored.toSorted((a, b) => b.f1 - a.f1)[0]?.least ?? 0;
}

function originShare(labelled: readonly Labelled[]): string {
  const right = labelled.filter(({ article, origin }) => {
    const [found] = tellStory([readArticle(article)]).origins;
    return origin === '' ? found?.own === true : found?.name === origin;
  });
  return `${right.length}/${labelled.length}`;
}

/** @returns articles a second in the last tenth of the stream, reading included. */
function cost(): number {
  const count = Number(flag('articles') ?? 100_000);
  const blockSize = Math.ceil(count / BLOCKS);
  const clusters = new StoryClusters({ keep: 'recent' });
  console.log('\nstream         articles a second   stories  CPU ms an article');
  let done = 0;
  let perSecond = 0;
  let block: Labelled[] = [];
  const streamed: Labelled[] = [];
  const placed = new Map<string, string[]>();
  for (const batch of streamOf(count)) {
    block.push(...batch);
    if (block.length < blockSize && done + block.length < count) continue;
    const began = process.cpuUsage();
    const beganMs = performance.now();
    for (const { article } of block) {
      const { story, merged } = clusters.add(readArticle(article));
      for (const gone of merged) {
        placed.set(story, [...(placed.get(story) ?? []), ...(placed.get(gone) ?? [])]);
        if (gone !== story) placed.delete(gone);
      }
      const list = placed.get(story);
      if (list === undefined) placed.set(story, [article.id]);
      else list.push(article.id);
    }
    const cpu = process.cpuUsage(began);
    done += block.length;
    streamed.push(...block);
    perSecond = Math.round(block.length / ((performance.now() - beganMs) / 1_000));
    const cpuMs = (cpu.user + cpu.system) / 1_000 / block.length;
    console.log(
      `${String(done).padStart(13)}  ${String(perSecond).padStart(17)}  ${String(placed.size).padStart(8)}  ${cpuMs.toFixed(3)}  ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`,
    );
    block = [];
  }
  const score = bCubed(streamed, [...placed.values()]);
  console.log(
    `the stream's own B-cubed F1 ${score.f1.toFixed(4)} (precision ${score.precision.toFixed(4)}, recall ${score.recall.toFixed(4)})`,
  );
  return perSecond;
}

/** Made-up events one after the other, 2,000 articles a day, each day's in the order of publication. */
function* streamOf(count: number): Generator<Labelled[]> {
  const events = Object.values(
    Object.groupBy(HALVES.flatMap(labelledHalf), ({ event }) => event),
  ).flatMap((one) => one ?? []);
  const byEvent = Object.values(Object.groupBy(events, ({ event }) => event)).map(
    (one) => one ?? [],
  );
  let made = 0;
  let waiting: Labelled[] = [];
  for (let day = 0; made < count; day += 1) {
    const dayMs = Date.UTC(2024, 0, 1) + day * DAY_MS;
    let today = 0;
    for (let turn = 0; today < ARTICLES_A_DAY; turn += 1) {
      const event = byEvent[(day * 31 + turn) % byEvent.length] ?? [];
      const articles = substituted(event, day * 100_000 + turn, dayMs);
      waiting.push(...articles);
      today += articles.length;
    }
    const due = waiting.filter(({ article }) => article.publishedAtMs < dayMs + DAY_MS);
    waiting = waiting.filter(({ article }) => article.publishedAtMs >= dayMs + DAY_MS);
    due.sort((a, b) => a.article.publishedAtMs - b.article.publishedAtMs);
    const batch = due.slice(0, count - made);
    made += batch.length;
    yield batch;
  }
}
