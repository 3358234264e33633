import { useEffect, useRef } from 'preact/hooks';

export interface KeyActions {
  next: () => void;
  previous: () => void;
  toggle: () => void;
  like: () => void;
  mute: () => void;
  help: () => void;
}

const KEYS: Readonly<Record<string, keyof KeyActions>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  ' ': 'toggle',
  p: 'toggle',
  l: 'like',
  m: 'mute',
  '?': 'help',
};

/** The feed's keys, while nothing lies over it and nobody types. */
export function useKeys(off: boolean, actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (off) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, dialog, [role=dialog]')) return;
      // Space presses the button that has the focus.
      if (event.key === ' ' && target?.closest('button, a, summary')) return;
      const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action === undefined) return;
      event.preventDefault();
      latest.current[action]();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [off]);
}
