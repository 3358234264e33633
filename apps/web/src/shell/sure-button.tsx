import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-context.ts';

/** A second press must come within this time, else the first is forgotten. */
const SURE_WITHIN_MS = 5_000;

/** A button for what cannot be undone: the first press asks, the second does. */
export function SureButton({
  onSure,
  children,
}: {
  onSure: () => void;
  children: ComponentChildren;
}) {
  const { t } = useApp();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(false), SURE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  return (
    <button
      type="button"
      class={asking ? 'button danger' : 'button text'}
      onClick={() => (asking ? onSure() : setAsking(true))}
    >
      <span aria-live="polite">{asking ? t('common.sure') : children}</span>
    </button>
  );
}
