// Puts the parts of accounts together. The parts know only what they use; this file knows them all.

import type { Caller } from '@jhalak/contracts';
import { DAY_MS } from '@jhalak/kernel';
import type { Feature, Subscription } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { Callers } from './callers.ts';
import { entryOf } from './entry.ts';
import { Erasure } from './erasure.ts';
import { Family } from './family/family.ts';
import { erasurePlan } from './erasure-plan.ts';
import { ErasureProofs } from './erasure-proof.ts';
import { HomePlaces } from './home-places.ts';
import { KeptRecords } from './kept-records.ts';
import { NewSessions } from './new-sessions.ts';
import { SEND_TASK } from './phone/codes.ts';
import { Leaving } from './leaving.ts';
import { Notices } from './notices/notices.ts';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { OwnSessions } from './own-sessions.ts';
import { People } from './people.ts';
import { accountIdsAfter, childrenAmong, samplePersonIds } from './persons-store.ts';
import { livingSessions } from './living-sessions.ts';
import { grantRole, grantRoleIn, listRoles, revokeRole } from './roles.ts';
import { accountsRoutes } from './routes/index.ts';
import { SignIn } from './sign-in.ts';
import { SignInGuard } from './sign-in-guard.ts';
import { SignUp } from './sign-up.ts';
import { BreakGlassDesk } from './staff/break-glass.ts';
import { dismiss } from './staff/dismissal.ts';
import { accountsSweeps } from './sweeps.ts';
import { followPeople } from './follow-people.ts';
import type { Accounts, AccountsDeps, AccountsSettings, RoleChange } from './types.ts';
import { Viewers } from './viewers.ts';

const DEFAULT_SETTINGS: AccountsSettings = { undoDays: 14, sessionDays: 180, handleHoldDays: 90 };

/**
 * Builds the feature. Nothing runs until the app mounts its routes and calls its sweeps.
 *
 * Cost: no query; memory grows to some 50 MB of caches on a busy process.
 */
export function createAccounts(deps: AccountsDeps): Accounts & Feature {
  const { database, journal, keys, state, clock, ids, random, logger, region, border } = deps;
  const settings = { ...DEFAULT_SETTINGS, ...deps.settings };
  const people = new People(database, clock);
  const callers = new Callers({
    database,
    clock,
    ids,
    random,
    sessionDays: settings.sessionDays,
    region,
    isSuspended: deps.isSuspended ?? (() => false),
  });
  const changed = (personId: string): void => {
    callers.forget(personId);
    people.forget(personId);
  };
  const hasher = new PasswordHasher();
  const guard = new SignInGuard(database, keys, clock);
  const closeAccount = deps.closeAccount ?? (async () => await Promise.resolve());
  const signUp = new SignUp({
    database,
    journal,
    keys,
    clock,
    ids,
    random,
    callers,
    hasher,
    changed,
    closeAccount,
  });
  const newSessions = new NewSessions({ journal, callers });
  const signIn = new SignIn({
    ...{ database, journal, clock, random, callers, hasher, guard },
    sessions: newSessions,
  });
  const entry = entryOf({ ...deps, guard, sessions: newSessions, signIn, signUp });
  const family = new Family({
    ...{ database, journal, keys, clock, ids, random, region, logger, closeAccount, changed },
    ways: entry.ways,
  });
  const places = new HomePlaces({ database, clock, country: region });
  const viewers = new Viewers({
    ...{ database, journal, keys, clock, ids, callers, changed, closeAccount, places },
    leavePacks: deps.leavePacks ?? (async () => await Promise.resolve()),
    answersForNobody: async (personId) => await family.endAll(personId),
    becomesChild: async (personId) => await family.becomesChild(personId),
  });
  const leaving = new Leaving({
    database,
    journal,
    clock,
    callers,
    undoDays: settings.undoDays,
    changed,
  });
  const proofs = new ErasureProofs(database, keys);
  const kept = new KeptRecords({ database, holds: deps.holds, border, proofs, clock });
  const erasure = new Erasure({
    database,
    journal,
    keys,
    border,
    proofs,
    kept,
    state,
    clock,
    logger,
    callers,
    plan: erasurePlan(deps.manifests),
    erasers: deps.erasers,
    handleHoldMs: settings.handleHoldDays * DAY_MS,
    changed,
  });
  const notices = new Notices(region);
  const sessions = new OwnSessions({ database, clock, callers });
  const record = { database, journal, clock, ids, random, border, changed };
  const breakGlass = new BreakGlassDesk({ ...record, region });
  const dismissal = { ...record, callers, breakGlass, holders: deps.erasers };
  const grant = async (change: RoleChange): Promise<void> => await grantRole(record, change);
  const revoke = async (change: RoleChange): Promise<boolean> => await revokeRole(record, change);
  const personByHandle = async (handle: string) => await people.byHandle(handle);
  let subscription: Subscription | undefined;
  return {
    manifest,
    routes: accountsRoutes({
      database,
      viewers,
      signUp,
      signIn,
      leaving,
      erasure,
      proofs,
      callers,
      sessions,
      breakGlass,
      clock,
      staff: { dismissal, region, personByHandle, grant, revoke },
      entry,
      family: { database, journal, clock, family },
      notices,
      places,
    }),
    jobs: { [SEND_TASK]: entry.codes.send },
    consumers: [],
    sweeps: accountsSweeps({
      ...{
        database,
        journal,
        clock,
        logger,
        erasure,
        guard,
        kept,
        breakGlass,
        changed,
        entry,
        family,
      },
    }),
    start: async () => {
      subscription = await followPeople(journal, changed);
    },
    stop: async () => await subscription?.stop(),
    catchUp: async () => await subscription?.catchUp(),
    erase: async (personId) => await family.parentGone(personId),

    authenticate: async (token) => await callers.authenticate(token),
    livingSessions: async (asked) =>
      await livingSessions({ database, region }, asked, clock.nowMs()),
    sessionsOf: async (caller) => await sessions.list(caller),
    peopleByIds: async (personIds) => await people.byIds(personIds),
    childrenAmong: async (on, personIds) => await childrenAmong(on, personIds),
    forgetPeople: (personIds) => {
      for (const personId of personIds) people.forget(personId);
    },
    personByHandle,
    isHomePlace: async (place) => await places.has(place),
    viewerById: async (personId) => await viewers.byId(personId),
    mayBePublic: async (tx, personId) => await viewers.mayBePublic(tx, personId),
    createViewer: async (body) => await viewers.create(body),
    recordLockConsent: async (tx, personId, answer) =>
      await viewers.recordLockConsent(tx, personId, answer),
    changeViewer: async (personId, patch) => await viewers.change(personId, patch),
    changeProfile: async (personId, patch) => await viewers.changeProfile(personId, patch),
    signUp: async (body, caller?: Caller) => await signUp.signUp(body, caller),
    signIn: async (handle, password, device) => await signIn.signIn(handle, password, device),
    isFresh: async (caller) => await entry.stepUp.isFresh(caller),
    createPerson: async (person) => await signUp.createPerson(person),
    samplePersons: async (max) => await samplePersonIds(database, max),
    accountIdsAfter: async (after, max) => await accountIdsAfter(database, after, max),
    grantRole: grant,
    grantRoleIn: async (tx, change) => await grantRoleIn(record, tx, change),
    revokeRole: revoke,
    dismiss: async (order) => await dismiss(dismissal, order),
    enter: async (caller, route) => await breakGlass.enter(caller, route),
    listRoles: async (personId) => await listRoles(database, personId),
    erasePerson: async (personId) => await erasure.erase(personId, 'operator'),
    keptRecord: async (personId) => await kept.read(personId),
    erasureCommitment: (personId) => proofs.commitmentOf(personId),
  };
}
