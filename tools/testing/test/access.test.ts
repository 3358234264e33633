// Who may call what, computed from the routes: a new route is held to what it declares without a line here.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORGANISATION_ROLES, type Route } from '@jhalak/contracts';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
let owner: TestPerson;
let stranger: TestPerson;
let videoId: string;
before(async () => {
  cell = await startCell();
  owner = await cell.account('owner_one');
  stranger = await cell.account('stranger_one');
  videoId = await cell.publish({ personId: owner.personId });
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function call(
  route: Route,
  token: string | undefined,
  id = videoId,
): Promise<{ status: number; code: string | undefined }> {
  const path = route.path.replace(':id', id).replace(':handle', 'owner_one').replace(/:\w+/g, 'x');
  const body =
    route.method === 'GET' || route.method === 'DELETE' ? {} : { body: { caption: 'taken over' } };
  const reply = await cell.api<{ code?: string }>(route.method, path, { token, ...body });
  return { status: reply.status, code: reply.body.code };
}

const isStaff = (route: Route): boolean => typeof route.access !== 'string';

test('without a token only routes for anyone answer', async () => {
  for (const route of cell.cell.routes.filter((one) => one.access !== 'anyone')) {
    const { status, code } = await call(route, undefined);
    assert.deepEqual([status, code], [401, 'auth.required'], route.name);
  }
});

test('an anonymous viewer cannot call what asks for an account or a role', async () => {
  const viewer = await cell.viewer();
  const closed = cell.cell.routes.filter((one) => one.access === 'account' || isStaff(one));
  for (const route of closed) {
    const { status, code } = await call(route, viewer.token);
    assert.deepEqual([status, code], [401, 'auth.required'], route.name);
  }
});

test('an account without a role cannot call what asks for one, nor with a role that is not asked for', async () => {
  const operator = await cell.account('operator_one');
  await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  for (const route of cell.cell.routes.filter(isStaff)) {
    for (const token of [stranger.token, operator.token]) {
      if (token === operator.token && route.access.includes('operator')) continue;
      const { status, code } = await call(route, token);
      assert.deepEqual([status, code], [403, 'auth.forbidden'], route.name);
    }
  }
});

test('what is somebody’s own is out of reach for others, whatever they send', async () => {
  const uploads = await fetch(`${cell.url}/v1/uploads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${owner.token}`,
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `language ${btoa('hi')},genre ${btoa('music')}`,
    },
  });
  const uploadId = uploads.headers.get('location')?.split('/').at(-1) ?? '';
  const sessions = await cell.api<{ items: { id: string }[] }>('GET', '/v1/sessions', {
    token: owner.token,
  });
  const ids = [videoId, uploadId, sessions.body.items[0]?.id ?? ''];
  const owned = cell.cell.routes.filter((one) => one.owner === 'owner');
  assert.ok(owned.length > 0);
  for (const route of owned) {
    for (const id of ids) {
      const { status } = await call(route, stranger.token, id);
      assert.ok([403, 404].includes(status), `${route.name}: ${status}`);
    }
  }
  assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200);
  assert.equal((await cell.api('GET', '/v1/accounts/me', { token: owner.token })).status, 200);
});

test('a role within an organisation opens what is that organisation’s, and nothing else', async () => {
  for (const role of ORGANISATION_ROLES) {
    const member = await cell.account(`${role}_one`);
    const grant = { personId: member.personId, role, organisation: 'theirs' };
    await cell.cell.accounts.grantRole(grant);
    const opened = cell.cell.routes.filter(
      (one) => one.owner === 'organisation' && one.access.includes(role),
    );
    assert.ok(opened.length > 0, role);
    for (const route of opened.filter((one) => one.path.includes(':organisation'))) {
      const { status, code } = await call(route, member.token);
      assert.deepEqual([status, code], [403, 'auth.forbidden'], `${route.name}: another's`);
      const own = { ...route, path: route.path.replace(':organisation', 'theirs') };
      const reply = await call(own, member.token);
      assert.notEqual(reply.code, 'auth.forbidden', `${route.name}: its own`);
    }
    for (const route of cell.cell.routes.filter((one) => isStaff(one) && !opened.includes(one))) {
      const path = route.path.replace(':organisation', 'theirs');
      const { status, code } = await call({ ...route, path }, member.token);
      assert.deepEqual([status, code], [403, 'auth.forbidden'], `${role}: ${route.name}`);
    }
  }
});

test('what declares a step-up refuses a proof of ten minutes ago, and takes a fresh one', async () => {
  const person = await cell.account('proves_again');
  const own = await cell.account('proves_staff');
  await cell.cell.accounts.grantRole({ personId: own.personId, role: 'operator' });
  const sensitive = cell.cell.routes.filter((one) => one.stepUp === true);
  const names = sensitive.map(({ name }) => name);
  for (const name of ['deleteAccount', 'createExport', 'addPasskey', 'setNumber', 'askBreakGlass'])
    assert.ok(names.includes(name), name);
  cell.parts.clock.advance(10 * 60_000);
  const tokenFor = (route: Route): string => (isStaff(route) ? own : person).token;
  for (const route of sensitive) {
    const { status, code } = await call(route, tokenFor(route));
    assert.deepEqual([status, code], [403, 'auth.step_up'], route.name);
  }
  const state = await cell.api<{ ways: string[] }>('GET', '/v1/step-up', { token: person.token });
  assert.deepEqual(state.body.ways, ['password']);
  for (const { token } of [person, own]) {
    const prove = async (password: string): Promise<number> =>
      (await cell.api('POST', '/v1/step-up', { token, body: { way: 'password', password } }))
        .status;
    assert.deepEqual([await prove('wrong'), await prove('correct horse battery')], [401, 200]);
  }
  // The account goes last.
  for (const route of sensitive.toSorted((one) => (one.name === 'deleteAccount' ? 1 : -1))) {
    const { code } = await call(route, tokenFor(route));
    assert.notEqual(code, 'auth.step_up', route.name);
  }
});
