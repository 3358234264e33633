// What the operator hears of orders that a restored cell does not know: the restore stops, or goes on by their own word.

import type { OrderLoss } from '@jhalak/contracts/orders';
import { CommandError } from '../command.ts';
import { stepLine } from './tell.ts';

/** Orders told one by one; more are counted. */
const TOLD_MAX = 20;

/**
 * @param accepted whether the operator goes on without them; then they are told all the same.
 * @throws CommandError naming each lost order as far as the log tells of it, and what to do.
 */
export function refuseLostOrders(
  lost: readonly OrderLoss[],
  accepted: boolean,
  say: (line: string) => void,
): void {
  if (lost.length === 0) {
    say(stepLine('orders', 'every order that the public log tells of is known here'));
    return;
  }
  say(`orders     ${lost.length} LOST: the public log tells of them, rows and register do not.`);
  for (const line of lossLines(lost)) say(`           ${line}`);
  if (accepted) {
    say(
      '           Enter them again at the order desk, from the papers, before anybody is let in. Each start says so until it is done.',
    );
    return;
  }
  throw new CommandError(
    `Orders that the public log tells of and nothing here knows: ${lost.length}. What they hid would be shown. Give the newest copy of the register with --orders FILE; or, when there is none, --lost-orders, and enter them again before anybody is let in.`,
  );
}

/** @returns one line an order: what the log tells of it. */
export function lossLines(lost: readonly OrderLoss[]): string[] {
  const lines = lost.slice(0, TOLD_MAX).map(({ law, scope, territory, phase, known, ...one }) => {
    const since = new Date(one.enteredAtMs).toISOString();
    const how = known === 'older' ? ', known in an older state' : '';
    const what = `${law}, ${scope.join(' and ')}, ${territory}, ${phase.replace('_', ' ')}${how}`;
    return `entered ${since}: ${what}; commitment ${one.commitment.slice(0, 16)}…`;
  });
  return lost.length > TOLD_MAX ? [...lines, `and ${lost.length - TOLD_MAX} more`] : lines;
}
