import { defineManifest } from '@jhalak/contracts';
import {
  CLIPS,
  COMMENT_LOG,
  COMMENTS,
  LIKE_LOG,
  LIKES,
  MENTIONS,
  RATES,
  SETTINGS,
} from './src/exported.ts';

const year = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};
const personal = {
  class: 'personal' as const,
  subject: 'person_id',
  retention: { kind: 'while_subject_exists' as const },
  erasure: 'delete' as const,
  handover: 'transfer' as const,
};
const ofClip = { ...personal, distribution: 'video_id' };
const ofPerson = { ...personal, distribution: 'person_id' };
const log = {
  class: 'personal' as const,
  encrypted: false,
  retention: year,
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** What people say under clips, and what creators let through. */
export const manifest = defineManifest({
  owner: 'comments',
  tables: [
    { name: 'comments', export: COMMENTS, ...ofClip },
    { name: 'comment_likes', export: LIKES, ...ofClip },
    { name: 'comment_mentions', export: MENTIONS, ...ofClip },
    { name: 'comment_settings', export: SETTINGS, ...ofPerson },
    { name: 'comment_clips', export: CLIPS, ...ofClip },
    { name: 'comment_rates', export: RATES, ...ofPerson },
  ],
  streams: [
    { name: 'comments.comment', export: COMMENT_LOG, ...log },
    { name: 'comments.like', export: LIKE_LOG, ...log },
  ],
  surfaces: [
    { name: 'comments.thread', shownBy: ['listComments', 'listReplies'] },
    { name: 'comments.held', shownBy: ['listHeldComments'] },
    {
      name: 'comments.act',
      shownBy: ['postComment', 'postReply', 'likeComment', 'pinComment'],
    },
    { name: 'comments.mention', shownBy: ['listMentionable'] },
  ],
});
