// Every route of accounts, in the order in which the documentation shows them.

import type { Route } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { Callers } from '../callers.ts';
import type { Erasure } from '../erasure.ts';
import type { ErasureProofs } from '../erasure-proof.ts';
import type { Leaving } from '../leaving.ts';
import type { HomePlaces } from '../home-places.ts';
import type { Notices } from '../notices/notices.ts';
import type { OwnSessions } from '../own-sessions.ts';
import type { SignIn } from '../sign-in.ts';
import type { SignUp } from '../sign-up.ts';
import type { BreakGlassDesk } from '../staff/break-glass.ts';
import type { Viewers } from '../viewers.ts';
import { breakGlassRoutes } from './break-glass.ts';
import { changePassword } from './change-password.ts';
import { createAccount } from './create-account.ts';
import { createSession } from './create-session.ts';
import { createViewer } from './create-viewer.ts';
import { deleteAccount } from './delete-account.ts';
import { endSession } from './end-session.ts';
import { erasureReceiptRoutes } from './erasure-receipts.ts';
import { familyRoutes, type FamilyParts } from './family.ts';
import { forgetViewer } from './forget-viewer.ts';
import { getAccount } from './get-account.ts';
import { getViewer } from './get-viewer.ts';
import { ownSessionRoutes } from './own-sessions.ts';
import { listPlaces } from './list-places.ts';
import { noticeRoutes } from './notices.ts';
import { passkeyRoutes } from './passkeys.ts';
import { patchProfile } from './patch-profile.ts';
import { patchViewer } from './patch-viewer.ts';
import { phoneRoutes, type PhoneParts } from './phone.ts';
import { recoverAccount } from './recover-account.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';
import { restoreAccount } from './restore-account.ts';
import { staffRoutes, type StaffParts } from './staff.ts';
import { stepUpRoutes, type StepUpParts } from './step-up.ts';

export interface RouteParts {
  database: Database;
  viewers: Viewers;
  signUp: SignUp;
  signIn: SignIn;
  leaving: Leaving;
  erasure: Erasure;
  proofs: ErasureProofs;
  callers: Callers;
  sessions: OwnSessions;
  breakGlass: BreakGlassDesk;
  clock: Clock;
  staff: StaffParts;
  entry: PhoneParts & StepUpParts;
  family: FamilyParts;
  notices: Notices;
  places: HomePlaces;
}

export function accountsRoutes(parts: RouteParts): Route[] {
  const { database, viewers, signUp, signIn, leaving, erasure, callers, sessions } = parts;
  return [
    createViewer(viewers),
    getViewer(viewers),
    patchViewer(viewers),
    forgetViewer(erasure),
    ...noticeRoutes(parts.notices),
    listPlaces(parts.places),
    createAccount(signUp),
    getAccount(database),
    deleteAccount(database, signIn, leaving),
    restoreAccount(leaving),
    changePassword(database, signIn),
    renewRecoveryCodes(database, signIn),
    createSession(signIn),
    endSession(callers),
    ...ownSessionRoutes(sessions),
    ...stepUpRoutes(parts.entry),
    ...phoneRoutes(parts.entry),
    ...passkeyRoutes(parts.entry),
    recoverAccount(signIn),
    patchProfile(viewers),
    ...familyRoutes(parts.family),
    ...erasureReceiptRoutes(parts.proofs),
    ...staffRoutes(parts.staff),
    ...breakGlassRoutes(parts.breakGlass, { database, clock: parts.clock }),
  ];
}
