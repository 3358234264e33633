// What somebody pasted into the field of an order: links and signs tell what they are.

import type { OrderTarget } from '@jhalak/contracts/orders';

export type TargetKind = OrderTarget['kind'];

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/u;

/** @returns the id in a link, or an id by itself. */
export function idIn(text: string): string | undefined {
  return ID.exec(text.toLowerCase())?.[0];
}

/** @returns what a text can only be: the link of a clip, story or person, or a tag. Undefined where it may be anything. */
export function kindOf(text: string): TargetKind | undefined {
  const said = text.trim();
  if (/\/v\//u.test(said)) return 'clip';
  if (/\/sound\//u.test(said)) return 'sound';
  if (/\/stories\//u.test(said)) return 'story';
  if (/^@|\/@/u.test(said)) return 'account';
  return said.startsWith('#') ? 'tag' : undefined;
}
