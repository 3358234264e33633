// A taste to take away and to bring along.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import { ImportReply, TASTE_FILE_MAX_BYTES, TasteFile } from '@jhalak/contracts/taste';
import { assert } from '@jhalak/kernel';
import type { NewChoice } from '../controls/choices.ts';
import type { Edit } from '../controls/edits.ts';
import { LEANING_MAX, type ViewerTaste } from '../viewer-taste.ts';
import { choiceFrom } from './choose.ts';
import { consentNeeded, editFrom } from './edit-taste.ts';
import { choicesOf } from './get-taste.ts';
import { TASTE_TAG, type TasteRoutesDeps } from './parts.ts';

const shared = { tag: TASTE_TAG, access: 'viewer', owner: 'self', ratePerMinute: 10 } as const;

/** @returns the routes that write a taste into a file and read one. */
export function carryRoutes(deps: TasteRoutesDeps): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/taste/export',
      name: 'exportTaste',
      summary: 'The caller’s taste and choices as a file that any cell can import',
      replies: { 200: TasteFile },
      async handle({ caller }) {
        assert(caller, 'the route asks for a viewer');
        const learned = caller.personal ? await deps.taste.viewer(caller.personId) : undefined;
        const chosen = await deps.choices.of(caller.personId);
        const choices = await choicesOf(deps, chosen, new Map());
        const json: TasteFile = {
          format: 'jhalak.taste',
          version: 1,
          region: deps.region,
          madeAtMs: deps.clock.nowMs(),
          beliefs: learned === undefined ? [] : await allBeliefs(deps, learned),
          watched: (learned?.recent ?? []).map(({ video, level, atMs }) => ({
            video,
            level,
            atMs,
          })),
          choices: choices.map(({ of, value, wish }) => ({ of, value, wish })),
        };
        return {
          status: 200,
          json,
          headers: {
            'cache-control': 'private, no-store',
            'content-disposition': 'attachment; filename="jhalak-taste.json"',
          },
        };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/taste/import',
      name: 'importTaste',
      summary: 'Bring a taste along from another place; only with consent to learning',
      body: TasteFile,
      bodyLimitBytes: TASTE_FILE_MAX_BYTES,
      replies: { 200: ImportReply },
      async handle({ body, caller }) {
        assert(caller, 'the route asks for a viewer');
        if (!caller.personal) throw consentNeeded();
        const known = await knownIn(deps, body);
        await bringTaste(deps, caller.personId, known);
        const taken = known.edits.length + known.choices.length;
        const all = body.beliefs.length + body.watched.length + body.choices.length;
        return { status: 200, json: { taken, unknown: all - taken } };
      },
    }),
  ];
}

/** As much of a taste as is about what is known here. */
export interface KnownTaste {
  edits: readonly Edit[];
  choices: readonly NewChoice[];
}

/** @returns what of a file can be brought in. Cost: look-ups. */
export async function knownIn(
  deps: Pick<TasteRoutesDeps, 'people' | 'taste' | 'clock'>,
  file: Pick<TasteFile, 'beliefs' | 'watched' | 'choices'>,
): Promise<KnownTaste> {
  return { edits: await editsIn(deps, file), choices: await choicesIn(deps, file) };
}

/** Brings it in; again: the same. @throws `taste.full`. */
export async function bringTaste(
  deps: Pick<TasteRoutesDeps, 'choices' | 'taste'>,
  personId: string,
  { edits, choices }: KnownTaste,
): Promise<void> {
  if (choices.length > 0 && (await deps.choices.keep(personId, choices)) === 'full')
    throw problem('taste.full', 'There are too many choices already. Take some back first.');
  if (edits.length > 0) await deps.taste.edit(personId, edits);
}

async function allBeliefs(
  deps: TasteRoutesDeps,
  taste: ViewerTaste,
): Promise<TasteFile['beliefs']> {
  const creators = Object.entries(taste.creators);
  const names = await deps.people.peopleByIds(creators.map(([id]) => id));
  const strength = (amount: number) => Math.max(-1, Math.min(1, amount / LEANING_MAX));
  return [
    ...Object.entries(taste.genres).map(([value, amount]) => ({
      ...{ of: 'genre' as const, value, strength: strength(amount) },
    })),
    ...Object.entries(taste.languages).map(([value, amount]) => ({
      ...{ of: 'language' as const, value, strength: strength(amount) },
    })),
    ...creators.flatMap(([id, amount]) => {
      const value = names.get(id)?.handle;
      return value === undefined
        ? []
        : { of: 'creator' as const, value, strength: strength(amount) };
    }),
  ].filter(({ value }) => value !== '');
}

async function editsIn(
  deps: Pick<TasteRoutesDeps, 'people' | 'taste' | 'clock'>,
  file: Pick<TasteFile, 'beliefs' | 'watched'>,
): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const { of, value, strength } of file.beliefs) {
    if (of === 'genre' && !GENRES.some((one) => one === value)) continue;
    if (of === 'language' && !LANGUAGE_CODES.includes(value)) continue;
    const edit = await editFrom(deps, { of, value, strength });
    if (edit !== undefined) edits.push(edit);
  }
  for (const { video, level, atMs } of file.watched) {
    const edit = await editFrom(deps, { of: 'watched', value: video, level, atMs });
    if (edit !== undefined) edits.push(edit);
  }
  return edits;
}

async function choicesIn(
  deps: Pick<TasteRoutesDeps, 'people' | 'taste'>,
  file: Pick<TasteFile, 'choices'>,
): Promise<NewChoice[]> {
  const choices: NewChoice[] = [];
  for (const told of file.choices) {
    const choice = await choiceFrom(deps, told);
    if (choice !== undefined) choices.push(choice);
  }
  return choices;
}
