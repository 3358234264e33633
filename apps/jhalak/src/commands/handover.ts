// Handing the cell over: what there is, and the deal under which it is. Acts are files: drafted here, signed by their people
// on machines of their own, posted here.

import { DEAL_SIDES, type DealFile, type DealView } from '@jhalak/contracts/handover-deal';
import type { Onlooker } from '@jhalak/handover';
import { DAY_MS, JhalakError } from '@jhalak/kernel';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import {
  actFile,
  fieldsOf,
  following,
  readAct,
  readJson,
  signedDigest,
  signedWith,
  signInPlace,
  writeNew,
} from '../handover/act-files.ts';
import { wordLines } from '../handover/digest-lines.ts';
import { dealLines } from '../handover/print-deal.ts';
import { inventoryLines } from '../handover/print-inventory.ts';
import { makeLogKey, makeRecipientKey, nextKeys } from '../handover/recipient-key.ts';
import { PACK_ACTIONS, PACK_OPTIONS } from '../handover/pack/pack-commands.ts';
import { forgetParcel } from '../handover/steps/keys.ts';
import { STEP_ACTIONS, STEP_OPTIONS } from '../handover/steps/actions.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

const ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  inventory,
  new: open,
  show,
  draft,
  sign,
  post,
  approve,
  abort,
  recipient,
  ...PACK_ACTIONS,
  ...STEP_ACTIONS,
};

/** As long as an approval lives when nobody says how long. */
const APPROVAL_DAYS = '14';

export const handover: Command = {
  name: 'handover',
  usage: 'handover inventory|new|show|status|… DEAL',
  summary: 'hand the cell over to another owner: what there is, and the deal under which it is',
  options: {
    json: 'prints JSON',
    content: 'inventory: reads every byte of every file',
    keep: 'inventory: keeps it, so that its digest can be signed',
    'licence=':
      'inventory: learned models that go on licence instead of being learned anew, with commas',
    'out=': 'new, draft: where the unsigned file goes; events: where they go',
    'from=':
      'draft, act: a file with the act’s fields as JSON, for lists; follow: the file with the events, - for standard input',
    'key=': 'whoever signs: file with an Ed25519 private key (PEM); attest key makes one',
    'as=': 'show: seller, region, export, mediator, or bidder:ID',
    'days=': `approve: for how long it counts, ${APPROVAL_DAYS} by default`,
    'reason=': 'abort: why',
    ...PACK_OPTIONS,
    ...STEP_OPTIONS,
  },
  async run(context) {
    const action = ACTIONS[context.words[0] ?? ''];
    if (action === undefined)
      throw new CommandError(`handover: say ${Object.keys(ACTIONS).join(', ')}.`);
    try {
      return await action(context);
    } catch (error) {
      // A rule's own sentence is for the person at the keyboard.
      if (error instanceof JhalakError && error.code.startsWith('handover.'))
        throw new CommandError(error.message, { cause: error });
      throw error;
    }
  },
};

async function inventory(context: CommandContext): Promise<number> {
  const { options } = context;
  const licensed = options['licence']?.split(',') ?? [];
  return await withCell(context, async ({ handover: feature }) => {
    if (options['keep'] !== undefined) {
      const kept = await feature.keepInventory(licensed);
      const tags = kept.tags.length === 0 ? 'none' : kept.tags.join(', ');
      tell(context, kept, () => [`kept ${kept.digest}`, `items ${kept.items}, tags ${tags}`]);
      return 0;
    }
    const found = await feature.inventory({ content: options['content'] !== undefined, licensed });
    tell(context, found, () => inventoryLines(found));
    return 0;
  });
}

/** The parties come from a file; which cell and which epoch, from the cell. */
async function open(context: CommandContext): Promise<number> {
  const path = needed(context.words[1], 'Say which file names the parties and the policy.');
  const parties = await readJson(path);
  if (typeof parties !== 'object' || parties === null)
    throw new CommandError(`${path} names no parties.`);
  const file = await withCell(context, async ({ border, parts }) => {
    const { cellId, ownerEpoch } = await border.identity();
    const cell = { cell: cellId, region: parts.region, ownerEpoch };
    return actFile({ ...parties, act: 'open', deal: parts.ids.next(), ...cell });
  });
  return await wrote(context, file);
}

async function show(context: CommandContext): Promise<number> {
  const [, dealId] = context.words;
  return await withCell(context, async ({ handover: feature }) => {
    if (dealId === undefined) {
      const items = await feature.deals();
      tell(context, { items }, () => items.map(({ deal, step }) => `${deal}  ${step}`));
      return 0;
    }
    const view = await feature.deal(dealId, onlookerOf(context.options['as'] ?? 'seller'));
    tell(context, view, () => dealLines(view));
    return 0;
  });
}

/** `handover draft DEAL ACT name=value…`. */
async function draft(context: CommandContext): Promise<number> {
  const [, dealId, act, ...words] = context.words;
  const from = context.options['from'];
  const more = from === undefined ? {} : ((await readJson(from)) as Record<string, unknown>);
  const view = await seen(context, needed(dealId, 'Say which deal.'));
  const named = needed(act, 'Say which act.');
  const fields = { ...more, ...fieldsOf(words), act: named };
  const file = named === 'approve' ? approvalOf(context, view) : following(view, fields);
  return await wrote(context, file);
}

async function sign(context: CommandContext): Promise<number> {
  const path = needed(context.words[1], 'Say which file.');
  const keyPath = context.options['key'];
  if (keyPath === undefined) {
    // To be read, and compared, before anything is signed.
    const { file, act } = await readAct(path);
    tell(context, { file: path, act, digest: signedDigest(file) }, () => [
      ...JSON.stringify(act, null, 2).split('\n'),
      ...wordLines('what is signed', signedDigest(file)),
      '--key FILE signs it.',
    ]);
    return 0;
  }
  const file = await signInPlace(path, keyPath);
  const by = file.signatures[0]?.keyid ?? '';
  const digest = signedDigest(file);
  tell(context, { file: path, by, digest }, () => [
    `${path} is signed by ${by}`,
    ...wordLines('what is signed', digest),
  ]);
  return 0;
}

async function post(context: CommandContext): Promise<number> {
  const { file, act } = await readAct(needed(context.words[1], 'Say which file.'));
  return await posted(context, file, act.act === 'open' ? undefined : act.deal);
}

/** Draft, sign and post in one, where the key is at hand. */
async function approve(context: CommandContext): Promise<number> {
  const view = await seen(context, needed(context.words[1], 'Say which deal.'));
  const keyPath = needed(context.options['key'], '--key FILE signs.');
  const file = await signedWith(approvalOf(context, view), keyPath);
  return await posted(context, file, view.deal);
}

async function abort(context: CommandContext): Promise<number> {
  const view = await seen(context, needed(context.words[1], 'Say which deal.'));
  const keyPath = needed(context.options['key'], '--key FILE signs.');
  const reason = needed(context.options['reason'], '--reason says why.');
  const file = await signedWith(following(view, { act: 'abort', reason }), keyPath);
  return await posted(context, file, view.deal);
}

/** For a buyer, whose home may hold nothing yet. */
async function recipient(context: CommandContext): Promise<number> {
  const { home, region } = context.settings;
  const made = await makeRecipientKey(home);
  const [, cellId] = context.words;
  const nextKey = cellId === undefined ? undefined : await makeLogKey(home, region, cellId);
  const others = nextKey === undefined ? undefined : await nextKeys(home, region);
  tell(context, { recipient: made, nextKey, ...others }, () => [
    made,
    ...(nextKey ? [nextKey] : []),
    ...(others === undefined ? [] : [others.nextCard, JSON.stringify(others.nextLock)]),
  ]);
  return 0;
}

function approvalOf(context: CommandContext, { deal, proposal }: DealView): DealFile {
  if (proposal === undefined) throw new CommandError('Nothing is proposed in this deal.');
  const days = Number(context.options['days'] ?? APPROVAL_DAYS);
  if (!Number.isInteger(days) || days < 1) throw new CommandError('--days is a whole number.');
  const { step, scope } = proposal;
  return actFile({ act: 'approve', deal, step, scope, expiresAtMs: Date.now() + days * DAY_MS });
}

async function seen(context: CommandContext, dealId: string): Promise<DealView> {
  return await withCell(
    context,
    async (cell) => await cell.handover.deal(dealId, { side: 'seller' }),
  );
}

async function posted(
  context: CommandContext,
  file: DealFile,
  dealId: string | undefined,
): Promise<number> {
  const view = await withCell(
    context,
    async (cell: Cell) => await cell.handover.post(file, dealId),
  );
  // Sealed and never given: nobody shall have it.
  if (view.step === 'aborted') await forgetParcel(context.settings.home, view.deal);
  tell(context, view, () => dealLines(view));
  return 0;
}

async function wrote(context: CommandContext, file: DealFile): Promise<number> {
  const out = needed(context.options['out'], '--out FILE says where it goes.');
  await writeNew(out, file);
  tell(context, { file: out }, () => [`wrote ${out}: without a signature`]);
  return 0;
}

function onlookerOf(text: string): Onlooker {
  const [side, bidder] = text.split(':');
  const known = DEAL_SIDES.find((one) => one === side);
  if (known === undefined || (known === 'bidder') !== (bidder !== undefined))
    throw new CommandError('--as is seller, region, export, mediator, or bidder:ID.');
  return bidder === undefined ? { side: known } : { side: known, bidder };
}

function tell({ options, say }: CommandContext, value: unknown, lines: () => string[]): void {
  if (options['json'] !== undefined) say(JSON.stringify(value));
  else for (const line of lines()) say(line);
}

function needed(value: string | undefined, sentence: string): string {
  if (value === undefined) throw new CommandError(sentence);
  return value;
}
