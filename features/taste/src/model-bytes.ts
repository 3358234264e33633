// A model as bytes, written in pieces so that nothing waits for it longer than for one of them: at ten thousand clips the
// whole takes a tenth of a second. What it is written of must stand still meanwhile; it is read, not copied.

import { createHash, type Hash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';

/** A list that is too long to be made at once. */
export class LongList<Element> {
  readonly elements: Iterable<Element>;

  constructor(elements: Iterable<Element>) {
    this.elements = elements;
  }
}

/** What a model is made of: numbers in typed arrays, lists, and plain data under names. */
export type ModelView = Readonly<Record<string, unknown>>;

/** A part of the model, and where it belongs; longer ones come in several pieces, in order. */
interface Piece {
  at: readonly string[];
  of: 'whole' | 'list' | 'numbers';
  value: unknown;
}

/** Where a model in pieces begins; one that a former release wrote in one piece begins with another byte (0xff). */
const MAGIC = Buffer.from('JTM2');
const LENGTH_BYTES = 4;
/** Elements of a list in a piece: of the pairs of as many clips half a megabyte, a millisecond or two. */
const LIST_AT_ONCE = 250;
/** Bytes of numbers in a piece: under a millisecond. */
const NUMBERS_AT_ONCE = 512 * 1024;

/**
 * Writes a model between other work.
 *
 * @returns its bytes and their SHA-256. Cost: some 3 ms a megabyte, never more than a few of them in one turn.
 */
export async function writeModel(view: ModelView): Promise<{ bytes: Buffer; sha256: Buffer }> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let length = add(parts, hash, MAGIC);
  for (const piece of piecesOf(view, [])) {
    const body = serialize(piece);
    const head = Buffer.alloc(LENGTH_BYTES);
    head.writeUInt32LE(body.length);
    length += add(parts, hash, head) + add(parts, hash, body);
    await nextTurn();
  }
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const part of parts) {
    at += part.copy(bytes, at);
    if (part.length > LENGTH_BYTES) await nextTurn();
  }
  return { bytes, sha256: hash.digest() };
}

/** Lets pages that wait be made first. */
async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function add(parts: Buffer[], hash: Hash, bytes: Buffer): number {
  parts.push(bytes);
  hash.update(bytes);
  return bytes.length;
}

/** @returns the model, its own copy of everything. Cost: some 3 ms a megabyte in one go. */
export function readModel(bytes: Uint8Array): unknown {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!whole.subarray(0, MAGIC.length).equals(MAGIC)) return deserialize(whole);
  const pieces: Piece[] = [];
  for (let at = MAGIC.length; at < whole.length;) {
    const end = at + LENGTH_BYTES + whole.readUInt32LE(at);
    // Bytes that a cell wrote, under a hash that was compared.
    pieces.push(deserialize(whole.subarray(at + LENGTH_BYTES, end)) as Piece);
    at = end;
  }
  return assembled(pieces);
}

/** @returns a copy of everything that the view shows. */
export function copyOf(view: ModelView): unknown {
  return assembled(
    Array.from(piecesOf(view, []), (piece) => deserialize(serialize(piece)) as Piece),
  );
}

function* piecesOf(view: ModelView, above: readonly string[]): Generator<Piece> {
  for (const [name, value] of Object.entries(view)) {
    const at = [...above, name];
    if (value instanceof LongList) yield* listPieces(at, value.elements);
    else if (Array.isArray(value) && value.length > LIST_AT_ONCE) yield* listPieces(at, value);
    else if (isNumbers(value)) yield* numberPieces(at, value);
    else if (isPlain(value)) yield* piecesOf(value, at);
    else yield { at, of: 'whole', value };
  }
}

function* listPieces(at: readonly string[], elements: Iterable<unknown>): Generator<Piece> {
  let value: unknown[] = [];
  for (const element of elements) {
    value.push(element);
    if (value.length < LIST_AT_ONCE) continue;
    yield { at, of: 'list', value };
    value = [];
  }
  yield { at, of: 'list', value };
}

function* numberPieces(at: readonly string[], numbers: Numbers): Generator<Piece> {
  const step = NUMBERS_AT_ONCE / numbers.BYTES_PER_ELEMENT;
  for (let from = 0; from === 0 || from < numbers.length; from += step)
    yield { at, of: 'numbers', value: numbers.subarray(from, from + step) };
}

function assembled(pieces: readonly Piece[]): ModelView {
  const model: Record<string, unknown> = {};
  for (let nth = 0; nth < pieces.length;) {
    const piece = pieces[nth];
    if (piece === undefined) break;
    const { at, of } = piece;
    const place = at.join('/');
    let next = nth + 1;
    while (pieces[next]?.at.join('/') === place) next += 1;
    const values = pieces.slice(nth, next).map(({ value }) => value);
    put(model, at, of === 'whole' ? values[0] : joined(of, values));
    nth = next;
  }
  return model;
}

function joined(of: 'list' | 'numbers', values: readonly unknown[]): unknown {
  if (of === 'list') return (values as unknown[][]).flat(1);
  const parts = values as Numbers[];
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new (first.constructor as new (length: number) => Numbers)(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function put(model: Record<string, unknown>, at: readonly string[], value: unknown): void {
  let within = model;
  for (const name of at.slice(0, -1)) {
    within[name] ??= {};
    within = within[name] as Record<string, unknown>;
  }
  within[at.at(-1) ?? ''] = value;
}

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array | Int8Array;

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && 'subarray' in value;
}

function isPlain(value: unknown): value is ModelView {
  return (
    value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
  );
}
