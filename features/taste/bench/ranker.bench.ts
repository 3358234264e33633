// `npm run bench -- ranker`: how well the ranker foretells, beside simpler and larger models that learn online from the same
// bytes. On a public log of short video (KuaiRand-Pure, 25 to 30 April 2022): everything is foretold before it is learned;
// the last two days count. Not the feed's own features but what can be told from the log alone; its test days are not read.

import { readFileSync } from 'node:fs';
import {
  FEATURE_COUNT,
  FEATURE_NAMES,
  RANK_FEATURES,
  toByte,
  type RankFeature,
} from '../src/ranker/feature-list.ts';
import { logLoss } from '../src/ranker/guard.ts';
import { HEAD_COUNT, HEADS, UNTOLD, type Head } from '../src/ranker/heads.ts';
import { Ranker } from '../src/ranker/ranker.ts';
import { durationBucket, WatchQuantiles } from '../src/ranker/watch-quantiles.ts';
import { hiddenLayer, Means, plainRate, type Peer } from './ranker-peers.ts';

const FOLDER = `${process.env['JHALAK_SHARED'] ?? '../shared'}/data/kuairand-pure`;
/** 29 April and 1 May 2022, midnight in Beijing. */
const COUNT_FROM_MS = 1_651_161_600_000;
const COUNT_UNTIL_MS = 1_651_334_400_000;
const TOLD: readonly Head[] = ['watch', 'longView', 'finish', 'like', 'share', 'follow', 'skip'];

interface Showing {
  atMs: number;
  features: Uint8Array;
  labels: Float64Array;
  durationMs: number;
  watchMs: number;
}

const showings = readShowings();
process.stderr.write(
  `${showings.length} showings, foretold before learned; 29 and 30 April count\n`,
);
const peers: Peer[] = [
  plainRate(HEAD_COUNT),
  hiddenLayer(FEATURE_COUNT, HEAD_COUNT, 0, 0.1),
  hiddenLayer(FEATURE_COUNT, HEAD_COUNT, 8, 0.1),
  hiddenLayer(FEATURE_COUNT, HEAD_COUNT, 16, 0.1),
  bentLines(),
];
const results = peers.map((peer) => run(peer));
for (const { name, told } of results)
  process.stderr.write(`${name}\n  ${told.map(({ text }) => text).join('\n  ')}\n`);
const loss = (name: string, head: number): number =>
  results.find((one) => one.name === name)?.told[head]?.loss ?? Number.NaN;
process.stdout.write(
  `${JSON.stringify({ bench: 'ranker', logLoss: Object.fromEntries(TOLD.map((head, at) => [head, Number(loss('bent lines', at).toFixed(4))])) })}\n`,
);

/** The ranker itself. */
function bentLines(): Peer {
  const ranker = new Ranker();
  let steps = 0;
  return {
    name: 'bent lines',
    predict: (features, out) => ranker.parameters().predict(features, 0, out),
    learn(features, labels, watch) {
      ranker.learn({ features, labels, ...watch, propensity: 1 });
      steps += 1;
      // Each step a version: what is measured is learning, not publishing.
      ranker.publish(steps, steps * 1_000_000);
    },
  };
}

function run(peer: Peer): { name: string; told: { text: string; loss: number }[] } {
  const out = new Float64Array(HEAD_COUNT);
  const pairs = TOLD.map(() => [] as [number, number][]);
  const beganMs = performance.now();
  for (const { atMs, features, labels, durationMs, watchMs } of showings) {
    if (atMs >= COUNT_FROM_MS) {
      peer.predict(features, out);
      for (const [at, head] of TOLD.entries()) {
        const place = HEADS.indexOf(head);
        pairs[at]?.push([out[place] ?? 0, labels[place] ?? 0]);
      }
    }
    peer.learn(features, labels.slice(), { durationMs, watchMs });
  }
  const microseconds = ((performance.now() - beganMs) * 1_000) / showings.length;
  const told = TOLD.map((head, at) => judged(head, pairs[at] ?? []));
  return {
    name: peer.name,
    told: [...told, { text: `${microseconds.toFixed(1)} µs a showing`, loss: 0 }],
  };
}

function judged(
  head: Head,
  pairs: readonly (readonly [number, number])[],
): { text: string; loss: number } {
  const sorted = pairs.toSorted(([a], [b]) => a - b);
  const mean =
    pairs.reduce((sum, [foretold, label]) => sum + logLoss(foretold, label), 0) / pairs.length;
  let error = 0;
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const part = sorted.slice((tenth * sorted.length) / 10, ((tenth + 1) * sorted.length) / 10);
    error +=
      Math.abs(part.reduce((sum, [foretold, label]) => sum + foretold - label, 0)) / sorted.length;
  }
  const text = `${head.padEnd(9)} loss ${mean.toFixed(4)}  AUC ${aucOf(sorted).toFixed(3)}  calibration error ${error.toFixed(4)}`;
  return { text, loss: mean };
}

// Of a soft label the upper half counts as one.
function aucOf(sorted: readonly (readonly [number, number])[]): number {
  let ranks = 0;
  let ones = 0;
  for (const [place, [, label]] of sorted.entries()) {
    if (label <= 0.5) continue;
    ranks += place + 1;
    ones += 1;
  }
  return (ranks - (ones * (ones + 1)) / 2) / (ones * (sorted.length - ones));
}

function readShowings(): Showing[] {
  const items = new Map(rows('items.tsv').map((row) => [row[0] ?? '', row] as const));
  const quantiles = new WatchQuantiles();
  const means = new Means();
  return rows('events_0425_0503.tsv')
    .map((row) => ({ row, atMs: Number(row[2]) }))
    .filter(({ atMs }) => atMs < COUNT_UNTIL_MS)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ row, atMs }) => {
      const [user = '', video = ''] = row;
      const item = items.get(video) ?? [];
      const durationMs = Number(row[9]);
      const watchMs = Number(row[8]);
      const keys = {
        attention: user,
        durationMatch: `${user} d${durationBucket(durationMs)}`,
        creatorLeaning: `${user} a${item[1]}`,
        genreLeaning: `${user} g${item[4]}`,
        held: `v${video}`,
      } as const;
      const features = featuresOf(atMs, durationMs, item[2] ?? '', keys, means);
      const quantile = quantiles.quantile(durationMs, watchMs);
      quantiles.add(durationMs, watchMs);
      for (const key of Object.values(keys)) means.add(key, quantile);
      return { atMs, features, labels: labelsOf(row, quantile), durationMs, watchMs };
    });
}

function labelsOf(row: readonly string[], quantile: number): Float64Array {
  const labels = new Float64Array(HEAD_COUNT).fill(UNTOLD);
  const tell = (head: Head, value: number): void => {
    labels[HEADS.indexOf(head)] = value;
  };
  tell('watch', quantile);
  tell('longView', Number(row[7]));
  tell('finish', Number(row[14]));
  tell('like', Number(row[4]));
  tell('follow', Number(row[5]));
  tell('share', Number(row[6]));
  tell('skip', Number(row[8]) < 2_000 && Number(row[9]) > 2_000 ? 1 : 0);
  return labels;
}

function featuresOf(
  atMs: number,
  durationMs: number,
  uploaded: string,
  keys: Readonly<
    Record<'attention' | 'durationMatch' | 'creatorLeaning' | 'genreLeaning' | 'held', string>
  >,
  means: Means,
): Uint8Array {
  const days = Math.max(0, atMs - Date.parse(`${uploaded}T00:00:00+08:00`)) / 86_400_000;
  const values: Partial<Record<RankFeature, number>> = {
    attention: means.of(keys.attention),
    durationMatch: means.of(keys.durationMatch),
    creatorLeaning: 2 * means.of(keys.creatorLeaning) - 1,
    genreLeaning: 2 * means.of(keys.genreLeaning) - 1,
    held: means.of(keys.held),
    popularity: Math.log1p(means.count(keys.held)) / 8,
    history: means.count(keys.attention) / 50,
    duration: Math.log1p(durationMs) / Math.log1p(600_000),
    age: Math.log1p(days) / Math.log1p(365),
  };
  return Uint8Array.from(FEATURE_NAMES, (name) => toByte(RANK_FEATURES[name], values[name] ?? 0));
}

function rows(file: string): string[][] {
  const lines = readFileSync(`${FOLDER}/${file}`, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => line.split('\t'));
}
