import type { Caller } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import { hiddenProblem, tiedOnlooker } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { creatorTies, type TieMemory } from '../ties.ts';

/**
 * @returns the caller, who may see the clip: one that is not for everybody too, where they are let in.
 * @throws what the clip's page would say.
 */
export async function mayAct(
  { visibility, ties }: { visibility: Visibility; ties: TieMemory },
  surface: string,
  videoId: string,
  caller: Caller | undefined,
): Promise<Caller> {
  assert(caller, 'the route asks for a viewer');
  const onlooker = await tiedOnlooker(caller, {
    ties: async (personId) => await creatorTies(ties, personId),
  });
  const verdict = await visibility.checkFresh(surface, videoId, onlooker);
  if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
  return caller;
}
