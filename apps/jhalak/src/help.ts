// What `npx jhalak --help` and `npx jhalak COMMAND --help` print, as wide as the terminal.

import type { Command } from './command.ts';
import { VERSION } from './version.ts';

/** Where nobody says how wide the terminal is: a file, a pipe. */
const WIDTH_DEFAULT = 80;
/** Longer lines are hard to read. */
const WIDTH_MAX = 100;
/** Words of a meaning need some room beside names, also in a narrow terminal. */
const MEANING_MIN = 24;

/** @param columns of the terminal; undefined where there is none. */
export function helpForAll(commands: readonly Command[], columns: number | undefined): string {
  const rows = commands.map(({ name, summary }): Row => [name, summary]);
  return [
    `jhalak ${VERSION}: short video and lock screen on your own machines`,
    '',
    'usage: npx jhalak COMMAND [--setting value]',
    '',
    ...table(rows, columns),
    '',
    'npx jhalak COMMAND --help tells more; npx jhalak config lists every setting.',
  ].join('\n');
}

/** @param columns as above. */
export function helpFor(command: Command, columns: number | undefined): string {
  const rows = Object.entries(command.options ?? {}).map(([name, meaning]): Row => [
    `--${name.endsWith('=') ? `${name.slice(0, -1)} VALUE` : name}`,
    meaning,
  ]);
  return [
    `usage: npx jhalak ${command.usage}`,
    '',
    ...wrapped(command.summary, widthOf(columns)),
    ...(rows.length > 0 ? ['', ...table(rows, columns)] : []),
  ].join('\n');
}

type Row = readonly [name: string, meaning: string];

function table(rows: readonly Row[], columns: number | undefined): string[] {
  const names = 4 + Math.max(...rows.map(([name]) => name.length));
  const width = Math.max(MEANING_MIN, widthOf(columns) - names);
  return rows.flatMap(([name, meaning]) =>
    wrapped(meaning, width).map(
      (line, at) => `${(at === 0 ? `  ${name}` : '').padEnd(names)}${line}`,
    ),
  );
}

const widthOf = (columns: number | undefined): number =>
  Math.min(columns ?? WIDTH_DEFAULT, WIDTH_MAX);

/** Breaks between words; a word that is longer than a line stands alone in one. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
