import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as accounts from '@jhalak/contracts/accounts';
import * as comments from '@jhalak/contracts/comments';
import * as counting from '@jhalak/contracts/counting';
import * as orders from '@jhalak/contracts/orders';
import * as safety from '@jhalak/contracts/safety';
import { TREND_FLOOR } from '@jhalak/contracts/trends';
import * as sounds from '@jhalak/contracts/sounds';
import * as videos from '@jhalak/contracts/videos';
import * as ours from './contract-values.ts';

test('the values repeated for the browser are the contract’s', () => {
  assert.deepEqual(
    {
      ...ours,
      REPORT_REASONS: [...ours.REPORT_REASONS],
      ORDER_LAWS: [...ours.ORDER_LAWS],
      ORDER_TARGET_KINDS: [...ours.ORDER_TARGET_KINDS],
      SOUND_ORDERS: [...ours.SOUND_ORDERS],
      SOUND_MODES: [...ours.SOUND_MODES],
    },
    {
      PASSWORD_MIN: accounts.PASSWORD_MIN,
      PASSWORD_MAX: accounts.PASSWORD_MAX,
      CAPTION_MAX: videos.CAPTION_MAX,
      TAGS_MAX: videos.TAGS_MAX,
      COMMENT_TEXT_MAX: comments.COMMENT_TEXT_MAX,
      HOLD_WORDS_MAX: comments.HOLD_WORDS_MAX,
      HOLD_WORD_LENGTH_MAX: comments.HOLD_WORD_LENGTH_MAX,
      REPORT_REASONS: [...safety.REPORT_REASONS],
      ORDER_LAWS: [...orders.ORDER_LAWS],
      ORDER_TARGET_KINDS: [...orders.ORDER_TARGET_KINDS],
      SOUND_ORDERS: [...sounds.SOUND_ORDERS],
      SOUND_MODES: [...videos.SOUND_MODES],
      SOUND_TITLE_MAX: sounds.SOUND_TITLE_MAX,
      COUNTING: {
        viewSeconds: counting.VIEW_MS / 1_000,
        creators: counting.HISTORY_CREATORS,
        free: counting.NEWCOMERS_FREE,
        floor: TREND_FLOOR,
      },
    },
  );
});
