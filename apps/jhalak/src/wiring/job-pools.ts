// Which workers run which tasks: encodes take minutes and all the processor they get, so everything else has workers of
// its own.

import type { Feature } from '@jhalak/ports';
import type { ProcessRole } from '../settings.ts';

/** Tasks of the worker role wait for networks and the database more than they compute. */
const WORKER_CONCURRENCY = 4;

/** Archives of people read everything that is kept of them and may take minutes: a queue of them holds up nothing else. */
const ARCHIVE_CONCURRENCY = 1;

/** Kinds of tasks, by who runs them: what is before the dot of their names tells. */
const KINDS = {
  media: { role: 'media', names: (name: string) => name.startsWith('media.') },
  archives: { role: 'worker', names: (name: string) => name.startsWith('exports.') },
  worker: {
    role: 'worker',
    names: (name: string) => !name.startsWith('media.') && !name.startsWith('exports.'),
  },
} as const satisfies Record<string, { role: ProcessRole; names: (name: string) => boolean }>;
type Kind = keyof typeof KINDS;

/** Workers that share their tasks and nothing else. */
export interface JobPool {
  handlers: Feature['jobs'];
  concurrency: number;
}

/** @returns the pools that a process with these roles runs; none without a task. */
export function jobPools(
  features: readonly Pick<Feature, 'jobs'>[],
  roles: readonly ProcessRole[],
  encodeConcurrency: number,
): JobPool[] {
  return [
    { kind: 'media' as const, concurrency: encodeConcurrency },
    { kind: 'worker' as const, concurrency: WORKER_CONCURRENCY },
    { kind: 'archives' as const, concurrency: ARCHIVE_CONCURRENCY },
  ]
    .filter(({ kind }) => roles.includes(KINDS[kind].role))
    .map(({ kind, concurrency }) => ({ handlers: handlersOf(features, kind), concurrency }))
    .filter(({ handlers }) => Object.keys(handlers).length > 0);
}

/** @returns every task of every role, for whoever runs what is due at once. */
export function allHandlers(features: readonly Pick<Feature, 'jobs'>[]): Feature['jobs'] {
  return Object.fromEntries(features.flatMap((feature) => Object.entries(feature.jobs)));
}

function handlersOf(features: readonly Pick<Feature, 'jobs'>[], kind: Kind): Feature['jobs'] {
  const { names } = KINDS[kind];
  return Object.fromEntries(Object.entries(allHandlers(features)).filter(([name]) => names(name)));
}
