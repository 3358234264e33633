import { useEffect } from 'preact/hooks';
import type { Toast } from './app-context.ts';

/** Long enough to read two lines; with something to do, longer. */
const PLAIN_MS = 4_000;
const WITH_ACTION_MS = 8_000;

/** Short notes above the tab bar, read out by screen readers. An open sheet takes them along; their home stays where it is. */
export function Toasts({
  toasts,
  onGone,
}: {
  toasts: readonly Toast[];
  onGone: (id: number) => void;
}) {
  return (
    <div class="toasts-home">
      <div class="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastNote key={toast.id} toast={toast} onGone={onGone} />
        ))}
      </div>
    </div>
  );
}

function ToastNote({ toast, onGone }: { toast: Toast; onGone: (id: number) => void }) {
  const { id, action } = toast;
  useEffect(() => {
    const timer = setTimeout(() => onGone(id), action === undefined ? PLAIN_MS : WITH_ACTION_MS);
    return () => clearTimeout(timer);
    // Depends on less than it reads: one timer a toast
  }, [id]);
  return (
    <p class="toast">
      <span>{toast.text}</span>
      {action && (
        <button
          type="button"
          onClick={() => {
            action.run();
            onGone(id);
          }}
        >
          {action.label}
        </button>
      )}
    </p>
  );
}
