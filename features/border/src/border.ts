// The border's own part: who this cell is, and the log in which everything that crosses is on record.

import { messageOf, type Clock, type Ids, type Logger, type Random } from '@jhalak/kernel';
import type { BorderLog, Database, Feature, Keys, Tx } from '@jhalak/ports';
import { parseTilePath, TILE_WIDTH, utf8, vkeyOf } from '@jhalak/tlog';
import { manifest } from '../manifest.ts';
import { backlogBehind, type Backlog } from './log/backlog.ts';
import { SequencedLog, unavailable } from './log/border-log.ts';
import { Cosignatures, type Witness } from './log/cosignatures.ts';
import { EntryStore } from './log/entry-store.ts';
import { Identity, type CellIdentity } from './log/identity.ts';
import { CHECKPOINT_FILE, LogFolder, OWNER_FILE, WITNESSED_FILE } from './log/log-folder.ts';
import { auditSigner, logSigner, type NoteSigner } from './log/log-key.ts';
import { Owners } from './log/owners.ts';
import { Sequencer } from './log/sequencer.ts';
import { entriesOfKind, type ToldEntry } from './log/told-entries.ts';
import { witnessActs } from './log/witness-acts.ts';
import { getBorder } from './routes/get-border.ts';
import { postCosignature } from './routes/post-cosignature.ts';

export interface BorderDeps {
  database: Database;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** The cell's id comes from here: it must be a secure one. */
  random: Random;
  logger: Logger;
  region: string;
  /** Where the public files of the log lie. */
  folder: string;
}

/** A public file of the log. */
interface PublicFile {
  bytes: Uint8Array;
  /** It will never be other bytes. */
  immutable: boolean;
}

/** What the house asks of the border. */
export interface Border {
  /** Where a part says what outsiders must be able to check. */
  log: BorderLog;
  /** @returns the cell's id, `<region>-<10 characters>`; it is minted at the first call ever. */
  cellId(): Promise<string>;
  /** @returns the id with the owner's epoch. */
  identity(): Promise<CellIdentity>;
  /** @returns the key under which outsiders verify the log, as `name+digits+base64`. */
  vkey(): Promise<string>;
  /** @returns the first owner's key, written the same way: from it every later owner's can be followed. */
  firstVkey(): Promise<string>;
  /** @returns the key that signs what auditors take away, written the same way. */
  auditVkey(): Promise<string>;
  /** @param path below `/log/`. @returns undefined for what is not a file of the log, or not there. */
  publicFile(path: string): Promise<PublicFile | undefined>;
  /** Writes what is committed by now into the public files. @throws Error when it cannot. */
  publish(): Promise<void>;
  /**
   * @returns what is not public yet, and whether the log cannot be read or is not gone on with: then nothing crosses.
   * Cost: reads a small file, one query.
   */
  backlog(): Promise<Backlog & { stopped: boolean }>;
  witnesses(): Promise<Witness[]>;
  /** From now on this witness's co-signature counts; on record. @throws Error for what is no witness's key. */
  addWitness(vkey: string, addedBy: string): Promise<Witness>;
  /** @returns whether there was such a witness; on record. */
  endWitness(name: string): Promise<boolean>;
  /**
   * Gives what the log has told of one kind, the oldest first: also entries that only the files held, when the rows were
   * restored from before them. Where files and rows do not agree, what the rows hold.
   */
  told(kind: Parameters<typeof entriesOfKind>[2]): AsyncGenerator<ToldEntry>;
  /**
   * Ends this owner's time in its own log, as the last thing that it signs: `nextKey` goes on. In the fence's transaction,
   * after everything else that it appends. @throws problem `handover.refused`.
   */
  endEpoch(tx: Tx, nextKey: string): Promise<string>;
  /** Asked before anything is given away. @throws problem `handover.refused` for a key that `endEpoch` would not take. */
  checkNextKey(nextKey: string): Promise<void>;
  /**
   * Takes the cell over: the epoch is raised, and this install signs the log from now on. Only where the log's last entry names
   * this install's own key; publish first, so that the rows hold what the files do. @throws problem `handover.refused`.
   */
  beginEpoch(tx: Tx): Promise<CellIdentity>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** DESIGN: entries are public within a second or so. */
const SWEEP_MS = 1_000;

export function createBorder(deps: BorderDeps): Border & Feature {
  const { database, keys, logger } = deps;
  const identity = new Identity(deps);
  const owners = new Owners({ keys, identity });
  const folder = new LogFolder(deps.folder);
  const cellId = async (): Promise<string> => (await identity.get()).cellId;
  const signer = signerOf(keys, identity);
  const shared = { ...deps, folder, cellId, signer, owners };
  const cosignatures = new Cosignatures(shared);
  const sequencer = new Sequencer({ ...shared, cosignatures });
  const entries = new EntryStore({ ...deps, identity });
  const log = new SequencedLog({ database, entries, sequencer, logger, cellId });
  const vkey = async (): Promise<string> => vkeyOf((await signer()).key);
  const auditVkey = async (): Promise<string> =>
    vkeyOf(auditSigner(keys, await identity.get()).key);
  return {
    log,
    cellId,
    identity: async () => await identity.get(),
    vkey,
    firstVkey: async () => vkeyOf(await owners.firstKey(folder, await identity.get())),
    auditVkey,
    publicFile: async (path) => await publicFile(folder, path),
    publish: async () => void (await sequencer.run()),
    backlog: async () => {
      const size = await sequencer.publishedSize().catch(() => undefined);
      const behind = await backlogBehind(database, await cellId(), size ?? 0);
      return { ...behind, stopped: size === undefined };
    },
    told: async function* (kind) {
      // A program that cannot write the log says so where it matters; here what is known counts.
      await sequencer.catchUp().catch((error: unknown) => {
        logger.warn({ error: messageOf(error) }, 'the public log is read from its rows alone');
      });
      yield* entriesOfKind(database, await cellId(), kind);
    },
    witnesses: async () => await cosignatures.witnesses(),
    ...witnessActs({ database, cosignatures, log }),
    checkNextKey: async (nextKey) => owners.check(await identity.get(), nextKey),
    endEpoch: async (tx, nextKey) => await owners.end(tx, log, nextKey),
    beginEpoch: async (tx) => await owners.begin(tx),
    close: async () => await log.close(),
    manifest,
    routes: [
      getBorder(async () => {
        const key = (await signer()).key;
        return {
          ...(await identity.get()),
          origin: key.name,
          vkey: vkeyOf(key),
          auditVkey: await auditVkey(),
          size: await sequencer.publishedSize().catch(unavailable),
          log: '/log/',
          witnesses: await cosignatures.witnesses(),
        };
      }),
      postCosignature(async (text) => {
        const accepted = await cosignatures.accept(utf8(text));
        await sequencer.run().catch(unavailable);
        return accepted;
      }),
    ],
    jobs: {},
    consumers: [],
    sweeps: [
      {
        name: 'border.publish',
        everyMs: SWEEP_MS,
        evenFrozen: true,
        run: async () => await log.sweep(),
      },
    ],
    start: async () => void (await identity.get()),
    catchUp: async () => void (await sequencer.run()),
    stop: async () => await log.close(),
  };
}

/** @returns who signs now: another one after a take-over. */
function signerOf(keys: Keys, identity: Identity): () => Promise<NoteSigner> {
  let known: { epoch: number; signer: NoteSigner } | undefined;
  return async () => {
    const cell = await identity.get();
    if (known?.epoch !== cell.ownerEpoch)
      known = { epoch: cell.ownerEpoch, signer: logSigner(keys, cell) };
    return known.signer;
  };
}

async function publicFile(folder: LogFolder, path: string): Promise<PublicFile | undefined> {
  const top = path === CHECKPOINT_FILE || path === WITNESSED_FILE || OWNER_FILE.test(path);
  const tile = top ? undefined : parseTilePath(path);
  if (!top && tile === undefined) return undefined;
  const bytes = await folder.read(path);
  // A partial tile never changes either, but it goes away.
  const immutable = tile?.width === TILE_WIDTH || OWNER_FILE.test(path);
  return bytes && { bytes, immutable };
}
