// Taking a sound out of the clips that carry it: moderators everywhere, whose sound it is in others' clips. Both can undo it.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { SilenceBody, type Sound } from '@jhalak/contracts/sounds';
import { assert, cleanText } from '@jhalak/kernel';
import type { SilencedBy, Silences } from '../silence/silences.ts';
import { isAudible } from '../sounds.ts';
import type { VideoStore } from '../store.ts';
import type { StoredVideo } from '../types.ts';

interface SilenceDeps {
  store: VideoStore;
  silences: Silences;
}

export function silenceRoutes(deps: SilenceDeps): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: '/v1/sounds/:id/silence',
      name: 'putSoundSilence',
      summary:
        'Silence a sound: clips that carry it stay and play without it. Moderators everywhere, whose sound it is in others’ clips',
      tag: 'videos',
      access: 'account',
      owner: 'owner',
      params: IdParams,
      body: SilenceBody,
      replies: { 204: null },
      async handle({ params: { id }, body, caller }) {
        const { by, who } = await allowed(deps, id, caller);
        const reason = cleanText(body.reason);
        await deps.silences.set(id, { by, who, reason: reason === '' ? '-' : reason });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/sounds/:id/silence',
      name: 'deleteSoundSilence',
      summary: 'Let a sound be heard again where the caller had silenced it; orders stay',
      tag: 'videos',
      access: 'account',
      owner: 'owner',
      params: IdParams,
      replies: { 204: null },
      async handle({ params: { id }, caller }) {
        await deps.silences.set(id, { ...(await allowed(deps, id, caller)), reason: null });
        return { status: 204 };
      },
    }),
  ];
}

/** @throws `sound.not_found`, `video.not_yours`. */
async function allowed(
  deps: SilenceDeps,
  id: string,
  caller: Caller | undefined,
): Promise<{ by: SilencedBy; who: string }> {
  assert(caller, 'the route asks for an account');
  const [first] = await deps.store.byIds([id]);
  const isSound =
    first === undefined ? await isHeardStill(deps, id) : first.soundId === null && isAudible(first);
  if (!isSound)
    throw problem('sound.not_found', 'There is no such sound here. It may have been removed.');
  const by = silencesAs(first, caller);
  if (by === undefined)
    throw problem('video.not_yours', 'Only whose sound it is, or a moderator, can silence it.');
  return { by, who: caller.personId };
}

// The clip where it was first can be gone, and others carry the sound on; who silenced it can end that.
async function isHeardStill({ store, silences }: SilenceDeps, id: string): Promise<boolean> {
  return (await store.usesOfSound(id, 1)).length > 0 || (await silences.isBy(id, 'moderator'));
}

function silencesAs(first: StoredVideo | undefined, caller: Caller): SilencedBy | undefined {
  if (caller.roles.some((role) => role === 'moderator' || role === 'admin')) return 'moderator';
  return first?.personId === caller.personId ? 'creator' : undefined;
}

/** @param first undefined when the clip where it was first is gone. @returns what a sound's page says to who may silence it. */
export async function ownSilence(
  silences: Silences,
  { id, first }: { id: string; first: StoredVideo | undefined },
  caller: Caller | undefined,
): Promise<Pick<Sound, 'maySilence' | 'silencedByCaller'>> {
  if ((first?.soundId ?? null) !== null || caller?.handle === undefined) return {};
  const by = silencesAs(first, caller);
  if (by === undefined) return {};
  return { maySilence: by, silencedByCaller: await silences.isBy(id, by) };
}
