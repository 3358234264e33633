// People with rights: the first admin and everybody's roles.

import { randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@jhalak/contracts';
import { isUuid } from '@jhalak/kernel';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

export const user: Command = {
  name: 'user',
  usage: 'user add|grant|revoke|dismiss|list|kept [HANDLE] [ROLE]',
  summary:
    'make an account, give or take a role, dismiss (add HANDLE --role admin makes the first admin)',
  options: {
    'role=': `one of ${ROLES.join(', ')}`,
    'organisation=': 'limits the role to one organisation',
    'reason=': 'why, for the record',
  },
  async run(context) {
    const [action, handle] = context.words;
    return await withCell(context, async (cell) => {
      switch (action) {
        case 'add':
          return await add(cell, context, needed(handle));
        case 'grant':
        case 'revoke':
          return await change(cell, context, action, needed(handle));
        case 'dismiss':
          return await dismiss(cell, context, needed(handle));
        case 'list':
          return await list(cell, context);
        case 'kept':
          return await kept(cell, context, handle);
        default:
          throw new CommandError(
            `user ${action ?? ''}: say add, grant, revoke, dismiss, list or kept.`,
          );
      }
    });
  },
};

function needed(handle: string | undefined): string {
  if (handle === undefined) throw new CommandError('Say whose: a handle.');
  return handle;
}

function roleOf(context: CommandContext): Role {
  const name = context.options['role'] ?? context.words[2];
  const role = ROLES.find((one) => one === name);
  if (role === undefined) throw new CommandError(`The role must be one of ${ROLES.join(', ')}.`);
  return role;
}

async function add(cell: Cell, context: CommandContext, handle: string): Promise<number> {
  // Shown once on this terminal and kept nowhere but as a hash.
  const password = randomBytes(15).toString('base64url');
  const personId = await cell.accounts.createPerson({ handle, password, ageBand: '18plus' });
  context.say(`made ${handle}; password ${password} (shown once: change it after signing in)`);
  if (context.options['role'] !== undefined) {
    const role = roleOf(context);
    await cell.accounts.grantRole({ personId, role, ...details(context) });
    context.say(`${handle} is ${role}`);
  }
  return 0;
}

async function change(
  cell: Cell,
  context: CommandContext,
  action: 'grant' | 'revoke',
  handle: string,
): Promise<number> {
  const person = await cell.accounts.personByHandle(handle);
  if (person === undefined) throw new CommandError(`There is nobody called ${handle}.`);
  const role = roleOf(context);
  if (action === 'grant') {
    await cell.accounts.grantRole({ personId: person.personId, role, ...details(context) });
    context.say(`${person.handle} is ${role}`);
  } else {
    const had = await cell.accounts.revokeRole({
      personId: person.personId,
      role,
      ...details(context),
    });
    context.say(had ? `${person.handle} is no longer ${role}` : `${person.handle} was not ${role}`);
  }
  return 0;
}

async function dismiss(cell: Cell, context: CommandContext, handle: string): Promise<number> {
  const person = await cell.accounts.personByHandle(handle);
  if (person === undefined) throw new CommandError(`There is nobody called ${handle}.`);
  const reason = context.options['reason'];
  if (reason === undefined) throw new CommandError('Say why with --reason: it is kept on record.');
  const { ended } = await cell.accounts.dismiss({ personId: person.personId, reason });
  const counts = Object.entries(ended).map(([name, count]) => `${name} ${count}`);
  context.say(`${person.handle} is dismissed; ended: ${counts.join(', ')}`);
  return 0;
}

/** For an authority that may ask about somebody who was erased within the last year. */
async function kept(
  cell: Cell,
  context: CommandContext,
  personId: string | undefined,
): Promise<number> {
  if (personId === undefined || !isUuid(personId)) {
    throw new CommandError("Say whose: the person's id, as the receipt of the erasure has it.");
  }
  const record = await cell.accounts.keptRecord(personId);
  if (record === undefined)
    throw new CommandError('Nothing is kept of this person, or not any longer.');
  context.say(JSON.stringify(record, null, 1));
  context.say('That this was read stands in the public log.');
  return 0;
}

function details({ options }: CommandContext): { organisation?: string; reason?: string } {
  const { organisation, reason } = options;
  return {
    ...(organisation === undefined ? {} : { organisation }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function list(cell: Cell, context: CommandContext): Promise<number> {
  const grants = await cell.accounts.listRoles();
  const people = await cell.accounts.peopleByIds([
    ...new Set(grants.map((grant) => grant.personId)),
  ]);
  for (const grant of grants) {
    const handle = people.get(grant.personId)?.handle ?? grant.personId;
    context.say(
      `${handle}  ${grant.role}${grant.organisation === undefined ? '' : `  ${grant.organisation}`}`,
    );
  }
  if (grants.length === 0)
    context.say('Nobody holds a role yet: npx jhalak user add HANDLE --role admin');
  return 0;
}
