// The sound that a clip is being made with: it stands in the address until the clip is there.

import type { Sound } from '@jhalak/contracts/sounds';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';

const ID = /^[0-9a-f-]{36}$/u;

/** @returns the id of the sound that the open address names. */
export function soundAsked(): string | undefined {
  const id = new URLSearchParams(location.search).get('sound') ?? '';
  return ID.test(id) ? id : undefined;
}

/** @returns the sound; null while it is asked for, undefined where it may not be used, or cannot be asked for. */
export function useSound(id: string | undefined): Sound | null | undefined {
  const { api } = useApp();
  const [found, setFound] = useState<Sound | null | undefined>(null);
  useEffect(() => {
    setFound(null);
    if (id === undefined) return;
    let isOld = false;
    void api.get<Sound>(`/v1/sounds/${id}`).then((reply) => {
      if (!isOld) setFound(reply.kind === 'ok' && reply.value.mayUse ? reply.value : undefined);
    });
    return () => {
      isOld = true;
    };
    // Depends on less than it reads: once a sound
  }, [id]);
  return id === undefined ? undefined : found;
}
