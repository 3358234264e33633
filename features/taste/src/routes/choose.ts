// Choices: made, listed with the profile, taken back.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { ChoiceBody, ChoiceParams, CHOICES_MAX, KeptChoice } from '@jhalak/contracts/taste';
import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import { assert, cleanText } from '@jhalak/kernel';
import type { NewChoice } from '../controls/choices.ts';
import { choicesOf } from './get-taste.ts';
import { CHANGES_PER_MINUTE, TASTE_TAG, type TasteRoutesDeps } from './parts.ts';

const shared = {
  tag: TASTE_TAG,
  access: 'viewer',
  owner: 'self',
  ratePerMinute: CHANGES_PER_MINUTE,
} as const;

/** @returns the routes that make and take back choices; they hold from the next page on, with and without learning. */
export function choiceRoutes(deps: TasteRoutesDeps): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/taste/choices',
      name: 'chooseTaste',
      summary:
        'Ask the feed for more, less or none of something; the last word about a thing counts',
      body: ChoiceBody,
      replies: { 201: KeptChoice },
      async handle({ body, caller }) {
        assert(caller, 'the route asks for a viewer');
        const choice = await choiceFrom(deps, body);
        if (choice === undefined)
          throw problem('taste.choice_invalid', 'The feed knows nothing of this name.');
        const kept = await deps.choices.keep(caller.personId, [choice]);
        if (kept === 'full')
          throw problem(
            'taste.full',
            `At most ${CHOICES_MAX} choices are kept. Take some back first.`,
          );
        const [json] = await choicesOf(deps, kept, new Map());
        return { status: 201, json };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/taste/choices/:id',
      name: 'unchooseTaste',
      summary: 'Take a choice back',
      params: ChoiceParams,
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        const dropped = await deps.choices.drop(caller.personId, [params.id]);
        if (dropped === 0) throw problem('not_found', 'There is no such choice of yours.');
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/taste/choices',
      name: 'unchooseAll',
      summary: 'Take all choices back',
      replies: { 204: null },
      async handle({ caller }) {
        assert(caller, 'the route asks for a viewer');
        const all = await deps.choices.of(caller.personId);
        if (all.length > 0)
          await deps.choices.drop(
            caller.personId,
            all.map(({ id }) => id),
          );
        return { status: 204 };
      },
    }),
  ];
}

/** @returns the choice in our own terms; undefined when it is of nothing that is known here, or cannot be wished. */
export async function choiceFrom(
  deps: Pick<TasteRoutesDeps, 'people' | 'taste'>,
  { of, value: said, wish }: ChoiceBody,
): Promise<NewChoice | undefined> {
  const value = cleanText(said);
  switch (of) {
    case 'creator': {
      const person = await deps.people.personByHandle(value.replace(/^@/u, ''));
      return person === undefined ? undefined : { of, value: person.personId, wish };
    }
    case 'genre':
      return GENRES.some((one) => one === value) ? { of, value, wish } : undefined;
    case 'language':
      return LANGUAGE_CODES.includes(value) ? { of, value, wish } : undefined;
    case 'clip':
      return wish === 'none' && deps.taste.items().indexOf(value) !== undefined
        ? { of, value, wish }
        : undefined;
    case 'sound':
      return wish === 'none' && deps.taste.content().hasSound(value)
        ? { of, value, wish }
        : undefined;
    case 'tag':
    case 'words': {
      const words = of === 'tag' ? value.replace(/^#/u, '').toLowerCase() : value;
      return wish === 'none' && /[\p{L}\p{N}]/u.test(words)
        ? { of, value: words, wish }
        : undefined;
    }
  }
}
