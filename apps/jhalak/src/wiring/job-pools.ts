// Which workers run which tasks: encodes take minutes and all the processor they get, so everything else has workers of
// its own.

import type { Feature } from '@jhalak/ports';
import type { ProcessRole } from '../settings.ts';

/** Tasks of the worker role wait for networks and the database more than they compute. */
const WORKER_CONCURRENCY = 4;

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
    { role: 'media' as const, concurrency: encodeConcurrency },
    { role: 'worker' as const, concurrency: WORKER_CONCURRENCY },
  ]
    .filter(({ role }) => roles.includes(role))
    .map(({ role, concurrency }) => ({ handlers: handlersOf(features, role), concurrency }))
    .filter(({ handlers }) => Object.keys(handlers).length > 0);
}

/** @returns every task of every role, for whoever runs what is due at once. */
export function allHandlers(features: readonly Pick<Feature, 'jobs'>[]): Feature['jobs'] {
  return { ...handlersOf(features, 'media'), ...handlersOf(features, 'worker') };
}

function handlersOf(
  features: readonly Pick<Feature, 'jobs'>[],
  role: 'media' | 'worker',
): Feature['jobs'] {
  const all = features.flatMap((feature) => Object.entries(feature.jobs));
  return Object.fromEntries(
    all.filter(([name]) => name.startsWith('media.') === (role === 'media')),
  );
}
