// Puts the parts of accounts together. The parts know only what they use; this file knows them all.

import type { Caller } from '@jhalak/contracts';
import { DAY_MS } from '@jhalak/kernel';
import type { Feature } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { Callers } from './callers.ts';
import { Erasure } from './erasure.ts';
import { erasurePlan } from './erasure-plan.ts';
import { Leaving } from './leaving.ts';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { OwnSessions } from './own-sessions.ts';
import { People } from './people.ts';
import { samplePersonIds } from './persons-store.ts';
import { grantRole, listRoles, revokeRole } from './roles.ts';
import { accountsRoutes } from './routes/index.ts';
import { SignIn } from './sign-in.ts';
import { SignInGuard } from './sign-in-guard.ts';
import { SignUp } from './sign-up.ts';
import { accountsSweeps } from './sweeps.ts';
import type { Accounts, AccountsDeps, AccountsSettings } from './types.ts';
import { Viewers } from './viewers.ts';

const DEFAULT_SETTINGS: AccountsSettings = { undoDays: 14, sessionDays: 180, handleHoldDays: 90 };

/**
 * Builds the feature. Nothing runs until the app mounts its routes and calls its sweeps.
 *
 * Cost: no query; memory grows to some 50 MB of caches on a busy process.
 */
export function createAccounts(deps: AccountsDeps): Accounts & Feature {
  const { database, journal, keys, state, clock, ids, random, logger } = deps;
  const settings = { ...DEFAULT_SETTINGS, ...deps.settings };
  const people = new People(database, clock);
  const callers = new Callers({ database, clock, ids, random, sessionDays: settings.sessionDays });
  const changed = (personId: string): void => {
    callers.forget(personId);
    people.forget(personId);
  };
  const hasher = new PasswordHasher();
  const guard = new SignInGuard(database, keys, clock);
  const viewers = new Viewers({ database, journal, keys, clock, ids, callers, changed });
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
  });
  const signIn = new SignIn({ database, journal, clock, random, callers, hasher, guard });
  const leaving = new Leaving({
    database,
    journal,
    clock,
    callers,
    undoDays: settings.undoDays,
    changed,
  });
  const erasure = new Erasure({
    database,
    journal,
    keys,
    state,
    clock,
    logger,
    callers,
    plan: erasurePlan(deps.manifests),
    erasers: deps.erasers,
    handleHoldMs: settings.handleHoldDays * DAY_MS,
    changed,
  });
  const sessions = new OwnSessions({ database, clock, callers });
  const roles = { database, journal, clock, changed };
  return {
    manifest,
    routes: accountsRoutes({
      database,
      viewers,
      signUp,
      signIn,
      leaving,
      erasure,
      callers,
      sessions,
    }),
    jobs: {},
    consumers: [],
    sweeps: accountsSweeps({ database, journal, clock, logger, erasure, guard }),

    authenticate: async (token) => await callers.authenticate(token),
    peopleByIds: async (personIds) => await people.byIds(personIds),
    forgetPeople: (personIds) => {
      for (const personId of personIds) people.forget(personId);
    },
    personByHandle: async (handle) => await people.byHandle(handle),
    viewerById: async (personId) => await viewers.byId(personId),
    createViewer: async (body) => await viewers.create(body),
    recordLockConsent: async (tx, personId, answer) =>
      await viewers.recordLockConsent(tx, personId, answer),
    changeViewer: async (personId, patch) => await viewers.change(personId, patch),
    signUp: async (body, caller?: Caller) => await signUp.signUp(body, caller),
    signIn: async (handle, password) => await signIn.signIn(handle, password),
    createPerson: async (person) => await signUp.createPerson(person),
    samplePersons: async (max) => await samplePersonIds(database, max),
    grantRole: async (change) => await grantRole(roles, change),
    revokeRole: async (change) => await revokeRole(roles, change),
    listRoles: async (personId) => await listRoles(database, personId),
    erasePerson: async (personId) => await erasure.erase(personId, 'operator'),
  };
}
