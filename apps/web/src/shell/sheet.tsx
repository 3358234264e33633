// A sheet from below (on wide screens a window in the middle) on the browser's own <dialog>: focus stays inside,
// Escape closes, what lies behind is inert. Dragging it down closes it.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';

/** Dragged further than this part of its height, the sheet goes. */
const CLOSE_AT_SHARE = 0.3;

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, onClose, children }: SheetProps) {
  const { t } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const drag = useDragDown(dialog, onClose);
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    // What lies behind is neither tapped nor read out: the notes come along, with their undo.
    const notes = document.querySelector('.toasts');
    if (notes !== null) element?.append(notes);
    return () => {
      if (notes !== null) document.querySelector('.toasts-home')?.append(notes);
      element?.close();
      // The dialog has left the page by now, and the browser gives the focus back only before that.
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="sheet-body">
        <header class="sheet-head" {...drag}>
          <i class="grip" aria-hidden="true" />
          <h2 id={titleId}>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={t('common.close')}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

function useDragDown(dialog: { current: HTMLDialogElement | null }, onClose: () => void) {
  const start = useRef<number | null>(null);
  const move = (px: number) => {
    if (dialog.current) dialog.current.style.transform = px > 0 ? `translateY(${px}px)` : '';
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.target instanceof Element && event.target.closest('button')) return;
      start.current = event.clientY;
      if (event.currentTarget instanceof Element)
        event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current !== null) move(event.clientY - start.current);
    },
    onPointerUp: (event: PointerEvent) => {
      if (start.current === null) return;
      const dragged = event.clientY - start.current;
      start.current = null;
      move(0);
      if (dragged > (dialog.current?.clientHeight ?? 0) * CLOSE_AT_SHARE) onClose();
    },
    onPointerCancel: () => {
      start.current = null;
      move(0);
    },
  };
}
