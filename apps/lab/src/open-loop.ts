// Sends requests at a stated rate, whether the earlier ones are answered or not: a slow server shows as late answers, not
// as a slower test.

import { Agent, request } from 'node:http';

export interface LoadResult {
  sent: number;
  failed: number;
  /** Sorted, in milliseconds, from the time a request was due. */
  latenciesMs: number[];
  bytes: number;
}

/** Requests under way at most; beyond it the server is drowned and the run says so by its failures. */
const UNDER_WAY_MAX = 2_000;
/** Sending in steps of this size is even enough and leaves the timer some air. */
const STEP_MS = 5;

export interface PlannedRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** Told the answer's body. */
  onBody?: (status: number, body: string) => void;
}

export async function openLoop(options: {
  url: string;
  perSecond: number;
  seconds: number;
  /** @returns the next request; undefined skips this turn. */
  next: (index: number) => PlannedRequest | undefined;
}): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const result: LoadResult = { sent: 0, failed: 0, latenciesMs: [], bytes: 0 };
  const total = options.perSecond * options.seconds;
  const startMs = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let index = 0; index < total;) {
    const due = Math.min(
      total,
      Math.floor(((performance.now() - startMs) / 1_000) * options.perSecond) + 1,
    );
    for (; index < due; index += 1) {
      const planned = options.next(index);
      if (planned === undefined) continue;
      if (underWay.size >= UNDER_WAY_MAX) {
        result.failed += 1;
        continue;
      }
      const dueMs = startMs + (index / options.perSecond) * 1_000;
      const one = send(agent, options.url, planned, dueMs, result).finally(() =>
        underWay.delete(one),
      );
      underWay.add(one);
      result.sent += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  await Promise.all(underWay);
  agent.destroy();
  result.latenciesMs.sort((a, b) => a - b);
  return result;
}

async function send(
  agent: Agent,
  url: string,
  planned: PlannedRequest,
  dueMs: number,
  result: LoadResult,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const outgoing = request(
      `${url}${planned.path}`,
      { method: planned.method, headers: planned.headers, agent },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const body = Buffer.concat(chunks);
          result.bytes += body.length;
          result.latenciesMs.push(performance.now() - dueMs);
          if ((incoming.statusCode ?? 500) >= 400) result.failed += 1;
          planned.onBody?.(incoming.statusCode ?? 0, body.toString('utf8'));
          resolve();
        });
      },
    );
    outgoing.on('error', () => {
      result.failed += 1;
      resolve();
    });
    outgoing.end(planned.body);
  });
}

/** @param share 0.5 for the median. @returns a value of a sorted list, rounded to a hundredth. */
export function quantile(sorted: readonly number[], share: number): number {
  const value =
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return Math.round(value * 100) / 100;
}
