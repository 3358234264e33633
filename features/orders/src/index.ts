export { clipsUnderOrders } from './clips-under-orders.ts';
export { openLosses } from './losses.ts';
export { createOrders } from './orders.ts';
export type { Orders, OrdersDeps } from './orders.ts';
export { regionView } from './views.ts';
