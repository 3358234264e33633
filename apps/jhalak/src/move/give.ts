// The old machine's part of a move: base while people go on, deltas, a short freeze, the last delta, keys sealed to the new
// machine, and the fence, after which nothing here writes any more. Killed anywhere, the same call goes on.

import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rawEd25519 } from '@jhalak/bags';
import { secureRandom, uuidv7Ids } from '@jhalak/kernel';
import { longTransaction } from '../backup/long-transaction.ts';
import { syncFolders } from '../backup/hashed-files.ts';
import { stepLine, type Watch } from '../backup/tell.ts';
import { CommandError } from '../command.ts';
import type { PackedPart } from '../handover/pack/types.ts';
import { recipientOf } from '../handover/recipient-key.ts';
import { sha256, writeDurably } from '../handover/steps/evidence.ts';
import { forgetPackageKey } from '../handover/steps/packages.ts';
import { nameSuccessors } from '../handover/steps/succession.ts';
import { lockSteps } from '../handover/steps/step-lock.ts';
import type { Settings } from '../settings.ts';
import { VERSION } from '../version.ts';
import type { Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { factsOf, totalsOf } from './facts.ts';
import { GivenPackages, signerOf } from './give-packages.ts';
import {
  forgetIntent,
  keepIntent,
  openIntent,
  readMovePaper,
  type Intent,
  type MovePaper,
  type Recipient,
} from './papers.ts';
import { movingManifests } from './whole-cell.ts';

/** Where a move is; told before it goes on, so that a test can stop it there. */
export type GivePoint =
  | 'begun'
  | 'base'
  | 'delta'
  | 'frozen'
  | 'last delta'
  | 'keys'
  | 'paper'
  | 'fenced'
  | 'given';

export interface GiveParts {
  cell: Cell;
  settings: Settings;
  watch: Watch;
  at(point: GivePoint): void;
}

export interface GiveOptions {
  to: Recipient;
  out: string;
  /** Read-only for so long at most, until the fence. */
  freezeMs: number;
  /** The address that the new machine will serve: who comes here is sent there. */
  movedTo?: string;
  /** Of packed bytes, while people go on. */
  bytesPerSecondMax?: number;
}

export interface Given {
  move: string;
  paper: MovePaper;
  /** From the freeze to the fence; undefined where an earlier run fenced. */
  frozenMs: number | undefined;
}

/** The act in the public log that names the paper. */
export const MOVE_ACT = 'cell.moved';

/**
 * Gives the cell away to another machine of the same owner.
 *
 * @throws CommandError with the reason: then people write again, but for one that comes after the fence.
 */
export async function giveCell(parts: GiveParts, options: GiveOptions): Promise<Given> {
  const { cell, settings } = parts;
  const intent = await intentOf(parts, options);
  const lock = await lockSteps(cell.parts.database, intent.move);
  try {
    await keepIntent(settings.home, intent);
    parts.at('begun');
    if ((await cell.standing.look()).state === 'ended')
      return await finish(parts, intent, undefined);
    const give = new Giving(parts, intent, options);
    return await finish(parts, intent, await give.run(() => lock.check()));
  } finally {
    await lock.release();
  }
}

/** Gives a move up before its fence. @returns its id. @throws CommandError where there is none, or it is too late. */
export async function abortMove(parts: GiveParts): Promise<string> {
  const { cell, settings } = parts;
  const intent = await openIntent(settings.home);
  if (intent === undefined) throw new CommandError('No move was begun here.');
  if ((await cell.standing.look()).state === 'ended')
    throw new CommandError('The cell is given: the way is forward, on the new machine.');
  const lock = await lockSteps(cell.parts.database, intent.move);
  try {
    await cell.standing.thaw();
    for (const name of [...OF_OUT, 'packages.state'])
      await rm(join(intent.out, name), { recursive: true, force: true });
    await forgetPackageKey(settings.home, intent.move);
    await forgetIntent(settings.home, intent.move);
    return intent.move;
  } finally {
    await lock.release();
  }
}

/** What a move's folder holds. */
const OF_OUT = ['packages', 'parcel', 'parcel.half', 'log', 'move.json'] as const;

async function intentOf(
  { cell, settings }: GiveParts,
  { to, out, movedTo }: GiveOptions,
): Promise<Intent> {
  const { cellId, ownerEpoch } = await cell.border.identity();
  if (to.cell !== cellId)
    throw new CommandError(`That machine waits for ${to.cell}, and this is ${cellId}.`);
  if (to.region !== settings.region)
    throw new CommandError(`That machine is of region ${to.region}: a cell stays in its own.`);
  const begun = await openIntent(settings.home);
  if (begun !== undefined) {
    if (begun.to.recipient === to.recipient && begun.out === out) return begun;
    throw new CommandError(
      `A move to another place was begun (into ${begun.out}): end it with cell move abort.`,
    );
  }
  const deals = await cell.handover.deals();
  if (deals.some(({ step }) => step !== 'closed' && step !== 'aborted'))
    throw new CommandError('A deal about this cell is open: end it before the cell moves.');
  if ((await cell.standing.look()).state === 'ended')
    throw new CommandError('This cell has ended: another home goes on with it.');
  await cell.border.checkNextKey(to.nextKey);
  recipientOf(to.recipient);
  await mkdir(out, { recursive: true, mode: 0o700 });
  if ((await readdir(out)).length > 0) throw new CommandError(`${out} is not empty.`);
  const move = uuidv7Ids(cell.parts.clock, secureRandom).next();
  const startedAtMs = cell.parts.clock.nowMs();
  return {
    ...{ v: 1, move, to, out, epoch: ownerEpoch, startedAtMs },
    ...(movedTo === undefined ? {} : { movedTo }),
  };
}

class Giving {
  readonly #parts: GiveParts;
  readonly #intent: Intent;
  readonly #options: GiveOptions;
  readonly #packages: GivenPackages;

  constructor(parts: GiveParts, intent: Intent, options: GiveOptions) {
    this.#parts = parts;
    this.#intent = intent;
    this.#options = options;
    this.#packages = new GivenPackages(parts, intent);
  }

  /** @returns how long nobody could write. */
  async run(stillOurs: () => Promise<void>): Promise<number> {
    const { cell, at, watch } = this.#parts;
    const slow = this.#options.bytesPerSecondMax;
    await this.#packages.pack(0, slow);
    at('base');
    // What changed while the base was packed, so that the last one is short.
    await this.#packages.next(slow);
    at('delta');
    const untilMs = cell.parts.clock.nowMs() + this.#options.freezeMs;
    try {
      const frozen = await cell.standing.freeze(untilMs);
      at('frozen');
      watch.say(stepLine('frozen', 'people read, nobody writes'));
      const packages = await this.#packages.next(undefined, frozen.settledAtMs);
      at('last delta');
      const facts = await longTransaction(
        cell.parts.database,
        'snapshot',
        async (tx) => await factsOf(tx, movingManifests(ALL_MANIFESTS), cell.parts.blobs),
      );
      const parcel = await this.#packages.parcel();
      at('keys');
      const { text } = await this.#paper({ packages, facts, parcel, frozenAtMs: frozen.sinceMs });
      at('paper');
      watch.signal.throwIfAborted();
      await stillOurs();
      await this.#fence(text, frozen.settledAtMs);
      at('fenced');
      return cell.parts.clock.nowMs() - frozen.sinceMs;
    } catch (error) {
      await this.#thawUnlessFenced();
      throw error;
    }
  }

  async #paper(
    found: Pick<MovePaper, 'facts' | 'parcel' | 'frozenAtMs'> & { packages: readonly PackedPart[] },
  ): Promise<{ text: string }> {
    const { cell } = this.#parts;
    const { out, move, to, epoch } = this.#intent;
    const paper: MovePaper = {
      ...{ v: 1, kind: 'jhalak cell move', move, cell: to.cell, region: to.region, epoch },
      vkey: await cell.border.vkey(),
      ...{ recipient: to.recipient, nextKey: to.nextKey },
      signer: Buffer.from(rawEd25519(createPublicKey(signerOf(cell)))).toString('base64'),
      packages: found.packages.map(({ statementDigest }) => statementDigest),
      succession: { ...(await nameSuccessors(cell, to, epoch + 1)) },
      ...{ parcel: found.parcel, frozenAtMs: found.frozenAtMs, release: VERSION },
      facts: found.facts,
    };
    const text = JSON.stringify(paper);
    await writeDurably(join(out, 'move.json'), text);
    return { text };
  }

  /** The point of no return: this epoch's last words and the end of writing here are one transaction. */
  async #fence(paper: string, settledAtMs: number): Promise<void> {
    const { cell } = this.#parts;
    const { move, to, epoch, movedTo } = this.#intent;
    await syncFolders(this.#intent.out);
    await cell.border.publish();
    if ((await cell.standing.look()).settledAtMs !== settledAtMs)
      throw new CommandError('The freeze is over, and people write again: run this once more.');
    await cell.parts.database.transaction(
      async (tx) => {
        // Only under a freeze that still holds.
        await cell.standing.keep(tx);
        await cell.standing.end(tx, movedTo);
        await cell.border.log.append(tx, {
          ...{ kind: 'owner', act: MOVE_ACT, subject: move, digest: sha256(paper) },
          counts: { epoch },
        });
        await cell.border.endEpoch(tx, to.nextKey);
      },
      { evenFrozen: true },
    );
    await cell.standing.look();
  }

  async #thawUnlessFenced(): Promise<void> {
    const { cell, watch } = this.#parts;
    if ((await cell.standing.look()).state === 'ended') return;
    await cell.standing.thaw();
    watch.say('people write again; nothing was given away');
  }
}

/** After the fence: the public log goes along with its last entry in it. */
async function finish(
  parts: GiveParts,
  intent: Intent,
  frozenMs: number | undefined,
): Promise<Given> {
  const { cell, settings } = parts;
  await cell.border.publish();
  const log = join(intent.out, 'log');
  const half = `${log}.half`;
  await rm(half, { recursive: true, force: true });
  await cp(cell.parts.logFolder, half, { recursive: true });
  await rm(log, { recursive: true, force: true });
  await rename(half, log);
  await rm(join(intent.out, 'packages.state'), { recursive: true, force: true });
  await syncFolders(intent.out);
  // It opened the packages: from here on only the new machine's key does.
  await forgetPackageKey(settings.home, intent.move);
  const { paper } = await readMovePaper(join(intent.out, 'move.json'));
  parts.at('given');
  const { rows, files } = totalsOf(paper.facts);
  parts.watch.say(stepLine('given', `${rows} rows, ${files} files, in ${intent.out}`));
  return { move: intent.move, paper, frozenMs };
}

/** @returns whether a move's folder is whole, as far as names tell. */
export function isGiven(folder: string): boolean {
  return ['packages', 'parcel', 'log', 'move.json'].every((name) => existsSync(join(folder, name)));
}
