import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CANDIDATES_MAX,
  definePipeline,
  FILTER_FAILED,
  KEEPS_ALL,
  type Filter,
  type Hydrator,
  type PartReport,
  type PipelineDefinition,
  type Scorer,
  type Source,
} from './index.ts';

type Candidate = { key: number; facts?: string[] };
type Definition = PipelineDefinition<object, Candidate>;
type Behaviour = 'works' | 'throws' | 'rejects' | 'late' | 'resolves' | 'lies';

const never = new AbortController().signal;
const behaviours: fc.Arbitrary<Behaviour> = fc.constantFrom(
  'works',
  'throws',
  'rejects',
  'late',
  'resolves',
  'lies',
);

/** A pipeline with one source and a selector that takes all, best first; parts are given by the test. */
function pipelineOf(parts: Partial<Definition>) {
  return definePipeline<object, Candidate>({
    name: 'test',
    keyOf: (candidate) => candidate.key,
    sources: [source('s', [1, 2, 3])],
    hydrators: [],
    filters: [],
    scorers: [],
    selector: {
      name: 'all',
      select: (_query, _candidates, _scores, order) =>
        Array.from(order, (index) => ({ index, propensity: 1, how: 'argmax' })),
    },
    sideEffects: [],
    ...parts,
  });
}

/** Does what a part may do: answers, fails, or never comes back. */
function behave<Value>(how: Behaviour, value: () => Value): Promise<Value> | Value {
  if (how === 'throws') throw new Error('broken');
  if (how === 'rejects') return Promise.reject(new Error('broken'));
  if (how === 'late') return new Promise(() => undefined);
  if (how === 'resolves') return Promise.resolve(value());
  if (how === 'lies') return undefined as Value;
  return value();
}

function source(
  name: string,
  keys: readonly number[],
  how: Behaviour = 'works',
): Source<object, Candidate> {
  return { name, retrieve: () => behave(how, () => keys.map((key) => ({ key }))) };
}

function filter(
  name: string,
  divisor: number,
  how: Behaviour = 'works',
): Filter<object, Candidate> {
  return {
    name,
    judge: (_query, candidates) =>
      behave(how, () =>
        candidates.map(({ key }) => (key % divisor === 0 ? `divides by ${divisor}` : null)),
      ),
  };
}

function scorer(name: string, score: (candidate: Candidate) => number): Scorer<object, Candidate> {
  return {
    name,
    score: (_query, candidates, scores) => {
      for (let index = 0; index < candidates.length; index += 1) {
        scores[index] = (scores[index] ?? 0) + score(candidates[index] ?? { key: 0 });
      }
    },
  };
}

test('no candidate is lost, doubled or changed places, whatever the parts do', async () => {
  const sourceParts = fc.array(fc.tuple(fc.array(fc.nat(40), { maxLength: 15 }), behaviours), {
    maxLength: 5,
  });
  // Mostly working, or hardly anything would reach the selector.
  const filterBehaviours = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<Behaviour>('works', 'resolves') },
    { weight: 1, arbitrary: fc.constantFrom<Behaviour>('throws', 'rejects', 'lies') },
  );
  const filterParts = fc.array(fc.tuple(fc.integer({ min: 2, max: 6 }), filterBehaviours), {
    maxLength: 4,
  });
  const scorerParts = fc.array(
    fc.constantFrom(1, Number.NaN, Number.POSITIVE_INFINITY, -1e300, 'throws'),
    { maxLength: 3 },
  );
  const choiceIndexes = fc.array(
    fc.oneof(fc.integer({ min: -1, max: 12 }), fc.constantFrom(Number.NaN, 1_000)),
    { maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(
      sourceParts,
      fc.array(behaviours, { maxLength: 2 }),
      filterParts,
      scorerParts,
      choiceIndexes,
      async (sources, hydrators, filters, scorers, choices) => {
        const reports: PartReport[] = [];
        const pipeline = pipelineOf({
          sources: sources.map(([keys, how], index) => source(`s${index}`, keys, how)),
          hydrators: hydrators.map((how, index): Hydrator<object, Candidate> => ({
            name: `h${index}`,
            hydrate: () => behave(how, () => undefined),
          })),
          filters: filters.map(([divisor, how], index) => filter(`f${index}`, divisor, how)),
          scorers: scorers.map((value, index) =>
            scorer(`c${index}`, ({ key }) => {
              if (value === 'throws' && key > 20) throw new Error('broken half-way');
              return Number(value);
            }),
          ),
          selector: {
            name: 'pick',
            select: (_query, candidates, scores, order) => {
              assert.ok(scores.every((one) => Number.isFinite(one)));
              assert.deepEqual(
                [...order].toSorted((a, b) => a - b),
                [...candidates.keys()],
              );
              return choices.map((index) => ({ index, propensity: 1, how: 'test' }));
            },
          },
          sideEffects: [{ name: 'e', run: () => Promise.reject(new Error('cannot matter')) }],
          sourceDeadlineMs: 4,
          observe: (report) => reports.push(report),
        });
        const result = await pipeline.run({}, { signal: never });
        await result.afterwards;
        const working = sources.filter(([, how]) => how === 'works' || how === 'resolves');
        const given = new Set(working.flatMap(([keys]) => keys));
        const ended = [
          ...result.selected.map((one) => one.candidate.key),
          ...result.removed.map((one) => one.candidate.key),
          ...result.notSelected.map((one) => one.key),
        ];
        assert.deepEqual(sorted(ended), sorted(given));
        checkPlaces(result, filters);
        // Every part is reported once.
        const parts = sources.length + hydrators.length + filters.length + scorers.length + 2;
        assert.equal(reports.length, parts);
      },
    ),
    { numRuns: 150 },
  );
});

// Who was removed was removed by the first filter that could: one that failed removes all it was given.
function checkPlaces(
  result: {
    removed: readonly { candidate: Candidate; by: string; reason: string }[];
    selected: readonly { candidate: Candidate }[];
  },
  filters: readonly (readonly [number, Behaviour])[],
): void {
  const verdictOf = (key: number): { by: string; reason: string } | undefined => {
    for (const [index, [divisor, how]] of filters.entries()) {
      const works = how === 'works' || how === 'resolves';
      if (!works) return { by: `f${index}`, reason: FILTER_FAILED };
      if (key % divisor === 0) return { by: `f${index}`, reason: `divides by ${divisor}` };
    }
    return undefined;
  };
  for (const { candidate, by, reason } of result.removed)
    assert.deepEqual({ by, reason }, verdictOf(candidate.key));
  for (const { candidate } of result.selected) assert.equal(verdictOf(candidate.key), undefined);
}

function sorted(keys: Iterable<number>): number[] {
  return [...keys].toSorted((a, b) => a - b);
}

test('the first source keeps a candidate, every source that found it is named, and merge hears of the others', async () => {
  const candidates = {
    a: [{ key: 1, facts: ['a'] }],
    b: [
      { key: 1, facts: ['b'] },
      { key: 2, facts: ['b'] },
    ],
  };
  const pipeline = pipelineOf({
    sources: [
      { name: 'a', retrieve: () => Promise.resolve(candidates.a) },
      { name: 'b', retrieve: () => candidates.b },
    ],
    merge: (kept, duplicate) => kept.facts?.push(...(duplicate.facts ?? [])),
  });
  const { selected } = await pipeline.run({}, { signal: never });
  assert.deepEqual(
    selected.map(({ candidate, sources }) => [candidate, sources]),
    [
      [{ key: 1, facts: ['a', 'b'] }, ['a', 'b']],
      [{ key: 2, facts: ['b'] }, ['b']],
    ],
  );
});

test('a late source is left out, told by its signal, and its later failure harms nobody', async () => {
  let told: unknown;
  const reports: PartReport[] = [];
  const late: Source<object, Candidate> = {
    name: 'slow',
    deadlineMs: 2,
    retrieve: (_query, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          told = signal.reason;
          setImmediate(() => reject(new Error('far too late')));
        });
      }),
  };
  const pipeline = pipelineOf({
    sources: [late, source('quick', [1])],
    observe: (report) => reports.push(report),
  });
  const { selected } = await pipeline.run({}, { signal: never });
  assert.deepEqual(
    selected.map(({ candidate }) => candidate.key),
    [1],
  );
  assert.ok(told instanceof Error);
  assert.equal(reports.find(({ part }) => part === 'slow')?.failure, 'late');
  await new Promise((resolve) => setImmediate(resolve));
});

test('a filter that fails, or judges too few, removes everything: it fails closed', async () => {
  const broken: Filter<object, Candidate>[] = [
    filter('visibility', 2, 'throws'),
    filter('visibility', 2, 'rejects'),
    filter('visibility', 2, 'lies'),
    { name: 'visibility', judge: () => [null] },
    { name: 'visibility', judge: () => [null, null, null, null] },
    // A list with holes judges nobody.
    { name: 'visibility', judge: () => Array.from<null>({ length: 3 }).fill(null, 0, 0) },
  ];
  for (const [index, one] of broken.entries()) {
    const reports: PartReport[] = [];
    const result = await pipelineOf({
      filters: [one],
      observe: (report) => reports.push(report),
    }).run({}, { signal: never });
    assert.deepEqual(result.selected, [], `case ${index}`);
    assert.deepEqual(
      result.removed.map(({ by, reason }) => [by, reason]),
      Array.from({ length: 3 }, () => ['visibility', FILTER_FAILED]),
    );
    if (index < 5)
      assert.notEqual(reports.find(({ kind }) => kind === 'filter')?.failure, undefined);
  }
});

test('scores that are no numbers sink below all others, and a scorer that throws half-way adds nothing', async () => {
  const pipeline = pipelineOf({
    sources: [source('s', [1, 2, 3, 4, 5])],
    scorers: [
      scorer('odd', ({ key }) =>
        key === 2 ? Number.NaN : key === 4 ? Number.POSITIVE_INFINITY : -key,
      ),
      scorer('broken', ({ key }) => {
        if (key === 5) throw new Error('half-way');
        return 1_000 * key;
      }),
    ],
  });
  const { selected } = await pipeline.run({}, { signal: never });
  assert.deepEqual(
    selected.map(({ candidate, score }) => [candidate.key, score]),
    [
      [1, -1],
      [3, -3],
      [5, -5],
      [2, -Number.MAX_VALUE],
      [4, -Number.MAX_VALUE],
    ],
  );
});

test('hydrators run side by side; one that fails or is late leaves only its own facts missing', async () => {
  const begun: string[] = [];
  const hydrator = (name: string, how: Behaviour): Hydrator<object, Candidate> => ({
    name,
    hydrate: (_query, candidates) => {
      begun.push(name);
      return behave(how, () => {
        for (const candidate of candidates) (candidate.facts ??= []).push(name);
      });
    },
  });
  const hydrators = [
    hydrator('late', 'late'),
    hydrator('rejects', 'rejects'),
    hydrator('throws', 'throws'),
    hydrator('good', 'resolves'),
  ];
  const { selected } = await pipelineOf({ hydrators, sourceDeadlineMs: 3 }).run(
    {},
    { signal: never },
  );
  assert.deepEqual(begun, ['late', 'rejects', 'throws', 'good']);
  assert.deepEqual(
    selected.map(({ candidate }) => candidate.facts),
    [['good'], ['good'], ['good']],
  );
});

test('side effects get the slate after the caller, in order, and their failures are only told', async () => {
  const order: string[] = [];
  const pipeline = pipelineOf({
    sideEffects: [
      { name: 'one', run: () => void order.push('one') },
      { name: 'broken', run: () => Promise.reject(new Error('disk full')) },
      { name: 'two', run: (_query, slate) => void order.push(`two ${slate.selected.length}`) },
    ],
    observe: ({ part, failure }) => failure !== undefined && order.push(`${part}: ${failure}`),
  });
  const { afterwards } = await pipeline.run({}, { signal: never });
  await afterwards;
  assert.deepEqual(order, ['one', 'broken: disk full', 'two 3']);
});

test('the result does not wait for its side effects', async () => {
  const held = Promise.withResolvers<void>();
  let ended = false;
  const effect = {
    name: 'slow',
    run: async () => {
      await held.promise;
      ended = true;
    },
  };
  const { afterwards, selected } = await pipelineOf({ sideEffects: [effect] }).run(
    {},
    { signal: never },
  );
  assert.equal(selected.length, 3);
  assert.equal(ended, false);
  held.resolve();
  await afterwards;
  assert.equal(ended, true);
});

test('when no part answers with a promise, nothing else in the process runs in between', async () => {
  let interrupted = false;
  setImmediate(() => (interrupted = true));
  setTimeout(() => (interrupted = true), 0);
  const pipeline = pipelineOf({
    hydrators: [{ name: 'h', hydrate: () => undefined }],
    filters: [filter('f', 2)],
    scorers: [scorer('c', () => 1)],
  });
  for (let run = 0; run < 20; run += 1) await pipeline.run({}, { signal: never });
  assert.equal(interrupted, false);
  await new Promise((resolve) => setImmediate(resolve));
});

test('candidates beyond the bound are not taken in', async () => {
  const keys = Array.from({ length: CANDIDATES_MAX + 500 }, (_, index) => index);
  const result = await pipelineOf({
    sources: [source('s', keys)],
    selector: { name: 'none', select: () => [] },
  }).run({}, { signal: never });
  assert.equal(result.notSelected.length, CANDIDATES_MAX);
});

test('an aborted run stops with the reason of its signal, also where a part does not listen', async () => {
  const parts: Partial<Definition>[] = [
    { sources: [source('s', [1], 'late')], sourceDeadlineMs: 60_000 },
    {
      hydrators: [{ name: 'h', hydrate: () => new Promise(() => undefined) }],
      sourceDeadlineMs: 60_000,
    },
    { filters: [filter('f', 2, 'late')] },
  ];
  for (const part of parts) {
    const controller = new AbortController();
    const running = pipelineOf(part).run({}, { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('client went away')));
    await assert.rejects(running, /client went away/);
    await assert.rejects(
      pipelineOf(part).run({}, { signal: controller.signal }),
      /client went away/,
    );
  }
});

test('a run that is aborted while its parts answer at once comes to no slate', async () => {
  const controller = new AbortController();
  const ending = scorer('c', () => {
    controller.abort(new Error('client went away'));
    return 1;
  });
  const select = (): [] => assert.fail('nobody waits for a slate any more');
  const running = pipelineOf({ scorers: [ending], selector: { name: 'never', select } }).run(
    {},
    { signal: controller.signal },
  );
  await assert.rejects(running, /client went away/);
});

test('parts that answer at once have all run before the caller goes on', async () => {
  const ran: string[] = [];
  const select = (): [] => {
    ran.push('slate');
    return [];
  };
  const running = pipelineOf({
    hydrators: [{ name: 'h', hydrate: () => void ran.push('hydrator') }],
    filters: [filter('f', 2)],
    selector: { name: 'slate', select },
  }).run({}, { signal: never });
  assert.deepEqual(ran, ['hydrator', 'slate']);
  await running;
});

test('a filter may say that it keeps everything, and keys may be numbers of a table', async () => {
  const result = await pipelineOf({
    keysBelow: 4,
    sources: [source('one', [0, 1, 2]), source('two', [2, 3])],
    filters: [{ name: 'nobody', judge: () => KEEPS_ALL }],
  }).run({}, { signal: never });
  const found = result.selected.map(({ candidate, sources }) => [candidate.key, sources.join()]);
  assert.deepEqual(
    found.toSorted(([a], [b]) => Number(a) - Number(b)),
    [
      [0, 'one'],
      [1, 'one'],
      [2, 'one,two'],
      [3, 'two'],
    ],
  );
  assert.deepEqual(result.removed, []);
});

test('a part that ends its own run and then hangs does not hold it', async () => {
  const controller = new AbortController();
  const judge = () => {
    controller.abort(new Error('client went away'));
    return new Promise<null[]>(() => undefined);
  };
  const running = pipelineOf({ filters: [{ name: 'f', judge }] }).run(
    {},
    { signal: controller.signal },
  );
  await assert.rejects(running, /client went away/);
});

test("a selector's failure is the caller's to hear", async () => {
  const select = () => {
    throw new Error('no page');
  };
  await assert.rejects(
    pipelineOf({ selector: { name: 'broken', select } }).run({}, { signal: never }),
    /no page/,
  );
});
