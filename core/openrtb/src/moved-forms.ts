// The forms of members that 2.5 carries in extensions, compiled one by one.

import { Compile } from 'typebox/compile';
import { Device, Regs, SupplyChain, User } from './people-schema.ts';

/** By the member's name in 2.6. */
export const movedForms = {
  schain: Compile(SupplyChain),
  gdpr: Compile(Regs.properties.gdpr),
  us_privacy: Compile(Regs.properties.us_privacy),
  gpp: Compile(Regs.properties.gpp),
  gpp_sid: Compile(Regs.properties.gpp_sid),
  consent: Compile(User.properties.consent),
  eids: Compile(User.properties.eids),
  sua: Compile(Device.properties.sua),
} as const;
