// The cell that a channel comes to: who may seal to it, what is checked before anything is kept, and the receipt that it gives.

import { createPublicKey } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packageParts, partBlocks, partText, unwrapPackageKey, verifyPackage } from '@jhalak/bags';
import { arrivalFolder, filesOf, type Channel } from '@jhalak/exports';
import { strongerMark } from '@jhalak/contracts/ai-mark';
import { messageOf } from '@jhalak/kernel';
import { aiMarkOfFile } from '@jhalak/media';
import { Value } from 'typebox/value';
import { hashFile } from '../backup/hashed-files.ts';
import { formatCount, stepLine, type Watch } from '../backup/tell.ts';
import { CommandError } from '../command.ts';
import { makeRecipientKey, readRecipientKey, recipientText } from '../handover/recipient-key.ts';
import { sha256, writeDurably } from '../handover/steps/evidence.ts';
import type { Cell } from '../wiring/cell.ts';
import { readPaper } from '../read-paper.ts';
import {
  ChannelDocument,
  ChannelPaper,
  mustBeSignedBy,
  signedPaper,
  type ReceiptPaper,
  type RecipientPaper,
} from './papers.ts';

/** @returns what the other cell's operator needs. The private half stays in this home. */
export async function recipientPaper(cell: Cell, home: string): Promise<RecipientPaper> {
  return signedPaper(cell, {
    ...{ v: 1 as const, kind: 'jhalak channel recipient' as const },
    ...{ cell: await cell.border.cellId(), region: cell.parts.region },
    recipient: await makeRecipientKey(home),
    atMs: cell.parts.clock.nowMs(),
  });
}

export interface Arrived {
  move: string;
  clips: number;
  files: number;
  /** Clips that this cell does not take: their bytes are under an order here, or are not what they are said to be. */
  refused: number;
  /** False: it was here before. */
  isNew: boolean;
}

/**
 * Takes a channel in; it waits for its creator.
 *
 * @throws CommandError with the reason; nothing is kept then.
 */
export async function takeChannel(
  cell: Cell,
  home: string,
  folder: string,
  watch: Watch,
): Promise<Arrived> {
  const paper = await readPaper(
    join(folder, 'channel.json'),
    ChannelPaper,
    'the paper of a channel',
  );
  const own = await cell.border.cellId();
  if (paper.to !== own) throw new CommandError(`This channel goes to ${paper.to}, not to ${own}.`);
  await mustBeSignedBy(cell, paper.from, paper);
  const recipient = await readRecipientKey(home);
  if (recipientText(createPublicKey(recipient)) !== paper.recipient)
    throw new CommandError('This channel was sealed to another key: its bytes open there only.');
  const packageKey = await unwrapPackageKey(paper.key, paper.move, recipient).catch(
    (cause: unknown) => {
      throw new CommandError(`The key of this channel does not open: ${messageOf(cause)}`, {
        cause,
      });
    },
  );
  const source = { folder: join(folder, 'package'), packageId: paper.move, packageKey };
  const verdict = await verifyPackage(source.folder, {
    signers: [{ name: paper.from, publicKey: Buffer.from(paper.signer, 'base64') }],
    expected: { package: paper.move, cell: paper.from, region: cell.parts.region, sequence: 0 },
    packageKey,
  });
  if (verdict.kind === 'refused')
    throw new CommandError(`This channel is refused: ${verdict.message} (${verdict.where})`);
  if (verdict.statementDigest !== paper.statement)
    throw new CommandError('This is not the package that the other cell told of.');
  return await bring(cell, paper, { source, bagCount: verdict.bagCount }, watch);
}

interface Verified {
  source: Parameters<typeof partText>[0];
  bagCount: number;
}

async function bring(
  cell: Cell,
  paper: ChannelPaper,
  { source, bagCount }: Verified,
  watch: Watch,
): Promise<Arrived> {
  const { channels, parts, border } = cell;
  const documents = new Map<string, unknown>();
  for await (const part of packageParts(source.folder, bagCount))
    if (part.kind === 'document')
      documents.set(part.name, JSON.parse(await partText(source, part)));
  const channel = documents.get('channel.json');
  const names = (documents.get('files.json') ?? {}) as Record<string, string>;
  if (!Value.Check(ChannelDocument, channel))
    throw new CommandError('This channel is refused: it is not described as it must be.');
  const held = join(parts.workFolder, 'arrivals');
  await mkdir(held, { recursive: true, mode: 0o700 });
  const brought = new Map<string, string>();
  for await (const part of packageParts(source.folder, bagCount)) {
    if (part.kind !== 'blob') continue;
    watch.signal.throwIfAborted();
    const path = join(held, `${paper.move}-${part.sha256}`);
    await pipeline(partBlocks(source, part), createWriteStream(path, { mode: 0o600 }));
    brought.set(part.sha256, path);
  }
  try {
    const { taken, refused } = await judge(cell, channel, { names, brought }, watch);
    let files = 0;
    for (const key of taken.clips.flatMap(filesOf)) {
      const path = brought.get(names[key] ?? '');
      if (path === undefined) continue;
      await parts.blobs.putFile(`${arrivalFolder(paper.move)}${key}`, path);
      files += 1;
    }
    const came = {
      ...{ moveId: paper.move, fromCell: paper.from, codeDigest: paper.codeDigest },
      channel: taken,
    };
    const isNew = await channels.arrive(came, sha256(JSON.stringify(paper)));
    await border.publish();
    const clips = taken.clips.length;
    watch.say(stepLine('taken', `${formatCount(clips)} clips, ${formatCount(files)} files`));
    return { move: paper.move, clips, files, refused, isNew };
  } finally {
    for (const path of brought.values()) await rm(path, { force: true });
  }
}

/** What this cell's own rules say of each clip: bytes under an order here, files that are no clips, ids that are taken. */
async function judge(
  cell: Cell,
  channel: Channel,
  files: { names: Record<string, string>; brought: ReadonlyMap<string, string> },
  watch: Watch,
): Promise<{ taken: Channel; refused: number }> {
  const clips: Channel['clips'] = [];
  const known = await cell.videos.stored(channel.clips.map(({ videoId }) => videoId));
  for (const clip of channel.clips) {
    const isOwn = filesOf(clip).every((key) => key.split('/')[1] === clip.videoId);
    const isRight =
      isOwn && !known.has(clip.videoId) && (await isPlayable(cell, clip, files, watch));
    if (isRight) clips.push(await marked(clip, files));
  }
  return { taken: { ...channel, clips }, refused: channel.clips.length - clips.length };
}

/** What its files say of artificial making counts, whatever the other cell says of them. */
async function marked(
  clip: Channel['clips'][number],
  { names, brought }: { names: Record<string, string>; brought: ReadonlyMap<string, string> },
): Promise<Channel['clips'][number]> {
  let { ai } = clip;
  for (const { key } of clip.renditions) {
    const path = brought.get(names[key] ?? '');
    if (path !== undefined) ai = strongerMark(ai, await aiMarkOfFile(path));
  }
  return ai === undefined ? clip : { ...clip, ai };
}

async function isPlayable(
  cell: Cell,
  clip: Channel['clips'][number],
  { names, brought }: { names: Record<string, string>; brought: ReadonlyMap<string, string> },
  watch: Watch,
): Promise<boolean> {
  if (clip.renditions.length === 0 || names[clip.posterKey] === undefined) return false;
  for (const { key, sha256: digest } of clip.renditions) {
    const path = brought.get(names[key] ?? '');
    if (path === undefined || (await hashFile(path, watch.signal)).sha256 !== digest) return false;
    if (await cell.orders.gate.refuses(digest)) return false;
    // In the sandbox: what another cell calls a clip is a claim.
    const probed = await cell.parts.transcoder
      .probe(path, { signal: watch.signal })
      .catch(() => undefined);
    if (probed === undefined) return false;
  }
  return true;
}

/** @returns the receipt for the cell that a channel came from. @throws CommandError while its creator has not said the code. */
export async function receiptPaper(cell: Cell, moveId: string, out: string): Promise<ReceiptPaper> {
  const found = await cell.channels.arrived(moveId);
  if (found === undefined)
    throw new CommandError('Its creator has not said the code here yet, or nothing came.');
  const receipt = signedPaper(cell, {
    ...{ v: 1 as const, kind: 'jhalak channel receipt' as const, move: moveId },
    ...{ from: found.fromCell, to: await cell.border.cellId(), handle: found.handle },
    ...{ clips: found.clips, atMs: cell.parts.clock.nowMs() },
  });
  await writeDurably(out, JSON.stringify(receipt));
  return receipt;
}
