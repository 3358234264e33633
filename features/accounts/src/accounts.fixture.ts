// The accounts feature over real engines, called as the app calls it: by route name, with a token.

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Route, RouteReply, Caller, Manifest } from '@jhalak/contracts';
import { DAY_MS, secureRandom } from '@jhalak/kernel';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { TestMessages } from '@jhalak/contracts/sign-in';
import type { BorderFacts } from '@jhalak/contracts/border';
import type { BorderLog, Feature, JournalEvent } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing';
import { manifest } from '../manifest.ts';
import { Callers } from './callers.ts';
import { Erasure } from './erasure.ts';
import { ErasureProofs } from './erasure-proof.ts';
import { KeptRecords } from './kept-records.ts';
import { createAccounts, erasurePlan, type Accounts, type AccountsSettings } from './index.ts';
import type { AccountsDeps } from './types.ts';

export const MIGRATIONS = { owner: 'accounts', folder: new URL('../migrations/', import.meta.url) };
export const PASSWORD = 'correct horse battery';

export const CONSENT = {
  personalisation: true,
  lock: false,
  ads: false,
  ...noticeRead('hi'),
};

export interface House {
  parts: TestParts;
  accounts: Accounts & Feature;
  /** Another process of the same cell: the same database, caches of its own. */
  neighbour: Accounts & Feature;
  /** What was said to the public log. */
  said: BorderFacts[];
  /** The erasure of another process, step by step. */
  erasure: Erasure;
  /** Calls a route as the app does; a token that is no longer good counts as none. */
  call(
    name: string,
    input?: { body?: object; token?: string; params?: object; query?: object; headers?: object },
  ): Promise<RouteReply & { json: never }>;
  sweep(name: string): Promise<number>;
  /** Lets the job hand the code on, as it does in the background. @returns the code that the TEST provider shows last. */
  lastCode(): Promise<string>;
  /** Everything in the journal, personal payloads opened where they still open. */
  events(): Promise<JournalEvent[]>;
  close(): Promise<void>;
}

export interface HouseOptions {
  manifests?: readonly Manifest[];
  erasers?: readonly Pick<Feature, 'erase' | 'endAccess'>[];
  settings?: Partial<AccountsSettings>;
  closeAccount?: AccountsDeps['closeAccount'];
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const parts = await openTestParts({ migrations: [MIGRATIONS] });
  const manifests = [manifest, ...(options.manifests ?? [])];
  const said: BorderFacts[] = [];
  const border: BorderLog = {
    append: async (_tx, facts) => {
      said.push(facts);
      return await Promise.resolve(parts.ids.next());
    },
    told: async () => await Promise.resolve(undefined),
    integrated: async () => await Promise.resolve(),
  };
  const make = () =>
    createAccounts({
      ...parts,
      border,
      holds: parts.keys.holds,
      random: secureRandom,
      manifests,
      erasers: () => options.erasers ?? [],
      settings: options.settings ?? {},
      ...(options.closeAccount === undefined ? {} : { closeAccount: options.closeAccount }),
    });
  const accounts = make();
  return {
    parts,
    accounts,
    neighbour: make(),
    said,
    erasure: otherErasure(parts, manifests, border),
    async call(name, { body = {}, token, params = {}, query = {}, headers = {} } = {}) {
      const route = accounts.routes.find((one) => one.name === name);
      if (route === undefined) throw new Error(`no route ${name}`);
      const caller = token === undefined ? undefined : await accounts.authenticate(token);
      return (await route.handle({
        ...nothing,
        params,
        query,
        headers: headers as Record<string, string>,
        body,
        caller: admitted(route, caller),
      })) as RouteReply & { json: never };
    },
    async sweep(name) {
      const sweep = accounts.sweeps.find((one) => one.name === name);
      if (sweep === undefined) throw new Error(`no sweep ${name}`);
      return await sweep.run();
    },
    async lastCode() {
      await parts.jobs.drain(accounts.jobs);
      const [list] = parts.texts.routes;
      const reply = await list?.handle({ ...nothing, body: undefined, caller: undefined });
      return (reply?.json as TestMessages | undefined)?.items[0]?.code ?? '';
    },
    async events() {
      await parts.journal.seal();
      const events: JournalEvent[] = [];
      const follower = await parts.journal.follow({
        name: 'test.everything',
        personal: true,
        streams: manifest.streams.map((stream) => stream.name),
        afterWindow: 0,
        handle: (batch) => void events.push(...batch.events),
      });
      await follower.catchUp();
      await follower.stop();
      return events;
    },
    close: async () => await parts.close(),
  };
}

function otherErasure(
  parts: TestParts,
  manifests: readonly Manifest[],
  border: BorderLog,
): Erasure {
  const proofs = new ErasureProofs(parts.database, parts.keys);
  return new Erasure({
    ...parts,
    border,
    proofs,
    kept: new KeptRecords({ ...parts, holds: parts.keys.holds, border, proofs }),
    callers: new Callers({ ...parts, sessionDays: 180, isSuspended: () => false }),
    plan: erasurePlan(manifests),
    erasers: () => [],
    handleHoldMs: 90 * DAY_MS,
    changed: () => undefined,
  });
}

const nothing = { params: {}, query: {}, headers: {}, signal: new AbortController().signal };

function admitted(route: Route, caller: Caller | undefined): Caller | undefined {
  if (route.access !== 'anyone' && caller === undefined)
    throw Object.assign(new Error('401'), { code: 'auth.required' });
  if (route.access === 'account' && caller?.handle === undefined) {
    throw Object.assign(new Error('403'), { code: 'auth.forbidden' });
  }
  if (caller?.deletionDueAtMs !== undefined && route.pendingDeletion !== 'allowed') {
    throw Object.assign(new Error('409'), { code: 'account.pending_deletion' });
  }
  return caller;
}

/** For assert.rejects: the failure's code. */
export function failsWith(code: string): (error: unknown) => boolean {
  return (error) => {
    const found = (error as { code?: string }).code;
    if (found === code) return true;
    throw new Error(`expected ${code}, got ${found ?? String(error)}`, { cause: error });
  };
}

/** @returns SHA-256 of what a reply streams, in hexadecimal. */
export async function digestOf(stream: Readable | undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream ?? []) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
