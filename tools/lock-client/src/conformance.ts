// The self-test: what a lock screen must do is tried against the real cell, what it must refuse against a practice cell that
// does everything wrong. Exchange `LockClient` for your own client with the same surface, and it tests yours.

import { KILL_TYPE, type LockCard } from '@jhalak/contracts/lock';
import type { ConformanceBody, ConformanceCheck } from '@jhalak/contracts/partners';
import { LockClient, type LockClientOptions, type Shown, type Store } from './lock-client.mjs';
import { memoryStore } from './memory-store.ts';
import { PracticeCell } from './practice-cell.ts';

const HOUR_MS = 3_600_000;
const NOTICE = { version: 'self-test', language: 'en' };

/** How the client under test is made; the same surface as `LockClient`. */
export type MakeClient = (options: LockClientOptions) => Pick<LockClient, keyof LockClient>;

export interface SelfTestOptions extends Omit<LockClientOptions, 'store' | 'nowMs'> {
  /** Name and version of what is tested. */
  client: string;
  model?: string;
  make?: MakeClient;
}

type Outcome = true | string;
type Check = [ConformanceCheck, () => Promise<Outcome>];

/**
 * Runs every check; none stops the others.
 *
 * @returns the report as `POST /lock/v1/conformance` takes it. Cost: a dozen calls to the cell, one pack with its pictures.
 */
export async function selfTest(options: SelfTestOptions): Promise<ConformanceBody> {
  const { client, model, make = (parts) => new LockClient(parts), ...cell } = options;
  const checks: Check[] = [...realChecks(cell, make), ...practiceChecks(make)];
  const results: ConformanceBody['checks'] = [];
  for (const [check, run] of checks) {
    const outcome = await run().catch((error: unknown) => String(error));
    results.push(
      outcome === true
        ? { check, passed: true }
        : { check, passed: false, detail: outcome.slice(0, 300) },
    );
  }
  return { client, ...(model === undefined ? {} : { model }), checks: results };
}

/** What the real cell gives is taken, kept and answered. */
function realChecks(cell: Omit<LockClientOptions, 'store'>, make: MakeClient): Check[] {
  const calls: string[] = [];
  const { fetch: ask = fetch } = cell;
  const watched = async (url: string, init: RequestInit): Promise<Response> => {
    calls.push(`${init.method ?? 'GET'} ${new URL(url).pathname}`);
    return await ask(url, init);
  };
  const store = memoryStore();
  const client = make({ ...cell, fetch: watched, store });
  let first: Awaited<ReturnType<LockClient['sync']>>;
  return [
    [
      'no_card_without_receipt',
      async () => {
        await client.sync();
        return (await client.show()).dark !== 'off'
          ? 'shows something before a yes'
          : calls.length === 0 || `calls before a yes: ${calls.join(', ')}`;
      },
    ],
    ['receipt_kept', async () => (await client.yes(NOTICE)) || 'no receipt came'],
    [
      'keys_read',
      async () => came(calls.includes('GET /lock/v1/keys'), 'the key set was not read'),
    ],
    [
      'kill_list_verified',
      async () => {
        first = await client.sync();
        return first.kill === 'taken' || `the kill list: ${first.kill}`;
      },
    ],
    [
      'pack_verified',
      async () => {
        if (first.pack !== 'taken') return `the pack: ${first.pack}`;
        const { cards, dark } = await client.show();
        return cards !== undefined || `dark: ${dark}`;
      },
    ],
    ['files_by_digest', async () => await allFiles(client, await cardsOf(client))],
    [
      'pack_unchanged',
      async () => {
        const again = await client.sync();
        const same = again.pack === 'unchanged' && again.files === 0;
        return same || `the second look: pack ${again.pack}, ${again.files} files`;
      },
    ],
    [
      'events_delivered',
      async () => {
        const [card] = await cardsOf(client);
        if (card === undefined) return 'no card to tell of';
        await client.happened({ type: 'glance', slot: card.slot });
        await client.happened({ type: 'dwell', slot: card.slot, dwellMs: 1_200 });
        const { events } = await client.sync();
        return events === 2 || `${events} of 2 events were taken`;
      },
    ],
    [
      'off_is_silent',
      async () => {
        await client.off();
        const before = calls.length;
        await client.sync();
        await client.happened({ type: 'glance', slot: 'none' });
        await client.sync();
        if ((await client.show()).dark !== 'off') return 'shows something after off';
        const files = (await store.names()).filter((name) => name !== 'state');
        if (files.length > 0) return `keeps ${files.length} files after off`;
        return calls.length === before || `calls after off: ${calls.slice(before).join(', ')}`;
      },
    ],
  ];
}

interface Practice {
  cell: PracticeCell;
  client: ReturnType<MakeClient>;
  store: Store;
  wait(ms: number): void;
}

/** What must never be taken, and what must go dark. */
function practiceChecks(make: MakeClient): Check[] {
  const start = async (): Promise<Practice> => {
    let nowMs = Date.UTC(2026, 0, 5, 9);
    const cell = await PracticeCell.open(() => nowMs);
    const store = memoryStore();
    const client = make({
      origin: 'https://practice.example',
      region: 'in',
      language: 'hi',
      store,
      fetch: cell.fetch,
      nowMs: () => nowMs,
    });
    await client.yes(NOTICE);
    await client.sync();
    return { cell, client, store, wait: (ms) => void (nowMs += ms) };
  };
  return [
    [
      'tampered_pack_refused',
      refuses(start, async ({ cell }) => {
        cell.pack = { ...cell.pack, version: 2 };
        const evil = await cell.sign('x', { ...cell.pack, cards: [] });
        cell.tamper = (path, { json, ...rest }) =>
          path.includes('/packs/')
            ? { ...rest, json: { ...(json as object), payload: evil.payload } }
            : { ...rest, json };
      }),
    ],
    [
      'foreign_key_refused',
      refuses(start, async ({ cell }) => {
        const other = await PracticeCell.open(() => cell.pack.issuedAtMs);
        const signed = await other.sign('jhalak-lock-pack+json', {
          ...cell.pack,
          version: 2,
          cards: [],
        });
        cell.pack = { ...cell.pack, version: 2 };
        cell.tamper = (path, right) =>
          path.includes('/packs/') ? { ...right, json: signed } : right;
      }),
    ],
    [
      'wrong_type_refused',
      refuses(start, async ({ cell }) => {
        const signed = await cell.sign(KILL_TYPE, { ...cell.pack, version: 2, cards: [] });
        cell.pack = { ...cell.pack, version: 2 };
        cell.tamper = (path, right) =>
          path.includes('/packs/') ? { ...right, json: signed } : right;
      }),
    ],
    [
      'older_pack_refused',
      refuses(start, async ({ cell, client }) => {
        const before = cell.pack;
        cell.pack = { ...before, version: 5 };
        await client.sync();
        cell.pack = { ...before, version: 4, cards: [] };
      }),
    ],
    [
      'expired_pack_refused',
      refuses(start, async ({ cell }) => {
        const { issuedAtMs } = cell.pack;
        cell.pack = { ...cell.pack, version: 2, expiresAtMs: issuedAtMs - 1, cards: [] };
      }),
    ],
    [
      'killed_card_dark',
      async () => {
        const { cell, client } = await start();
        const id = cell.pack.cards[0]?.id ?? '';
        cell.kill = { ...cell.kill, version: 2, cards: [id] };
        await client.sync();
        const left = (await cardsOf(client)).map((card) => card.id);
        if (left.length !== 1 || left.includes(id))
          return `${left.length} cards, want the other one`;
        cell.kill = { ...cell.kill, version: 3, allDark: true };
        await client.sync();
        return isDark(await client.show(), 'shows cards while all is dark');
      },
    ],
    [
      'old_kill_list_dark',
      async () => {
        const { cell, client, wait } = await start();
        wait(23 * HOUR_MS);
        cell.pack = {
          ...cell.pack,
          version: 2,
          issuedAtMs: cell.pack.issuedAtMs + 23 * HOUR_MS,
          expiresAtMs: cell.pack.expiresAtMs + 23 * HOUR_MS,
        };
        cell.tamper = (path, right) => (path === '/lock/v1/kill' ? { status: 503 } : right);
        await client.sync();
        if ((await cardsOf(client)).length === 0) return 'dark before its kill list was a day old';
        wait(HOUR_MS);
        return isDark(await client.show(), 'shows cards with a kill list of a day ago');
      },
    ],
  ];
}

/** The old pack stays on the screen, whatever came. */
function refuses(
  start: () => Promise<Practice>,
  spoil: (practice: Practice) => Promise<void>,
): () => Promise<Outcome> {
  return async () => {
    const practice = await start();
    await spoil(practice);
    const { pack } = await practice.client.sync();
    if (pack === 'taken') return 'it was taken';
    const count = (await cardsOf(practice.client)).length;
    return count === 2 || `${count} of the old pack's 2 cards are left`;
  };
}

async function allFiles(client: ReturnType<MakeClient>, cards: LockCard[]): Promise<Outcome> {
  const pictures = cards.flatMap(({ picture }) => (picture === undefined ? [] : [picture.file]));
  const here = await Promise.all(pictures.map((file) => client.file(file)));
  const missing = here.filter((bytes) => bytes === undefined).length;
  return missing === 0 || `${missing} of ${pictures.length} pictures did not come as signed`;
}

const came = async (yes: boolean, otherwise: string): Promise<Outcome> =>
  await Promise.resolve(yes || otherwise);
const cardsOf = async (client: ReturnType<MakeClient>): Promise<LockCard[]> =>
  (await client.show()).cards ?? [];
const isDark = (shown: Shown, otherwise: string): Outcome => shown.dark !== undefined || otherwise;
