// Commands of a deal beside those of its files: what people agree in one go, and what carries steps out.

import type { CommandContext } from '../../command.ts';
import { act, events, follow, propose } from './act-commands.ts';

export const STEP_ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> =
  { act, propose, events, follow };

export const STEP_OPTIONS = {
  'document=': 'propose: the file that is agreed',
  'bidder=': 'propose, rehearse: whose',
} as const;
