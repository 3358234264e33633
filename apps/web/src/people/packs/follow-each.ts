// Following people one after another, each by the rules of following, with a way back.

import type { PersonCard } from '@jhalak/contracts/social';
import type { Failure } from '../../api/client.ts';
import type { App } from '../../shell/app-context.ts';
import { sayFailure } from '../../shell/say-failure.ts';

/** How somebody stands to a person after they were followed. */
export type Stood = Pick<PersonCard, 'handle' | 'followed' | 'requested'>;

const pathOf = (handle: string): string => `/v1/people/${encodeURIComponent(handle)}/follow`;

/**
 * Follows people; what goes wrong ends it. What came of it is said, with an undo.
 *
 * @param told.step before each, with how many were followed. @returns false to end it.
 * @param told.show how people stand now: after all of it, and after an undo.
 */
export async function followEach(
  app: App,
  handles: readonly string[],
  told: { step?(done: number): boolean; show?(stood: readonly Stood[]): void },
): Promise<void> {
  if (!(await app.ensureViewer())) return;
  const stood: Stood[] = [];
  let failure: Failure | null = null;
  for (const handle of handles) {
    if (told.step?.(stood.length) === false) break;
    const reply = await app.api.send('PUT', pathOf(handle));
    // Somebody who has just gone, or asks for a name that one does not have, holds up nobody else.
    if (reply.kind === 'problem' && (reply.status === 404 || reply.status === 401)) continue;
    if (reply.kind !== 'ok') {
      failure = reply;
      break;
    }
    const waits = reply.status === 202;
    stood.push({ handle, followed: !waits, requested: waits });
  }
  app.feeds.delete('following:');
  told.show?.(stood);
  if (failure !== null) sayFailure(app, failure);
  else if (stood.length > 0)
    app.say(app.t('packs.followed', { count: stood.length }), {
      label: app.t('common.undo'),
      run: () => void unfollowEach(app, stood, told),
    });
}

async function unfollowEach(
  app: App,
  stood: readonly Stood[],
  told: { show?(stood: readonly Stood[]): void },
): Promise<void> {
  const undone: Stood[] = [];
  for (const { handle } of stood) {
    const reply = await app.api.send('DELETE', pathOf(handle));
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      break;
    }
    undone.push({ handle, followed: false, requested: false });
  }
  app.feeds.delete('following:');
  told.show?.(undone);
}
