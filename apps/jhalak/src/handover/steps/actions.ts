// Commands of a deal beside those of its files: what people agree in one go, and what carries steps out.

import type { CommandContext } from '../../command.ts';
import { notice, NOTICE_OPTIONS } from '../notice-commands.ts';
import { holdCommand, liftCommand, releaseCommand } from '../hold/hold-commands.ts';
import { act, events, follow, propose } from './act-commands.ts';
import { status } from './status.ts';
import {
  certify,
  check,
  cutOverCommand,
  delta,
  fence,
  freeze,
  keys,
  receive,
  rehearse,
  takeover,
  thawCommand,
} from './step-commands.ts';
import { proveCommand, windDownCommand } from './wind-down-commands.ts';

export const STEP_ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> =
  {
    ...{ act, propose, notice, events, follow, status },
    ...{ rehearse, freeze, delta, keys, fence, 'cut-over': cutOverCommand, thaw: thawCommand },
    ...{ hold: holdCommand, release: releaseCommand, lift: liftCommand },
    ...{ receive, takeover, check, certify, 'wind-down': windDownCommand, prove: proveCommand },
  };

export const STEP_OPTIONS = {
  ...NOTICE_OPTIONS,
  'document=': 'propose: the file that is agreed',
  'bidder=': 'propose, rehearse: whose',
  'compare=': 'rehearse: how many people are compared field by field; 1,000 by default',
  'backups=': 'wind-down: a file that lists copies which were made, one a line',
  'for=':
    'freeze, cut-over: read-only for so many seconds at most; in a wind-down so many for people',
  'into=': 'release: what comes then: open, sale or wind_down',
  'events=': 'release: the deal’s events, where the home is not here',
  'holder-key=': 'lift: file with the X25519 key that opens what is sealed',
  'acts=': 'lift: files of the release, proposal first, with commas',
  'moved-to=': 'fence, cut-over: the address under which the next owner will serve it',
} as const;
