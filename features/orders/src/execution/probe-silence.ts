// Asks whether an ordered sound is still heard: its page and the clips that carry it stay, so they are read and must say that they
// are silent; and a clip's bytes are asked for, which must be those without sound.

import type { Caller, Route, RouteReply } from '@jhalak/contracts';
import type { Probe } from './probe-surfaces.ts';

/** Clips of one sound whose bytes are asked for. */
const CLIPS_MAX = 6;
/** Sounds of one order that are asked after. */
const SOUNDS_MAX = 12;

interface Heard {
  id: string;
  sound?: { id: string; silence?: unknown };
  renditions?: readonly { url: string }[];
}

/** @returns one line a surface; none where the order silences no sound. Cost: some replies a sound. */
export async function probeSilence(
  routes: readonly Route[],
  soundIds: readonly string[],
  signal: AbortSignal,
): Promise<Probe[]> {
  if (soundIds.length === 0) return [];
  const some = soundIds.slice(0, SOUNDS_MAX);
  const pages = {
    surface: 'videos.sound (heard)',
    how: 'read' as const,
    items: some.length,
    shown: 0,
  };
  const bytes = { surface: 'videos.media (heard)', how: 'read' as const, items: 0, shown: 0 };
  for (const id of some) {
    signal.throwIfAborted();
    const page = await told<{ silence?: unknown; original: Heard | null }>(
      routes,
      'getSound',
      { id },
      signal,
    );
    const list = await told<{ items: Heard[] }>(routes, 'listSoundClips', { id }, signal);
    const clips = [page?.original ?? [], list?.items ?? []].flat().slice(0, CLIPS_MAX);
    const isSaid = page === undefined || page.silence !== undefined;
    if (!isSaid || clips.some(({ sound }) => sound?.id === id && sound.silence === undefined))
      pages.shown += 1;
    for (const clip of clips) {
      bytes.items += 1;
      if (await isHeard(routes, clip, signal)) bytes.shown += 1;
    }
  }
  return [pages, bytes];
}

async function isHeard(
  routes: readonly Route[],
  clip: Heard,
  signal: AbortSignal,
): Promise<boolean> {
  const file = clip.renditions?.[0]?.url.split('/').at(-1) ?? '';
  const reply = await ask(routes, 'getMedia', { id: clip.id, file }, signal);
  reply?.stream?.on('error', () => undefined);
  reply?.stream?.destroy();
  // The bytes without sound have a name of their own.
  return reply !== undefined && reply.headers?.['etag']?.endsWith('-silent"') !== true;
}

async function told<Body>(
  routes: readonly Route[],
  name: string,
  params: Record<string, string>,
  signal: AbortSignal,
): Promise<Body | undefined> {
  const reply = await ask(routes, name, params, signal);
  return reply?.rawJson === undefined ? undefined : (JSON.parse(reply.rawJson.toString()) as Body);
}

async function ask(
  routes: readonly Route[],
  name: string,
  params: Record<string, string>,
  signal: AbortSignal,
): Promise<RouteReply | undefined> {
  const route = routes.find((one) => one.name === name);
  const caller: Caller | undefined = undefined;
  try {
    return await route?.handle({ params, query: {}, body: undefined, caller, headers: {}, signal });
  } catch {
    // A refusal lets nothing be heard.
    return undefined;
  }
}
