// Ctrl-C and a service manager's stop end long work at a clean point.

import { CommandError } from '../command.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with a signal that is aborted when the process is asked to stop; the work then throws its reason. */
export async function untilAskedToStop<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stopping = new AbortController();
  const stop = (name: string): void => stopping.abort(new CommandError(`${name}: stopped.`));
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    // What was under way fails in its own words; the reason is the one to tell.
    stopping.signal.throwIfAborted();
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
