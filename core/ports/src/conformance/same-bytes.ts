import assert from 'node:assert/strict';

/** Compares without listing the difference: for large values that would take minutes. */
export function assertSameBytes(actual: Buffer | undefined, expected: Uint8Array): void {
  const same = actual?.equals(expected) === true;
  assert.ok(same, `${actual?.length ?? 'no'} bytes are not the ${expected.length} expected ones`);
}
