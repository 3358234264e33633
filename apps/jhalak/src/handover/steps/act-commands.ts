// Acts of people in one command, where their key is at hand; and what is carried from one owner's machine to the other's.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  APPROVED_STEPS,
  type ApprovedStep,
  type DealEvent,
  type DealFile,
  type DealView,
} from '@jhalak/contracts/handover-deal';
import { nextOf } from '@jhalak/handover';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { fieldsOf, following, readJson, signedWith } from '../act-files.ts';
import { dealLines } from '../print-deal.ts';
import { bundleOf, eventsFile, keepBundle, readBundle } from './carry.ts';
import { dealFolder, evidenceName, sha256, writeDurably } from './evidence.ts';
import { needed, tell } from './speak.ts';

/** A contract with its annexes as one file of text. */
const DOCUMENT_BYTES_MAX = 20_000_000;

/** `file:/…` and whatever has a scheme and a host. */
const ADDRESS = /^(file:|[a-z][a-z0-9+.-]+:\/\/)/i;

/** `handover act DEAL ACT name=value…`: draft, sign and post in one. */
export async function act(context: CommandContext): Promise<number> {
  const [, dealId, name, ...words] = context.words;
  const from = context.options['from'];
  const more = from === undefined ? {} : ((await readJson(from)) as Record<string, unknown>);
  const fields = { ...more, ...fieldsOf(words), act: needed(name, 'Say which act.') };
  return await signAndPost(context, needed(dealId, 'Say which deal.'), fields);
}

/** `handover propose DEAL STEP --document FILE`: the digest of the file is what people approve; a copy is kept. */
export async function propose(context: CommandContext): Promise<number> {
  const [, dealId, word] = context.words;
  const deal = needed(dealId, 'Say which deal.');
  const step = APPROVED_STEPS.find((one) => one === word);
  if (step === undefined) throw new CommandError(`Say which step: ${APPROVED_STEPS.join(', ')}.`);
  const path = resolve(needed(context.options['document'], '--document FILE is what is agreed.'));
  const text = await readFile(path, 'utf8');
  if (text.length > DOCUMENT_BYTES_MAX) throw new CommandError(`${path} is too large.`);
  const { bidder } = context.options;
  const copy = documentFile(context.settings.home, deal, step);
  await writeDurably(copy, text);
  return await signAndPost(context, deal, {
    ...{ act: 'propose', step, document: sha256(text) },
    ...(bidder === undefined ? {} : { bidder }),
  });
}

/** @returns where a home keeps the document of an approved step. */
export function documentFile(home: string, deal: string, step: ApprovedStep): string {
  return join(dealFolder(home, deal), `${evidenceName(step).slice(0, -5)}.document`);
}

async function signAndPost(
  context: CommandContext,
  dealId: string,
  fields: Readonly<Record<string, unknown>> & { act: string },
): Promise<number> {
  const keyPath = needed(context.options['key'], '--key FILE signs.');
  return await withCell(context, async ({ handover }) => {
    const view = await handover.deal(dealId, { side: 'seller' });
    const file: DealFile = await signedWith(following(view, fields), keyPath);
    const after: DealView = await handover.post(file, dealId);
    tell(context, after, () => dealLines(after));
    return 0;
  });
}

/** `handover events DEAL --out FILE`: for the other owner's machine. */
export async function events(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const out = resolve(needed(context.options['out'], '--out FILE says where it goes.'));
  const { home } = context.settings;
  const known = await knownEvents(context, dealId);
  const bundle = await bundleOf(home, dealId, known);
  await writeDurably(out, JSON.stringify(bundle));
  const told = { file: out, events: known.length, documents: bundle.documents.length };
  tell(context, told, () => [
    `wrote ${out}: ${told.events} events, ${told.documents} documents; any copy of it is as good`,
  ]);
  return 0;
}

/** A home without a cell (a buyer's before, a seller's after) knows the events that were carried to it. */
async function knownEvents(context: CommandContext, dealId: string): Promise<DealEvent[]> {
  const { home } = context.settings;
  if (!hasCell(home)) return (await readBundle(eventsFile(home, dealId))).bundle.events;
  const kept = await withCell(context, async ({ handover }) => await handover.kept(dealId));
  if (kept === undefined) throw new CommandError('There is no such deal here.');
  return kept.events;
}

/** `handover follow DEAL --from FILE`: takes the other owner's events; each is judged here anew. */
export async function follow(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const given = needed(context.options['from'], '--from FILE has the events; - is standard input.');
  const from = carriedFile(given);
  const { bundle, state } = await readBundle(from);
  if (bundle.deal !== dealId) throw new CommandError(`${from} is of another deal: ${bundle.deal}.`);
  const { home } = context.settings;
  await keepBundle(home, bundle);
  // A buyer has no cell before it takes this one over: until then the file is all there is.
  const fresh = hasCell(home)
    ? await withCell(context, async ({ handover }) => await handover.follow(dealId, bundle.events))
    : undefined;
  const next = nextOf(state, Date.now());
  tell(context, { deal: dealId, step: state.step, events: state.seq, fresh, next }, () => [
    `${state.seq} events, ${fresh ?? 'all'} new; the deal waits for ${state.step}`,
  ]);
  return 0;
}

/** @returns the path of a file, also of a `file:` address. @throws CommandError for an address elsewhere: nothing here dials. */
function carriedFile(from: string): string {
  if (!ADDRESS.test(from)) return from;
  try {
    return fileURLToPath(from);
  } catch (cause) {
    throw new CommandError(
      `${from} is no file of this machine, and no command of a deal dials. Fetch it by another way and give the file, or pipe it into --from -.`,
      { cause },
    );
  }
}

/** @returns whether a home has a cell: its keys are made with it. */
export function hasCell(home: string): boolean {
  return existsSync(join(home, 'keys', 'root.key'));
}
