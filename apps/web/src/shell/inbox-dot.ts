// How many things wait in the inbox: 0 while it is quiet, or nobody has asked. Filled by what is fetched later.

import { createSignal } from './signal.ts';

export const inboxDot = createSignal(0);
