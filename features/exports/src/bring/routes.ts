// What a person does with an archive that they brought: look at it, tick what is to come, take it back, see whom they followed.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  Import,
  ImportList,
  ImportPeople,
  ImportStartBody,
  type ImportPart,
  type ImportPack,
} from '@jhalak/contracts/imports';
import { assert, DAY_MS } from '@jhalak/kernel';
import type { UploadFolder } from '@jhalak/media';
import type { Bringer } from './bringer.ts';
import { BRING_TASK, enqueue } from './receiving.ts';
import { suggestedPeople } from './suggested-people.ts';
import type { ImportStore } from './store.ts';
import type { BringDeps, StoredImport } from './types.ts';
import { importView, type ClipsNow } from './view.ts';

/** Listed at most; older ones can be asked for by nobody. */
const LISTED_MAX = 20;
/** A run is ended by its job alone, and never by a sweep; this is only what its row says meanwhile. */
const RUN_DAYS = 30;
const STARTS_PER_MINUTE = 10;

export interface BringRouteDeps extends BringDeps {
  store: ImportStore;
  uploads: UploadFolder;
  bringer: Bringer;
}

interface ImportRouteDeps extends BringRouteDeps {
  /** How clips of an import stand that no encode changes any more: a list that is asked for all the time reads no clip of it. */
  settled: Map<string, ClipsNow>;
}

const shared = { tag: 'exports', access: 'account' } as const;

/** Imports whose clips have all come or been refused, remembered for their lists; some 100 bytes each. */
const SETTLED_MAX = 10_000;

export function importRoutes(given: BringRouteDeps): Route[] {
  const deps = { ...given, settled: new Map<string, ClipsNow>() };
  return [listImports(deps), getImport(deps), startImport(deps), undoImport(deps), people(deps)];
}

function listImports(deps: ImportRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/me/imports',
    name: 'listImports',
    summary: 'Archives that the caller brought along, the latest first',
    owner: 'self',
    replies: { 200: ImportList },
    async handle({ caller }) {
      const rows = await deps.store.of(known(caller).personId, LISTED_MAX);
      const items = await Promise.all(rows.map(async (row) => await shown(deps, row)));
      return { status: 200, json: { items } };
    },
  });
}

function getImport(deps: ImportRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/me/imports/:id',
    name: 'getImport',
    summary: 'How an archive that the caller brought along stands, and what is in it',
    owner: 'owner',
    params: IdParams,
    replies: { 200: Import },
    async handle({ params, caller }) {
      return { status: 200, json: await shown(deps, await own(deps, caller, params.id)) };
    },
  });
}

function startImport(deps: ImportRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/me/imports/:id/start',
    name: 'startImport',
    summary: 'Bring in what is ticked; taste only with consent to learning',
    owner: 'owner',
    parentFirst: true,
    params: IdParams,
    body: ImportStartBody,
    replies: { 200: Import },
    ratePerMinute: STARTS_PER_MINUTE,
    async handle({ params, body, caller }) {
      const row = await own(deps, caller, params.id);
      if (body.parts.includes('taste') && caller?.personal !== true)
        throw problem(
          'taste.consent_needed',
          'A taste comes only with consent to learning. Allow it in the settings, or leave the taste out.',
        );
      await begin(deps, row, 'ready', { state: 'running', chosen: body.parts });
      return { status: 200, json: await shown(deps, await own(deps, caller, params.id)) };
    },
  });
}

function undoImport(deps: ImportRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/me/imports/:id/undo',
    name: 'undoImport',
    summary: 'Take back what came: its clips are removed for good, everything else is as before',
    owner: 'owner',
    params: IdParams,
    replies: { 200: Import },
    ratePerMinute: STARTS_PER_MINUTE,
    async handle({ params, caller }) {
      const row = await own(deps, caller, params.id);
      if (row.state === 'done' && row.expiresAtMs <= deps.clock.nowMs())
        throw problem('import.undo_expired', 'The days in which this could be undone are over.');
      // Asked again while it is undone: the work is asked for again too.
      const from = row.state === 'undoing' ? 'undoing' : 'done';
      await begin(deps, row, from, { state: 'undoing' });
      return { status: 200, json: await shown(deps, await own(deps, caller, params.id)) };
    },
  });
}

function people(deps: ImportRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/me/imports/:id/people',
    name: 'listImportPeople',
    summary:
      'People here whom the caller followed, had as close friends or in packs there, by their names; nothing is changed by it',
    owner: 'owner',
    params: IdParams,
    replies: { 200: ImportPeople },
    // As many look-ups as there are names in it.
    ratePerMinute: STARTS_PER_MINUTE,
    async handle({ params, caller }) {
      const row = await own(deps, caller, params.id);
      const { follows, close, packs } = await deps.bringer.kept(row);
      const here = async (handles: readonly string[]) => await suggestedPeople(deps, row, handles);
      const offered: ImportPack[] = [];
      for (const { people: handles, name, text, language } of packs)
        offered.push({ name, text, language, people: await here(handles) });
      const json = { items: await here(follows), close: await here(close), packs: offered };
      return { status: 200, json };
    },
  });
}

async function begin(
  deps: ImportRouteDeps,
  row: StoredImport,
  from: StoredImport['state'],
  to: { state: 'running' | 'undoing'; chosen?: readonly ImportPart[] },
): Promise<void> {
  const expiresAtMs = deps.clock.nowMs() + RUN_DAYS * DAY_MS;
  await deps.database.transaction(async (tx) => {
    if (!(await deps.store.move(tx, row, from, { ...to, step: to.state, expiresAtMs })))
      throw problem(
        'import.not_ready',
        'The archive does not wait for this now, or another one is coming in. Finish that one first, or give it up.',
      );
    await enqueue(deps, tx, BRING_TASK, row);
  });
}

async function shown(deps: ImportRouteDeps, row: StoredImport): Promise<Import> {
  const receivedBytes =
    row.state === 'receiving' ? await deps.uploads.length(row.importId) : row.bytes;
  const nowMs = deps.clock.nowMs();
  return importView(row, { receivedBytes, clips: await clipsNow(deps, row), nowMs });
}

async function clipsNow(
  { store, media, clips, settled }: ImportRouteDeps,
  row: StoredImport,
): Promise<ClipsNow | undefined> {
  if (row.state !== 'done' || row.outcome.clips === undefined) return undefined;
  const known = settled.get(row.importId);
  if (known !== undefined) return known;
  const came = [...(await store.clipsOf(row.personId, row.importId)).values()];
  const standings = await media.standings(
    row.personId,
    came.map(({ uploadId }) => uploadId),
  );
  const here = await clips.stored(came.map(({ videoId }) => videoId));
  const isRefused = ({ uploadId, videoId }: (typeof came)[number]): boolean => {
    const state = standings.get(uploadId)?.state;
    return !here.has(videoId) && (state === undefined || state === 'refused' || state === 'failed');
  };
  const now = {
    came: came.length,
    published: came.filter(({ videoId }) => here.has(videoId)).length,
    refused: came.filter(isRefused).length,
  };
  if (now.published + now.refused < now.came) return now;
  if (settled.size >= SETTLED_MAX) settled.clear();
  settled.set(row.importId, now);
  return now;
}

async function own(
  { store }: ImportRouteDeps,
  caller: Caller | undefined,
  importId: string,
): Promise<StoredImport> {
  const row = await store.byId(known(caller).personId, importId);
  if (row === undefined) throw problem('import.not_found', 'There is no such archive of yours.');
  return row;
}

function known(caller: Caller | undefined): Caller {
  assert(caller, 'the route asks for an account');
  return caller;
}
