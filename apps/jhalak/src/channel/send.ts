// The cell that a channel leaves: packs what its creator asked for, sealed to the other cell, and shows where it went once that
// cell says that it is there.

import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Pace,
  PackageWriter,
  rawEd25519,
  readPackageEnvelope,
  signEnvelope,
  wrapPackageKey,
  writePackageEnvelope,
} from '@jhalak/bags';
import { filesOf } from '@jhalak/exports';
import { secureRandom } from '@jhalak/kernel';
import { hashFile } from '../backup/hashed-files.ts';
import { formatCount, stepLine, type Watch } from '../backup/tell.ts';
import { CommandError } from '../command.ts';
import { recipientOf } from '../handover/recipient-key.ts';
import { sha256, writeDurably } from '../handover/steps/evidence.ts';
import type { Cell } from '../wiring/cell.ts';
import { readPaper } from '../read-paper.ts';
import { mustBeSignedBy, ReceiptPaper, RecipientPaper, signedPaper } from './papers.ts';

/** Signs packages; what it signed counts by the paper that names it. */
const SIGNER_PURPOSE = 'channel.package.1';
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

export interface Sent {
  move: string;
  clips: number;
  files: number;
  /** Clips that stay: under an order, removed by a moderator. */
  left: { underOrder: number; removed: number };
  out: string;
}

/**
 * Packs a channel. Killed on the way: the folder has no `channel.json`, and the same call makes it anew.
 *
 * @throws CommandError where nobody asked for it, or the recipient is another cell's.
 */
export async function packChannel(
  cell: Cell,
  given: { moveId: string; recipientFile: string; out: string },
  watch: Watch,
): Promise<Sent> {
  const { channels, parts, border } = cell;
  const [move] = await channels.asked(given.moveId);
  if (move === undefined || (move.state !== 'asked' && move.state !== 'packed'))
    throw new CommandError('Nobody asked for this move, or it has ended: channel list shows them.');
  const to = await readPaper(given.recipientFile, RecipientPaper, 'what channel recipient printed');
  await mustBeSignedBy(cell, to.cell, to);
  if (to.cell !== move.toCell)
    throw new CommandError(`The creator asked for ${move.toCell}, and this is of ${to.cell}.`);
  await mustBeEmpty(given.out);
  const { channel, left } = await channels.gather(move);
  const packageKey = randomBytes(KEY_BYTES);
  const folder = join(given.out, 'package');
  const writer = await PackageWriter.open({
    folder,
    identity: {
      ...{ package: move.moveId, cell: await border.cellId(), region: parts.region, epoch: 1 },
      ...{ sequence: 0, previous: null, createdAtMs: parts.clock.nowMs() },
    },
    packageKey,
    pace: new Pace({ nowMs: () => performance.now(), waitMs: async () => await Promise.resolve() }),
    random: (count) => secureRandom.bytes(count),
  });
  let files = 0;
  let statement: string;
  try {
    await writer.addDocument({ name: 'channel.json', source: move.moveId }, async function* () {
      yield Buffer.from(JSON.stringify(channel));
    });
    const held = join(given.out, 'held');
    const names: Record<string, string> = {};
    const written = new Set<string>();
    for (const key of channel.clips.flatMap(filesOf)) {
      watch.signal.throwIfAborted();
      await rm(held, { force: true });
      if (!(await parts.blobs.copyTo(key, held))) continue;
      const found = await hashFile(held, watch.signal);
      names[key] = found.sha256;
      files += 1;
      // The same bytes under two keys go once.
      if (written.has(found.sha256)) continue;
      written.add(found.sha256);
      await writer.addBlob(found.sha256, async function* () {
        yield* createReadStream(held) as AsyncIterable<Buffer>;
      });
    }
    await rm(held, { force: true });
    await writer.addDocument(
      { name: 'files.json', source: sha256(JSON.stringify(names)) },
      async function* () {
        yield Buffer.from(JSON.stringify(names));
      },
    );
    ({ statementDigest: statement } = await writer.finish());
  } catch (error) {
    await writer.close();
    throw error;
  }
  const key = signer(cell);
  await writePackageEnvelope(folder, signEnvelope(await readPackageEnvelope(folder), key));
  const paper = signedPaper(cell, {
    ...{ v: 1, kind: 'jhalak channel', move: move.moveId, region: parts.region },
    ...{ from: await border.cellId(), to: to.cell, recipient: to.recipient, statement },
    signer: rawEd25519(createPublicKey(key)).toString('base64'),
    key: await wrapPackageKey(packageKey, move.moveId, recipientOf(to.recipient)),
    ...{ codeDigest: move.codeDigest, atMs: parts.clock.nowMs() },
  });
  const text = JSON.stringify(paper);
  await channels.packed(move, sha256(text), channel.clips.length);
  await border.publish();
  await writeDurably(join(given.out, 'channel.json'), text);
  const clips = channel.clips.length;
  watch.say(stepLine('packed', `${formatCount(clips)} clips, ${formatCount(files)} files`));
  return { move: move.moveId, clips, files, left, out: given.out };
}

/** Takes the other cell's receipt: old links lead there from now on. @returns how many clips went. */
export async function receiptOf(
  cell: Cell,
  file: string,
): Promise<{ move: string; clips: number }> {
  const receipt = await readPaper(file, ReceiptPaper, 'the receipt of a channel');
  await mustBeSignedBy(cell, receipt.to, receipt);
  const [move] = await cell.channels.asked(receipt.move);
  if (
    move === undefined ||
    move.toCell !== receipt.to ||
    receipt.from !== (await cell.border.cellId())
  )
    throw new CommandError('This receipt is of no move that left here.');
  if (move.state !== 'packed' && move.state !== 'moved')
    throw new CommandError('This move was taken back before its receipt came.');
  const clips = await cell.channels.moved(move, receipt, sha256(JSON.stringify(receipt)));
  await cell.border.publish();
  return { move: receipt.move, clips };
}

async function mustBeEmpty(out: string): Promise<void> {
  await mkdir(out, { recursive: true, mode: 0o700 });
  if (existsSync(join(out, 'channel.json')))
    throw new CommandError(`${out} holds a channel that was packed.`);
  // What a killed run left.
  for (const name of ['package', 'held'])
    await rm(join(out, name), { recursive: true, force: true });
  if ((await readdir(out)).length > 0) throw new CommandError(`${out} is not empty.`);
}

function signer({ parts }: Cell) {
  const seed = parts.keys.secret(SIGNER_PURPOSE);
  return createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
}
