// Takes a command line apart: the command's name, its words, settings' flags and its own options.

import type { Command } from './command.ts';
import { CommandError } from './command.ts';

export interface ParsedLine {
  words: string[];
  /** Flags of settings. */
  flags: Record<string, string>;
  options: Record<string, string>;
}

/** More words than this are a mistake. */
const WORDS_MAX = 200;

/** `--name value`, `--name=value`; a flag of the command without `=` in its name takes no value. */
export function parseLine(command: Command, args: readonly string[]): ParsedLine {
  if (args.length > WORDS_MAX) throw new CommandError('That are too many words for one command.');
  const own = new Map(
    Object.keys(command.options ?? {}).map((name) => [name.replace(/=$/, ''), name.endsWith('=')]),
  );
  const line: ParsedLine = { words: [], flags: {}, options: {} };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('--')) {
      line.words.push(arg);
      continue;
    }
    const [name, inline] = splitOnce(arg.slice(2));
    const takesValue = own.get(name) ?? true;
    const value = inline ?? (takesValue ? args[(at += 1)] : 'yes');
    if (value === undefined) throw new CommandError(`--${name} needs a value.`);
    (own.has(name) ? line.options : line.flags)[name] = value;
  }
  return line;
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
