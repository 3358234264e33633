// Files of acts: made from a deal as it stands, signed by whoever has the key, on any machine.

import { createHash, createPrivateKey } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { preAuthenticationEncoding } from '@jhalak/bags';
import type { DealAct, DealFile, DealView } from '@jhalak/contracts/handover-deal';
import { actOf, parseFile, signFile, unsignedFile } from '@jhalak/handover';
import { messageOf } from '@jhalak/kernel';
import { CommandError } from '../command.ts';

/** An opening with all its parties takes 30 kB. */
const FILE_BYTES_MAX = 160_000;

/** @throws CommandError where the file is none of ours. */
export async function readAct(path: string): Promise<{ file: DealFile; act: DealAct }> {
  const file = parseFile(await readJson(path));
  const act = file === undefined ? undefined : actOf(file);
  if (file === undefined || act === undefined)
    throw new CommandError(`${path} holds no act of a deal, or one that was changed by hand.`);
  return { file, act };
}

/** @throws CommandError where it cannot be read as JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > FILE_BYTES_MAX)
      throw new Error('it is larger than any such file');
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CommandError(`${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

export async function writeNew(path: string, file: DealFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(file)}\n`, { flag: 'wx' });
}

/** Signs in the place where the file lies. */
export async function signInPlace(path: string, keyPath: string): Promise<DealFile> {
  const { file } = await readAct(path);
  const signed = await signedWith(file, keyPath);
  await writeFile(path, `${JSON.stringify(signed)}\n`);
  return signed;
}

/** @returns SHA-256 of what is signed, hexadecimal: what a signer compares with whoever drafted it. */
export function signedDigest({ payloadType, payload }: DealFile): string {
  const bytes = preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64'));
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param keyPath PEM of an Ed25519 private key. */
export async function signedWith(file: DealFile, keyPath: string): Promise<DealFile> {
  try {
    return signFile(file, createPrivateKey(await readFile(keyPath, 'utf8')));
  } catch (cause) {
    throw new CommandError(`${keyPath} does not sign: ${messageOf(cause)}.`, { cause });
  }
}

/**
 * @param fields what the act says beside what follows from the deal as it stands.
 * @throws CommandError where these are not the fields of such an act.
 */
export function actFile(fields: Readonly<Record<string, unknown>>): DealFile {
  const act: unknown = { v: 1, ...fields };
  const file = unsignedFile(act as DealAct);
  if (actOf(file) === undefined)
    throw new CommandError(
      `These are not the fields of such an act: ${JSON.stringify(fields).slice(0, 300)}`,
    );
  return file;
}

/** @returns an act that follows the deal as it is seen now. */
export function following(
  view: DealView,
  fields: Readonly<Record<string, unknown>> & { act: string },
): DealFile {
  const free = fields.act === 'approve' || fields.act === 'abort';
  return actFile({ deal: view.deal, ...(free ? {} : { after: view.head }), ...fields });
}

/** @returns what `name=value` words say: whole numbers, yes and no, and texts. */
export function fieldsOf(words: readonly string[]): Record<string, unknown> {
  const pairs = words.map((word): [string, unknown] => {
    const [, name, value] = /^([a-zA-Z]{1,40})=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined)
      throw new CommandError(`${word}: say it as name=value.`);
    if (value === 'true' || value === 'false') return [name, value === 'true'];
    return [name, /^\d{1,15}$/.test(value) ? Number(value) : value];
  });
  return Object.fromEntries(pairs);
}
