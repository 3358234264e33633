import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { EditsBody, EditsReply, type TasteEdit } from '@jhalak/contracts/taste';
import { assert } from '@jhalak/kernel';
import type { JhalakError } from '@jhalak/kernel';
import { undoOf, type Edit } from '../controls/edits.ts';
import { emptyTaste, LEANING_MAX } from '../viewer-taste.ts';
import { CHANGES_PER_MINUTE, TASTE_TAG, type TasteRoutesDeps } from './parts.ts';

/** @returns the route by which a person changes what the feed believes of them. */
export function editTaste(deps: TasteRoutesDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/taste/edits',
    name: 'editTaste',
    summary: 'Change or remove single things that the feed believes of the caller',
    tag: TASTE_TAG,
    access: 'viewer',
    owner: 'self',
    body: EditsBody,
    replies: { 200: EditsReply },
    ratePerMinute: CHANGES_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a viewer');
      if (!caller.personal) throw consentNeeded();
      const known: { told: TasteEdit; edit: Edit }[] = [];
      for (const told of body.edits) {
        const edit = await editFrom(deps, told);
        if (edit === undefined)
          throw problem('taste.choice_invalid', 'The feed knows nothing of this name.');
        known.push({ told, edit });
      }
      const edits = known.map(({ edit }) => edit);
      const taste = (await deps.taste.viewer(caller.personId)) ?? emptyTaste();
      const undo = undoOf(taste, edits);
      await deps.taste.edit(caller.personId, edits);
      const backwards = known.toReversed();
      return {
        status: 200,
        json: {
          undo: undo.map((edit, place) => told(edit, backwards[place]?.told.value ?? edit.name)),
        },
      };
    },
  });
}

/** @returns the failure for whoever lets nothing be learned. */
export function consentNeeded(): JhalakError {
  return problem(
    'taste.consent_needed',
    'Nothing is learned without consent of a person of 18 or more. Allow it in the settings first.',
  );
}

/** @returns the edit in the learner's terms; undefined when it is of nothing that is known here. */
export async function editFrom(
  deps: Pick<TasteRoutesDeps, 'people' | 'taste' | 'clock'>,
  { of, value, strength, level, atMs }: TasteEdit,
): Promise<Edit | undefined> {
  if (of === 'watched') {
    // Nobody watched something tomorrow: it would stay the newest for ever.
    const watched =
      level === undefined || atMs === undefined
        ? {}
        : { level, atMs: Math.min(atMs, deps.clock.nowMs()) };
    return deps.taste.items().indexOf(value) === undefined
      ? undefined
      : { of, name: value, ...watched };
  }
  const name = of === 'creator' ? (await deps.people.personByHandle(value))?.personId : value;
  if (name === undefined) return undefined;
  return strength === undefined ? { of, name } : { of, name, amount: strength * LEANING_MAX };
}

function told(edit: Edit, value: string): TasteEdit {
  if (edit.of === 'watched') {
    const { of, level, atMs } = edit;
    return { of, value, ...(level === undefined || atMs === undefined ? {} : { level, atMs }) };
  }
  const { of, amount } = edit;
  if (amount === undefined) return { of, value };
  return { of, value, strength: Math.max(-1, Math.min(1, amount / LEANING_MAX)) };
}
