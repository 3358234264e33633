// A group as one sentence, and how long ago it was.

import type { InboxGroup, InboxKind } from '@jhalak/contracts/inbox';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { isolated } from '../i18n/isolated.ts';
import { formatCount } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/translate.ts';
import { personPath, videoPath } from '../shell/routes.ts';

/** What nobody did but the house, or the person themselves. */
const OF_HOUSE = [
  'clip_published',
  'clip_refused',
  'clip_limited',
  'clip_removed',
  'clip_restored',
  'order',
  'comment_removed',
  'comment_restored',
  'comment_upheld',
  'sign_in',
  'way_in',
] as const satisfies readonly InboxKind[];
type HouseKind = (typeof OF_HOUSE)[number];
/** What becomes of ways into an account. */
const WAYS = [
  'number_set',
  'number_removed',
  'number_left',
  'passkey_added',
  'passkey_removed',
] as const;
/** What becomes of an account. */
const STANDINGS = ['suspended', 'back', 'upheld'] as const;
/** What becomes of a complaint to the grievance officer. */
const GRIEVANCE_STEPS = ['filed', 'answered', 'decided'] as const;
type Words = Pick<InboxGroup, 'kind' | 'people' | 'count' | 'reason'>;

const nameOf = ({ handle, displayName }: InboxGroup['people'][number]): string =>
  displayName || `@${handle}`;

/** @returns "Asha and 12 others liked your clip". */
export function sentenceOf(group: Words, t: Translate, locale: InterfaceLanguage): string {
  const { kind } = group;
  const way = WAYS.find((one) => one === group.reason);
  if (kind === 'way_in' && way !== undefined) return t(`inbox.way-${way}`);
  const standing = STANDINGS.find((one) => one === group.reason) ?? 'suspended';
  if (kind === 'standing') return t(`inbox.standing-${standing}`);
  const step = GRIEVANCE_STEPS.find((one) => one === group.reason) ?? 'filed';
  if (kind === 'grievance') return t(`inbox.grievance-${step}`);
  if (isHeld(group)) return t('inbox.held');
  if (isOfHouse(kind)) return t(`inbox.is-${kind}`);
  return t(`inbox.did-${kind}`, { who: whoText(group, t, locale) });
}

/** @returns whether it is a clip that a person looks at before it is published: nothing of it has failed. */
export function isHeld({ kind, reason }: Pick<InboxGroup, 'kind' | 'reason'>): boolean {
  return kind === 'clip_refused' && reason?.startsWith('media.held') === true;
}

function isOfHouse(kind: InboxKind): kind is HouseKind {
  return OF_HOUSE.some((one) => one === kind);
}

function whoText({ people, count }: Words, t: Translate, locale: InterfaceLanguage): string {
  const [first, second] = people.map((person) => isolated(nameOf(person)));
  if (first === undefined) return formatCount(count, locale);
  if (count <= 1) return first;
  if (count === 2 && second !== undefined) return t('inbox.and', { first, second });
  const others = count - 1;
  return t('inbox.andOthers', { first, count: others, shown: formatCount(others, locale) });
}

/** @returns where a group leads; undefined: nowhere. */
export function pathOf({ kind, people, clip, comment }: InboxGroup): string | undefined {
  if (kind === 'clip_refused') return '/create';
  if (kind === 'sign_in' || kind === 'way_in') return '/settings';
  if (kind === 'grievance') return '/grievance';
  if (kind === 'clip_removed' || kind === 'order' || kind === 'clip_limited') return '/me';
  if (clip !== undefined)
    return comment === undefined
      ? videoPath(clip.id)
      : `${videoPath(clip.id)}?comment=${comment.id}`;
  const [person] = people;
  return person === undefined ? undefined : personPath(person.handle);
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** @returns "5 min. ago", with Latin digits. */
export function agoText(
  atMs: number,
  nowMs: number,
  t: Translate,
  locale: InterfaceLanguage,
): string {
  const found = STEPS.find(([, ms]) => nowMs - atMs >= ms);
  if (found === undefined) return t('inbox.now');
  const [unit, ms] = found;
  const style = { numeric: 'always', style: 'short' } as const;
  return new Intl.RelativeTimeFormat(`${locale}-u-nu-latn`, style).format(
    -Math.floor((nowMs - atMs) / ms),
    unit,
  );
}
