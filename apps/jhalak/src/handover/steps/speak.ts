// How commands of a deal speak, and what they share.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf } from '@jhalak/kernel';
import { CommandError, type CommandContext } from '../../command.ts';

/** Prints JSON with `--json`, else lines. */
export function tell(
  { options, say }: Pick<CommandContext, 'options' | 'say'>,
  value: unknown,
  lines: () => readonly string[],
): void {
  if (options['json'] !== undefined) say(JSON.stringify(value));
  else for (const line of lines()) say(line);
}

/** @throws CommandError with the sentence where the value is missing. */
export function needed(value: string | undefined, sentence: string): string {
  if (value === undefined) throw new CommandError(sentence);
  return value;
}

/** @returns the Ed25519 private key of `--key FILE`. @throws CommandError for anything else. */
export async function signingKey({ options }: CommandContext): Promise<KeyObject> {
  const path = needed(options['key'], '--key FILE signs.');
  try {
    const key = createPrivateKey(await readFile(path, 'utf8'));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key');
    return key;
  } catch (cause) {
    throw new CommandError(`${path} does not sign: ${messageOf(cause)}.`, { cause });
  }
}
