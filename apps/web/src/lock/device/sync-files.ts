// Fetches the pictures and loops that a pack names, each once, and keeps them by their digest. What is not what the pack
// said it is, is not kept.

import type { LockFile, LockPack } from '@jhalak/contracts/lock';
import { hasRoom } from './budget.ts';
import type { Exchange } from './exchange.ts';
import { filesOf } from './shapes.ts';
import { sha256Of } from './signed.ts';

/** Connections for files at a time: the app's own requests go beside them. */
const AT_A_TIME = 3;

/** Cost: what is new, within the day's bytes. Stops at the first sign that the network is away. */
export async function fetchFiles(exchange: Exchange, pack: LockPack): Promise<void> {
  const { wishes } = await exchange.state();
  const have = new Set(await exchange.parts.store.thingNames());
  const wanted = filesOf(pack, wishes.loops).filter((file) => !have.has(file.sha256));
  const missing = [...new Map(wanted.map((file) => [file.sha256, file])).values()];
  const worker = async (): Promise<void> => {
    for (let file = missing.shift(); file !== undefined; file = missing.shift()) {
      if (exchange.cut) return;
      await fetchFile(exchange, file);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

async function fetchFile(exchange: Exchange, file: LockFile): Promise<void> {
  const state = await exchange.state();
  if (!hasRoom(state, file.bytes, exchange.reading(state).nowMs)) return;
  const { url: path, bytes: maxBytes } = file;
  const reply = await exchange.ask({ method: 'GET', path, maxBytes, named: false });
  if (reply?.status !== 200 || reply.bytes.length !== file.bytes) return;
  if ((await sha256Of(reply.bytes)) !== file.sha256) return;
  await exchange.parts.store.putThing(file.sha256, reply.bytes);
  exchange.parts.changed();
}

/** Removes whatever the present pack and kill list do not name. */
export async function dropOldThings(exchange: Exchange, pack: LockPack | null): Promise<void> {
  const state = await exchange.state();
  const named = new Set([
    state.pack?.signature,
    state.kill?.signature,
    ...(pack === null ? [] : filesOf(pack, true).map((file) => file.sha256)),
  ]);
  const { store } = exchange.parts;
  await store.removeThings((await store.thingNames()).filter((name) => !named.has(name)));
}
