// Lines of a tab-separated file, one at a time: a log may be larger than memory, a line may not.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The longest line of a sane log holds some hundred ids; anything longer is another file. */
const LINE_MAX = 65_536;
/** More rows than this and the typed arrays of one run would not fit beside a cell. */
const ROWS_MAX = 50_000_000;

/** A line that does not say what the format asks for. */
export class LogError extends Error {
  override readonly name = 'LogError';

  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
  }
}

/** One line, cut at its tabs; complains with the file's name and the line's number. */
export class LogLine {
  readonly #file: string;
  readonly #number: number;
  readonly #cells: readonly string[];

  constructor(file: string, number: number, cells: readonly string[]) {
    this.#file = file;
    this.#number = number;
    this.#cells = cells;
  }

  fail(what: string): LogError {
    return new LogError(this.#file, this.#number, what);
  }

  /** @throws LogError when there is no such column. */
  text(column: number, name: string): string {
    const cell = this.#cells[column];
    if (cell === undefined) throw this.fail(`column ${column + 1} (${name}) is missing`);
    return cell;
  }

  /** A column that files may leave out at the end of a line. */
  optional(column: number): string {
    return this.#cells[column] ?? '';
  }

  /** @throws LogError unless it is a whole number of at least 0. */
  count(column: number, name: string): number {
    const text = this.text(column, name);
    const value = Number(text);
    if (text === '' || !Number.isSafeInteger(value) || value < 0)
      throw this.fail(`${name} is no whole number: ${JSON.stringify(text.slice(0, 40))}`);
    return value;
  }

  /** @throws LogError unless it is 0 or 1. */
  flag(column: number, name: string): boolean {
    const text = this.text(column, name);
    if (text !== '0' && text !== '1')
      throw this.fail(`${name} is neither 0 nor 1: ${JSON.stringify(text.slice(0, 40))}`);
    return text === '1';
  }
}

/**
 * Reads a file with a header line.
 *
 * @throws LogError when the header does not begin with `columns`, or a line is too long; whatever `each` throws.
 */
export async function readLog(
  file: string,
  columns: readonly string[],
  each: (line: LogLine) => void,
): Promise<void> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.length > LINE_MAX)
      throw new LogError(file, number, `longer than ${LINE_MAX} characters`);
    if (number > ROWS_MAX) throw new LogError(file, number, `more than ${ROWS_MAX} lines`);
    const cells = text.split('\t');
    if (number === 1) checkHeader(file, columns, cells);
    else if (text !== '') each(new LogLine(file, number, cells));
  }
  if (number === 0) throw new LogError(file, 1, 'the file is empty');
}

function checkHeader(file: string, columns: readonly string[], cells: readonly string[]): void {
  for (const [index, name] of columns.entries())
    if (cells[index] !== name)
      throw new LogError(
        file,
        1,
        `column ${index + 1} is ${JSON.stringify(cells[index] ?? '')}, not ${name}`,
      );
}
