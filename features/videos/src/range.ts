/** What a Range header asks for. */
export type RangeAnswer =
  | { kind: 'whole' }
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' };

/**
 * Reads one byte range (RFC 9110, section 14). Several ranges, other units and malformed headers are answered with the
 * whole, as the RFC allows.
 *
 * @param bytes the size of the whole, 0 or more.
 */
export function parseRange(header: string | undefined, bytes: number): RangeAnswer {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  if (start >= bytes) return { kind: 'unsatisfiable' };
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return end < start ? { kind: 'whole' } : { kind: 'part', start, end };
}
