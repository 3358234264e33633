// What the operator does with the lock screen as a whole: the switch, the keys, the days' counts.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  LockDark,
  LockDarkBody,
  LockReport,
  LockRotateBody,
  LockRotated,
} from '@jhalak/contracts/cards';
import { assert, cleanText, type Clock } from '@jhalak/kernel';
import { Type } from 'typebox';
import type { DarkSwitch } from '../dark-switch.ts';
import { dayOf, DAYS_MAX, type DayCounts } from '../day-counts.ts';
import type { KillLists } from '../kill-lists.ts';
import type { LockKeys } from '../signing/lock-keys.ts';

export interface LockDeskDeps {
  clock: Clock;
  darkSwitch: DarkSwitch;
  lists: KillLists;
  keys: LockKeys;
  days: DayCounts;
}

const DAYS_DEFAULT = 7;
const shared = { tag: 'desk', access: ['operator'], owner: 'staff' } as const;

export function lockDeskRoutes(deps: LockDeskDeps): Route[] {
  return [setDark(deps), rotate(deps), report(deps)];
}

function setDark({ darkSwitch }: LockDeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/lock/dark',
    name: 'setLockDark',
    summary: 'Turn every lock screen dark within one poll, or lit again',
    body: LockDarkBody,
    replies: { 200: LockDark },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an operator');
      const why = { by: caller.personId, note: cleanText(body.note) };
      const killVersion = await darkSwitch.turn(body.dark, why);
      return { status: 200, json: { dark: body.dark, killVersion } };
    },
  });
}

function rotate({ keys }: LockDeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/lock/keys',
    name: 'rotateLockKey',
    summary: 'Make the next signing key; it signs after a head start of ten minutes',
    body: LockRotateBody,
    replies: { 201: LockRotated },
    ratePerMinute: 10,
    async handle({ body }) {
      return { status: 201, json: await keys.rotate(body.compromised === true) };
    },
  });
}

function report({ clock, days, lists }: LockDeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/lock/report',
    name: 'getLockReport',
    summary: 'What was delivered and shown, day by day, also without a receipt',
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: DAYS_MAX })) }),
    replies: { 200: LockReport },
    async handle({ query }) {
      const fromDay = dayOf(clock.nowMs()) - (query.days ?? DAYS_DEFAULT) + 1;
      const json = { dark: (await lists.standing()).allDark, days: await days.read(fromDay) };
      return { status: 200, json };
    },
  });
}
