// Waiting for a condition: the thing itself is asked again and again, with a limit and a name for what did not come.

/** Between two looks: short beside what is waited for, long beside what a look costs. */
const LOOK_EVERY_MS = 100;

/**
 * Looks until something is there.
 *
 * @param what said when it does not come in time.
 * @param look returns undefined while it is not there.
 * @throws Error naming `what` after `limitMs`.
 */
export async function until<Result>(
  what: string,
  limitMs: number,
  look: () => Result | undefined | Promise<Result | undefined>,
): Promise<Result> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
