// `jhalak ads statement-check STATEMENT EVENTS…`: for a phone brand that computes its month again. Needs no home, no network.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { StatementChecker, type OwnEvent, type StatementCheck } from '@jhalak/ads';
import { BrandStatementHead, BrandStatementLine } from '@jhalak/contracts/ad-money';
import { messageOf } from '@jhalak/kernel';
import { Check } from 'typebox/value';
import { CommandError, type CommandContext } from '../command.ts';

/** Events are held in memory: some 400 bytes each. A larger brand checks its days one by one. */
const EVENTS_MAX = 5_000_000;

/** @returns 0 when the statement is what the events and the terms make of it, 1 when not. */
export async function checkStatement(
  { options, say }: Pick<CommandContext, 'options' | 'say'>,
  [statement, ...eventFiles]: readonly string[],
): Promise<number> {
  if (statement === undefined || eventFiles.length === 0)
    throw new CommandError(
      'Say the statement and the events: ads statement-check STATEMENT EVENTS…',
    );
  const events: OwnEvent[] = [];
  for (const file of eventFiles)
    for await (const { value, line } of jsonLines(file)) {
      events.push(...eventsOf(value, `${file}, line ${line}`));
      if (events.length > EVENTS_MAX)
        throw new CommandError(`${EVENTS_MAX} events at once, no more; check fewer days.`);
    }
  let checker: StatementChecker | undefined;
  for await (const { value, line } of jsonLines(statement)) {
    if (checker === undefined) {
      if (!Check(BrandStatementHead, value))
        throw new CommandError(`${statement} does not begin as a statement does.`);
      checker = new StatementChecker(value, events);
    } else if (Check(BrandStatementLine, value)) checker.take(value);
    else throw new CommandError(`${statement}, line ${line} is no line of a statement.`);
  }
  if (checker === undefined) throw new CommandError(`${statement} is empty.`);
  const result = checker.end();
  if (options['json'] !== undefined) say(JSON.stringify({ statement, ...result }));
  else for (const sentence of sentences(result)) say(sentence);
  return result.ok ? 0 : 1;
}

function sentences(result: StatementCheck): string[] {
  const { lines, units, share, tokens, tokensWithoutLine } = result;
  return [
    result.ok ? 'The statement is right.' : 'The statement is NOT right.',
    `  ${lines} lines: ${units} units paid, ${share} of them yours (whole smallest units)`,
    `  your events name ${tokens} ads; ${tokensWithoutLine} of them have no line`,
    ...result.findings.map(
      ({ code, token = 'whole', sentence }) => `  ${code}  ${token}: ${sentence}`,
    ),
    ...(result.moreFindings === 0 ? [] : [`  and ${result.moreFindings} more`]),
  ];
}

/** A line is one delivery (`{device, events}`), as it was sent to the cell, or one event. */
function eventsOf(value: unknown, where: string): OwnEvent[] {
  const { events, device, ...one } = value as { events?: unknown; device?: unknown };
  const from = typeof device === 'string' ? { device } : {};
  const all: unknown[] = Array.isArray(events) ? events : [one];
  return all.map((event) => {
    const { token, type } = event as { token?: unknown; type?: unknown };
    if (typeof token !== 'string' || typeof type !== 'string')
      throw new CommandError(`${where}: an event has a token and a type.`);
    return { token, type, ...from };
  });
}

async function* jsonLines(file: string): AsyncGenerator<{ value: unknown; line: number }> {
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      line += 1;
      if (text.trim() === '') continue;
      const value: unknown = JSON.parse(text);
      if (value === null || typeof value !== 'object') throw new Error('no object');
      yield { value, line };
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file}, line ${line} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
