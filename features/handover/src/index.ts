export { actOf, keyIdOf, parseFile, rawKeyOf, signFile, unsignedFile } from './deal/signed-file.ts';
export type { Onlooker } from './deal/view.ts';
export { createHandover } from './handover.ts';
export type { Handover, HandoverDeps } from './handover.ts';
export type { ItemGrouping, Software } from './inventory/take-inventory.ts';
