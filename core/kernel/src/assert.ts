/**
 * Checks an assumption of our own.
 *
 * @param why must say why it must hold; it reaches the log, not the caller.
 * @throws Error when it does not.
 */
export function assert(holds: unknown, why: string): asserts holds {
  if (!holds) throw new Error(`broken assumption: ${why}`);
}

/** Makes the compiler prove that a switch is exhaustive. @throws Error when reached at run time. */
export function unreachable(value: never): never {
  throw new Error(`broken assumption: unexpected ${JSON.stringify(value)}`);
}
