// Suggestions while somebody types: asked for when the fingers rest, the newest question's alone.

import { useEffect, useState } from 'preact/hooks';
import type { Suggestion, Suggestions } from '@jhalak/contracts/search';
import { useApp } from '../shell/app-context.ts';

/** Between two letters of who types fast. */
const REST_MS = 160;
/** What stands above a phone's keyboard. */
const SHOWN_MAX = 7;

const NONE: readonly Suggestion[] = [];

/** @param words empty asks for nothing. @returns suggestions for what was typed last; those before it while they come. */
export function useSuggestions(words: string, wanted: boolean): readonly Suggestion[] {
  const { api } = useApp();
  const [found, setFound] = useState(NONE);
  const asked = words.trim();
  useEffect(() => {
    if (!wanted || asked === '') {
      setFound(NONE);
      return;
    }
    let isOld = false;
    const timer = setTimeout(() => {
      const path = `/v1/search/suggestions?limit=${SHOWN_MAX}&q=${encodeURIComponent(asked)}`;
      void api.get<Suggestions>(path).then((reply) => {
        // Without suggestions one can still search.
        if (!isOld) setFound(reply.kind === 'ok' ? reply.value.items : NONE);
      });
    }, REST_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [asked, wanted]);
  return found;
}
