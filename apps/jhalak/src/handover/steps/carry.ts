// What goes from one owner's machine to the other's: the deal's events, and the documents that their acts name. A file, carried
// however its people like; nothing here dials.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DealEvent, type DealEvent as Event } from '@jhalak/contracts/handover-deal';
import { actOf, fold, type DealState } from '@jhalak/handover';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CommandError } from '../../command.ts';
import { dealFolder, readEvidence, sha256, writeDurably } from './evidence.ts';
import { readLarge } from './read-large.ts';

/** `08-delta.json`: the evidence of one step. */
const NAME = /^\d{2}-[a-z][a-z-]{0,60}\.json$/;
/** Steps of which the other owner may read everything; a rehearsal is its own bidder's. */
const SHARED = /^(0[7-9]|1[0-5])-/;
/** A report with a list of every table takes some 100 kB. */
const DOCUMENT_MAX = 4_000_000;

const Bundle = Type.Object(
  {
    v: Type.Literal(1),
    deal: Type.String(),
    events: Type.Array(DealEvent, { minItems: 1, maxItems: 100_000 }),
    documents: Type.Array(
      Type.Object({
        name: Type.String({ pattern: NAME.source }),
        text: Type.String({ maxLength: DOCUMENT_MAX }),
      }),
      { maxItems: 40 },
    ),
  },
  { additionalProperties: false },
);
export type Bundle = Static<typeof Bundle>;
const bundles = Compile(Bundle);

/** @returns what the other machine needs to know. */
export async function bundleOf(
  home: string,
  dealId: string,
  events: readonly Event[],
): Promise<Bundle> {
  const folder = dealFolder(home, dealId);
  const named = evidenceOf(events);
  const names = await readdir(folder).catch(() => []);
  const documents: Bundle['documents'] = [];
  for (const name of names.filter((one) => NAME.test(one) && SHARED.test(one)).toSorted()) {
    const found = await readEvidence(join(folder, name));
    if (found === undefined || !named.has(found.digest)) continue;
    documents.push({ name, text: await readLarge(found.file, DOCUMENT_MAX) });
  }
  return { v: 1, deal: dealId, events: [...events], documents };
}

/** @returns the bundle and what its events add up to. @throws CommandError for what is none, or contradicts itself. */
export async function readBundle(file: string): Promise<{ bundle: Bundle; state: DealState }> {
  let bundle: unknown;
  try {
    bundle = JSON.parse(await readLarge(file, BUNDLE_MAX));
  } catch (cause) {
    throw new CommandError(`${file} cannot be read as a deal's events.`, { cause });
  }
  if (!bundles.Check(bundle)) throw new CommandError(`${file} holds no events of a deal.`);
  try {
    const state = fold(bundle.events);
    if (state === undefined || state.deal !== bundle.deal) throw new Error('it is of two deals');
    const named = evidenceOf(bundle.events);
    for (const { name, text } of bundle.documents)
      if (!named.has(sha256(text))) throw new Error(`nobody signed its ${name}`);
    return { bundle, state };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new CommandError(`${file} is refused: ${why}.`, { cause });
  }
}

/** Keeps what came, durably: a buyer has no cell before it takes this one over. */
export async function keepBundle(home: string, bundle: Bundle): Promise<void> {
  const folder = dealFolder(home, bundle.deal);
  for (const { name, text } of bundle.documents) {
    const here = await readEvidence(join(folder, name));
    if (here?.digest !== sha256(text)) await writeDurably(join(folder, name), text);
  }
  await writeDurably(eventsFile(home, bundle.deal), JSON.stringify(bundle));
}

/** @returns where a home without a cell keeps a deal's events. */
export function eventsFile(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'events.json');
}

/** A deal has some 100 events of 2 kB, and at most 100,000. */
const BUNDLE_MAX = 300_000_000;

/** @returns digests of all that acts of steps name. */
function evidenceOf(events: readonly Event[]): Set<string> {
  const acts = events.map(({ file }) => actOf(file));
  return new Set(acts.flatMap((act) => (act?.act === 'done' ? [act.evidence] : [])));
}
