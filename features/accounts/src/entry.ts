// The ways in beside the password, put together.

import type { Journal, Keys } from '@jhalak/ports';
import type { NewSessions } from './new-sessions.ts';
import { Ways } from './own-ways.ts';
import { Passkeys } from './passkeys/passkeys.ts';
import { CodeLimits } from './phone/code-limits.ts';
import { PhoneCodes } from './phone/codes.ts';
import { KnownDevices } from './phone/known-device.ts';
import { PhoneSecrets } from './phone/parcel.ts';
import { PhoneSignIn } from './phone/phone-sign-in.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { SignIn } from './sign-in.ts';
import type { SignUp } from './sign-up.ts';
import { StepUp } from './step-up.ts';
import { Tickets } from './tickets.ts';
import type { AccountsDeps } from './types.ts';

/** RFC 6761: a name that leads nowhere. */
const NO_ADDRESS = 'http://cell.invalid';

export interface EntryDeps extends AccountsDeps {
  journal: Journal;
  keys: Keys;
  guard: SignInGuard;
  sessions: NewSessions;
  signIn: SignIn;
  signUp: SignUp;
}

/** @returns the parts that routes, jobs and sweeps need. Cost: none. */
export function entryOf(deps: EntryDeps) {
  const { database, keys, clock, random, guard, address = NO_ADDRESS } = deps;
  const secrets = new PhoneSecrets(keys);
  const limits = new CodeLimits(database, keys, clock);
  const tickets = new Tickets({ database, clock, random });
  const { hostname: domain } = new URL(address);
  const devices = new KnownDevices(keys, clock, random);
  const codes = new PhoneCodes({ ...deps, domain, limits, secrets, guard, devices });
  return {
    ...deps,
    address,
    codes,
    phones: new PhoneSignIn({ ...deps, codes, secrets, tickets, devices }),
    passkeys: new Passkeys({ ...deps, tickets }),
    ways: new Ways({ database, keys }),
    stepUp: new StepUp({ database, clock }),
    sweepMinutes: async () => (await codes.sweep()) + (await tickets.sweep()),
    sweepCounts: async () => await limits.sweep(),
  };
}
