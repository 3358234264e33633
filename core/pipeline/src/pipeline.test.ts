import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CANDIDATES_MAX, definePipeline, type Filter, type Scorer, type Source } from './index.ts';

type Candidate = { key: number };
const signal = new AbortController().signal;

const behaviour = fc.constantFrom<'works' | 'throws' | 'rejects' | 'never'>(
  'works',
  'throws',
  'rejects',
  'never',
);

function source(
  name: string,
  keys: number[],
  how: 'works' | 'throws' | 'rejects' | 'never',
): Source<object, Candidate> {
  return {
    name,
    retrieve: () => {
      if (how === 'throws') throw new Error('broken source');
      if (how === 'rejects') return Promise.reject(new Error('broken source'));
      if (how === 'never') return new Promise(() => undefined);
      return keys.map((key) => ({ key }));
    },
  };
}

test('no candidate is lost or doubled, whatever the parts do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(fc.nat(40)), behaviour), { maxLength: 4 }),
      fc.array(fc.tuple(fc.integer({ min: 2, max: 5 }), fc.boolean()), { maxLength: 3 }),
      fc.array(fc.constantFrom(1, Number.NaN, Number.POSITIVE_INFINITY, 'throw'), { maxLength: 3 }),
      fc.array(fc.integer({ min: -2, max: 60 }), { maxLength: 20 }),
      async (sources, filters, scorers, choices) => {
        const pipeline = definePipeline<object, Candidate>({
          name: 'test',
          keyOf: (candidate) => candidate.key,
          sources: sources.map(([keys, how], index) => source(`s${index}`, keys, how)),
          hydrators: [{ name: 'h', hydrate: () => Promise.reject(new Error('no facts')) }],
          filters: filters.map(([divisor, broken], index): Filter<object, Candidate> => ({
            name: `f${index}`,
            judge: (_query, candidates) => {
              if (broken && divisor === 2) throw new Error('broken filter');
              return candidates.map(({ key }) => (key % divisor === 0 ? 'divides' : null));
            },
          })),
          scorers: scorers.map((value, index): Scorer<object, Candidate> => ({
            name: `c${index}`,
            score: (_query, candidates, scores) => {
              if (value === 'throw') throw new Error('broken scorer');
              for (let place = 0; place < candidates.length; place += 1)
                scores[place] = (scores[place] ?? 0) + Number(value);
            },
          })),
          selector: {
            name: 'pick',
            select: (_query, _candidates, scores) => {
              assert.ok(scores.every((one) => Number.isFinite(one)));
              return choices.map((index) => ({ index, propensity: 1, how: 'test' }));
            },
          },
          sideEffects: [{ name: 'e', run: () => Promise.reject(new Error('cannot matter')) }],
          sourceDeadlineMs: 5,
        });
        const result = await pipeline.run({}, { signal });
        const given = new Set(sources.flatMap(([keys, how]) => (how === 'works' ? keys : [])));
        const ended = [
          ...result.selected.map((one) => one.candidate.key),
          ...result.removed.map((one) => one.candidate.key),
          ...result.notSelected.map((one) => one.key),
        ];
        assert.deepEqual(
          ended.toSorted((a, b) => a - b),
          [...given].toSorted((a, b) => a - b),
        );
        for (const one of result.removed) assert.ok(one.by !== '' && one.reason !== '');
      },
    ),
    { numRuns: 60 },
  );
});

test('a broken filter removes everything: it fails closed', async () => {
  const reports: string[] = [];
  const pipeline = definePipeline<object, Candidate>({
    name: 'closed',
    keyOf: (candidate) => candidate.key,
    sources: [source('s', [1, 2, 3], 'works')],
    hydrators: [],
    filters: [{ name: 'visibility', judge: () => [null] }],
    scorers: [],
    selector: {
      name: 'all',
      select: (_q, candidates) =>
        candidates.map((_c, index) => ({ index, propensity: 1, how: 'all' })),
    },
    sideEffects: [],
    observe: (report) => {
      if (report.failure !== undefined) reports.push(report.part);
    },
  });
  const result = await pipeline.run({}, { signal });
  assert.equal(result.selected.length, 0);
  assert.deepEqual(
    result.removed.map((one) => one.reason),
    ['filter_failed', 'filter_failed', 'filter_failed'],
  );
  assert.deepEqual(reports, ['visibility']);
});

test('candidates beyond the bound are not taken in', async () => {
  const keys = Array.from({ length: CANDIDATES_MAX + 500 }, (_, index) => index);
  const pipeline = definePipeline<object, Candidate>({
    name: 'bounded',
    keyOf: (candidate) => candidate.key,
    sources: [source('s', keys, 'works')],
    hydrators: [],
    filters: [],
    scorers: [],
    selector: { name: 'none', select: () => [] },
    sideEffects: [],
  });
  assert.equal((await pipeline.run({}, { signal })).notSelected.length, CANDIDATES_MAX);
});

test('an aborted run stops with the reason of its signal', async () => {
  const controller = new AbortController();
  controller.abort(new Error('client went away'));
  const pipeline = definePipeline<object, Candidate>({
    name: 'aborted',
    keyOf: (candidate) => candidate.key,
    sources: [source('s', [1], 'works')],
    hydrators: [],
    filters: [],
    scorers: [],
    selector: { name: 'none', select: () => [] },
    sideEffects: [],
  });
  await assert.rejects(pipeline.run({}, { signal: controller.signal }), /client went away/);
});
