// The access matrix: every route, asked by everybody there is (nobody, a viewer, an account, each role, roles of two
// organisations, a stranger to a thing's owner), against what its own declaration allows. What anybody may call is a list here,
// so that nothing becomes public by mistake.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORGANISATION_ROLES, ROLES, type Role, type Route } from '@jhalak/contracts';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

/** What needs no token. A new name here is a decision. */
const PUBLIC = `
  askPasskeySignIn askSignInCode createAccount createAccountByPhone createSession createViewer enterByCode
  enterByMore enterByPasskey getAdLibrary getAdPictureFile getAdsTxt getAppAdsTxt getAttestation getBorder
  getCardFile getChannel getClipOrigin getConsentNotice getConsentNotices getErasureReceipt getForYou getHandoverNotice getKillList getLockKeys getLockPack
  getMedia getOrderTransparency getPerson getRegion getReportPicture getSellersJson getSignInWays getSlotWhy
  getSound getStory getTag getTrends getVideo getWithheld giveLockReceipt listChannels listComments listFollowers
  listFollowing listPersonVideos listPlaces listReplies listShareTerms listSoundClips listStories postAdEvents
  postBidRequest postConversion postCosignature postLockEvents pressTestPayment receiveCellMessage
  recoverAccount reportConformance search showTestPayment suggest takePaymentNotice toldOfAd listPacks getPack
`
  .trim()
  .split(/\s+/u);

type Asker = 'nobody' | 'viewer' | 'account' | Role;
const ASKERS: readonly Asker[] = ['nobody', 'viewer', 'account', ...ROLES];
/** `token`: 401, sign in first. `role`: 403, not with these roles. `open`: whatever comes is not about access. */
type Verdict = 'token' | 'role' | 'open';
const OWN = 'theirs';
const ANOTHERS = 'others';

let cell: TestCell;
let owner: TestPerson;
let stranger: TestPerson;
const tokens = new Map<Asker, string | undefined>([['nobody', undefined]]);
before(async () => {
  cell = await startCell();
  owner = await cell.account('owner_one');
  stranger = await cell.account('stranger_one');
  tokens.set('viewer', (await cell.viewer()).token);
  tokens.set('account', (await cell.account('plain_one')).token);
  for (const role of ROLES) {
    const { personId, token } = await cell.account(`${role}_one`);
    const within = ORGANISATION_ROLES.includes(role) ? { organisation: OWN } : {};
    await cell.cell.accounts.grantRole({ personId, role, ...within });
    tokens.set(role, token);
  }
});
after(async () => {
  await cell.close();
});

/** What the declaration says, read as CONTRIBUTORS read it: see `Access` and `OwnerRule` of the contract. */
function declared(
  { access, owner: rule, path }: Pick<Route, 'access' | 'owner' | 'path'>,
  asker: Asker,
  organisation: string,
): Verdict {
  if (access === 'anyone') return 'open';
  if (asker === 'nobody') return 'token';
  if (access === 'viewer') return 'open';
  if (asker === 'viewer') return 'token';
  if (access === 'account' || asker === 'admin') return 'open';
  if (asker === 'account' || !access.includes(asker)) return 'role';
  if (!ORGANISATION_ROLES.includes(asker)) return 'open';
  const isTheirs = !path.includes(':organisation') || organisation === OWN;
  return rule === 'organisation' && isTheirs ? 'open' : 'role';
}

/**
 * Asks without doing anything: what is changed by a body is sent one in a language that nobody speaks, which is looked at only
 * after access.
 */
async function asked(route: Route, asker: Asker, organisation: string): Promise<Verdict> {
  const path = route.path.replace(':organisation', organisation).replace(/:\w+/g, 'x');
  const token = tokens.get(asker);
  const gone = new AbortController();
  const reply = await fetch(`${cell.url}${path}`, {
    method: route.method,
    signal: gone.signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(route.method === 'GET' ? {} : { 'content-type': 'application/x-nobody-speaks-it' }),
    },
    ...(route.method === 'GET' ? {} : { body: 'x' }),
  });
  const { status } = reply;
  const isProblem = reply.headers.get('content-type')?.includes('problem+json') === true;
  const { code } = isProblem ? ((await reply.json()) as { code?: string }) : {};
  // Some answers have no end.
  gone.abort();
  assert.ok(status < 500, `${route.name} as ${asker}: ${status}`);
  if (status === 401 && code === 'auth.required') return 'token';
  return status === 403 && code === 'auth.forbidden' ? 'role' : 'open';
}

/** @returns a line for every square of the matrix that is not as its route declares. */
async function mistakes(routes: readonly Route[], declarations = routes): Promise<string[]> {
  const wrong: string[] = [];
  for (const [at, route] of routes.entries()) {
    const organisations = route.path.includes(':organisation') ? [OWN, ANOTHERS] : [OWN];
    for (const organisation of organisations)
      await Promise.all(
        ASKERS.map(async (asker) => {
          const should = declared(declarations[at] ?? route, asker, organisation);
          const is = await asked(route, asker, organisation);
          if (is !== should)
            wrong.push(`${route.name} as ${asker} of ${organisation}: ${is}, not ${should}`);
        }),
      );
  }
  return wrong;
}

test('what needs no token is what is listed, and nothing else', () => {
  const names = cell.cell.routes
    .filter(({ access }) => access === 'anyone')
    .map(({ name }) => name);
  assert.deepEqual(names.toSorted(), PUBLIC.toSorted());
});

test('every route answers everybody as it declares', async () => {
  const { routes } = cell.cell;
  assert.ok(routes.length > 300, `${routes.length} routes`);
  assert.deepEqual(await mistakes(routes), []);
});

test('a route that is open wider or narrower than declared is found', async () => {
  const some = (access: (one: Route) => boolean): Route => {
    const found = cell.cell.routes.find((one) => one.method === 'GET' && access(one));
    assert.ok(found);
    return found;
  };
  const forStaff = some(
    ({ access, owner: rule }) => typeof access !== 'string' && rule === 'staff',
  );
  const forAccounts = some(({ access }) => access === 'account');
  for (const [route, access] of [
    [forStaff, 'account'],
    [forStaff, ['partner']],
    [forAccounts, 'viewer'],
    [forAccounts, ['operator']],
    [forAccounts, 'anyone'],
  ] as const)
    assert.notDeepEqual(await mistakes([route], [{ ...route, access }]), [], String(access));
});

/** Whose things stand behind an id in a path, each of the owner's own making. Those of kinds below are made elsewhere. */
const MADE_ELSEWHERE: Readonly<Record<string, string>> = {
  '/v1/passkeys': 'features/accounts: a passkey wants an authenticator',
  '/v1/me/channel-moves': 'features/exports: a move wants another house',
  '/v1/family/children': 'children.test.ts: a child wants a parent who knows of it',
};

async function thingsOf({ token, personId }: TestPerson): Promise<Record<string, string>> {
  const ask = async (method: string, path: string, body?: unknown): Promise<{ id: string }> => {
    const reply = await cell.api<{ id: string }>(method, path, { token, body });
    assert.ok(reply.status < 300, `${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const videoId = await cell.publish({ personId });
  await cell.drain();
  const upload = await fetch(`${cell.url}/v1/uploads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `language ${btoa('hi')},genre ${btoa('music')}`,
    },
  });
  const brought = await fetch(`${cell.url}/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': '10' },
  });
  const pack = { name: 'mine', text: '', language: 'hi', people: ['owner_one'] };
  const made = await cell.api<{ pack: { id: string } }>('POST', '/v1/packs', {
    ...{ token, body: pack },
  });
  const sessions = await cell.api<{ items: { id: string }[] }>('GET', '/v1/sessions', { token });
  const feed = await cell.api<{ receipt: string }>('GET', '/v1/feeds/for-you', { token });
  return {
    '/v1/videos': videoId,
    '/v1/sounds': videoId,
    '/v1/uploads': upload.headers.get('location')?.split('/').at(-1) ?? '',
    '/v1/me/imports': brought.headers.get('location')?.split('/').at(-1) ?? '',
    '/v1/sessions': sessions.body.items[0]?.id ?? '',
    '/v1/feeds/receipts': feed.body.receipt,
    '/v1/collections': (await ask('POST', '/v1/collections', { name: 'chai' })).id,
    '/v1/comments': (await ask('POST', `/v1/videos/${videoId}/comments`, { text: 'mine' })).id,
    '/v1/packs': made.body.pack.id,
    '/v1/grievances': (await ask('POST', '/v1/grievances', { kind: 'general', text: 'mine' })).id,
    '/v1/me/exports': (await ask('POST', '/v1/me/exports', { language: 'en' })).id,
  };
}

test('what is somebody’s own answers its owner, and for a stranger it is not there', async () => {
  const things = await thingsOf(owner);
  // These take nothing beside their own fields.
  const bodies: Readonly<Record<string, object>> = {
    putVideoRemix: { allowed: true, title: 'taken over' },
    putSoundSilence: { reason: 'taken over' },
    putVideoPoster: { atMs: 0 },
    putVideoSubtitles: { text: 'WEBVTT\n\n00:00.000 --> 00:01.000\ntaken over\n' },
    appealGrievance: { text: 'taken over' },
    claimGrievance: { key: 'k'.repeat(43) },
    changePack: { name: 'taken over', text: '', language: 'hi', people: ['owner_one'] },
  };
  const words = {
    ...{ caption: 'taken over', name: 'taken over', audience: 'everyone', note: 'taken over' },
    parts: ['profile'],
  };
  const call = async (
    { method, path, name }: Route,
    id: string,
    token: string,
  ): Promise<number> => {
    const body = bodies[name] ?? words;
    const sent = method === 'GET' || method === 'DELETE' ? {} : { body };
    const address = path.replace(/:\w+/, id).replace(':language', 'hi');
    return (await cell.api(method, address, { token, ...sent })).status;
  };
  const kindOf = ({ path }: Route): string => path.slice(0, path.indexOf('/:'));
  const owned = cell.cell.routes.filter(
    (one) => one.owner === 'owner' && !(kindOf(one) in MADE_ELSEWHERE),
  );
  for (const route of owned) {
    const kind = kindOf(route);
    const id = things[kind];
    assert.ok(id !== undefined && id !== '', `${route.name}: nothing of ${kind} was made`);
    const status = await call(route, id, stranger.token);
    assert.ok([403, 404].includes(status), `${route.name} for a stranger: ${status}`);
  }
  for (const route of owned.filter(
    ({ method, path }) => method === 'GET' && !path.endsWith('/file'),
  )) {
    const id = things[kindOf(route)] ?? '';
    assert.equal(await call(route, id, owner.token), 200, `${route.name} for its owner`);
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
  const call = async (route: Route): Promise<{ status: number; code: string | undefined }> => {
    const { token } = typeof route.access === 'string' ? person : own;
    const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} };
    const path = route.path.replace(/:\w+/g, 'x');
    const reply = await cell.api<{ code?: string }>(route.method, path, { token, ...body });
    return { status: reply.status, code: reply.body.code };
  };
  for (const route of sensitive) {
    const { status, code } = await call(route);
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
    const { code } = await call(route);
    assert.notEqual(code, 'auth.step_up', route.name);
  }
});
