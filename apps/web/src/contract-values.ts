// Plain values of the contracts that the browser needs. Their own modules bring the schema library along, so they are
// repeated here; a test holds them equal.

import type { OrderLaw, OrderTargetKind } from '@jhalak/contracts/orders';
import type { SoundOrder } from '@jhalak/contracts/sounds';
import type { SoundMode } from '@jhalak/contracts/videos';
import type { ReportReason } from '@jhalak/contracts/safety';

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
export const CAPTION_MAX = 300;
export const TAGS_MAX = 10;
export const COMMENT_TEXT_MAX = 500;
export const HOLD_WORDS_MAX = 100;
export const HOLD_WORD_LENGTH_MAX = 40;
export const REPORT_REASONS = [
  'nudity',
  'violence',
  'hate',
  'harassment',
  'dangerous_act',
  'child_safety',
  'misinformation',
  'impersonation',
  'copyright',
  'spam',
  'other',
] as const satisfies readonly ReportReason[];
export const ORDER_LAWS = [
  's69a',
  's69a-emergency',
  's79-3b',
  'court',
  'intimate',
  'grievance',
  'grievance-urgent',
  'state',
  'other',
] as const satisfies readonly OrderLaw[];
export const ORDER_TARGET_KINDS = [
  'clip',
  'story',
  'card',
  'account',
  'tag',
  'keyword',
  'sound',
  'silent_sound',
  'app',
] as const satisfies readonly OrderTargetKind[];
export const SOUND_ORDERS = ['newest', 'popular'] as const satisfies readonly SoundOrder[];
export const SOUND_MODES = ['instead', 'with'] as const satisfies readonly SoundMode[];
export const SOUND_TITLE_MAX = 80;
/** The figures of the rule of counts that people are told. */
export const COUNTING = { viewSeconds: 2, creators: 5, free: 5, floor: 10 } as const;
