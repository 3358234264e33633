import { createSignal } from './signal.ts';

/** The brand font file that draws the interface now; null before one came. */
export const brandFont = createSignal<string | null>(null);
