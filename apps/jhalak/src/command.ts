// What a command gets and gives.

import type { LoadedSettings } from './settings.ts';

export interface CommandContext extends LoadedSettings {
  /** Words behind the command's name that are no flags. */
  words: readonly string[];
  /** Flags that are no settings: `--yes`, `--to DIR`. */
  options: Readonly<Record<string, string>>;
  /** Writes one line for people. */
  say(line: string): void;
}

export interface Command {
  name: string;
  /** `user add HANDLE`. */
  usage: string;
  summary: string;
  /** Flags of its own, without dashes, with a word on each; `name=` takes a value. */
  options?: Readonly<Record<string, string>>;
  /** @returns the exit code. @throws CommandError for a sentence without a stack. */
  run(context: CommandContext): Promise<number>;
}

/** Something the person at the keyboard can mend; printed as a sentence. */
export class CommandError extends Error {}
