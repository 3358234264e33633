import { defineManifest } from '@jhalak/contracts';
import { BY_PERSON, BY_SOUND, SUBTITLES, VIDEOS, VIEWERS } from './src/exported.ts';
import { HLS_CACHE_AGE_S } from './src/hls/hls-files.ts';

const CREATORS = { kind: 'while_subject_exists' as const };

/** Published clips: what was said about them, where their bytes are, how often they were watched. */
export const manifest = defineManifest({
  owner: 'videos',
  tables: [
    {
      name: 'videos',
      export: VIDEOS,
      class: 'public',
      columns: { removed_note: 'restricted' },
      subject: 'person_id',
      distribution: 'video_id',
      retention: CREATORS,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'videos_by_person',
      export: BY_PERSON,
      class: 'public',
      subject: 'person_id',
      distribution: 'person_id',
      retention: CREATORS,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'videos_by_sound',
      export: BY_SOUND,
      class: 'public',
      subject: 'person_id',
      distribution: 'sound_id',
      retention: CREATORS,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'video_silences',
      class: 'public',
      columns: { reason: 'restricted' },
      distribution: 'sound_id',
      retention: { kind: 'forever', why: 'a sound that came back by a restart would be heard' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'video_subtitles',
      export: SUBTITLES,
      class: 'public',
      subject: 'person_id',
      distribution: 'video_id',
      retention: CREATORS,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'video_counts',
      class: 'aggregate',
      distribution: 'video_id',
      retention: { kind: 'forever', why: 'what deleted windows said; goes with its clip' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'video_view_marks',
      class: 'aggregate',
      distribution: 'video_id',
      retention: { kind: 'days', days: 2, why: 'a person counts once a clip and day' },
      erasure: 'keep',
      handover: 'withhold',
    },
    {
      name: 'video_viewers',
      export: VIEWERS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'days', days: 30, why: 'who watched nothing for a month begins anew' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'video_sources',
      class: 'aggregate',
      distribution: 'video_id',
      retention: {
        kind: 'days',
        days: 90,
        why: 'creators look back some weeks; goes with its clip',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'videos.video',
      class: 'public',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'videos.silence',
      class: 'restricted',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  caches: [
    { name: 'videos.json', class: 'public', maxAgeS: 300 },
    { name: 'videos.hls', class: 'public', maxAgeS: HLS_CACHE_AGE_S },
    { name: 'videos.http', class: 'public', maxAgeS: 60 },
    { name: 'videos.silences', class: 'public', maxAgeS: 10 },
    { name: 'videos.silence_plans', class: 'public', maxAgeS: 31_536_000 },
  ],
  surfaces: [
    { name: 'videos.page', shownBy: ['getVideo'] },
    { name: 'videos.media', shownBy: ['getMedia'] },
    { name: 'videos.sound', shownBy: ['getSound', 'listSoundClips'] },
    { name: 'videos.profile', shownBy: ['listPersonVideos', 'listOwnVideos'] },
  ],
});
