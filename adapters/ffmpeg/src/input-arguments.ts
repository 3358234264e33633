// How both programs open a stranger's file: one demuxer, listed decoders, local file only.

import type { SourceContainer } from '@jhalak/ports';
import { group } from './group.ts';

/** The one demuxer for each kind of file. Forced, so that bytes cannot choose another. */
const DEMUXERS: Readonly<Record<SourceContainer, string>> = {
  mp4: 'mov',
  matroska: 'matroska',
  avi: 'avi',
  mpegts: 'mpegts',
  mpegps: 'mpeg',
};

/** Picture decoders: what phones, browsers and cameras of twenty years write. Rare ones are where decoders break. */
export const VIDEO_DECODERS: readonly string[] =
  'h264 hevc vp8 vp9 libdav1d av1 mpeg4 h263 mjpeg mpeg2video mpeg1video prores dvvideo'.split(' ');

export const AUDIO_DECODERS: readonly string[] = (
  'aac mp3 mp3float mp2 mp2float opus libopus vorbis flac alac ac3 eac3 amrnb amrwb pcm_u8 pcm_s8 ' +
  'pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_f32le pcm_alaw pcm_mulaw adpcm_ima_wav'
).split(' ');

/** Never decoded; the reader opens them when it looks at a file that has subtitles. */
const SUBTITLE_DECODERS: readonly string[] = 'mov_text subrip srt ass ssa webvtt'.split(' ');

/** A file is read this far (bytes, then microseconds) to learn its streams: late tracks are rare, hostile files are not. */
const PROBE_BYTES = 10_000_000;
const PROBE_US = 10_000_000;

/** @returns the options that stand before `-i`, and `-i` with the path. */
export function inputArguments(container: SourceContainer, path: string): readonly string[] {
  const demuxer = DEMUXERS[container];
  const decoders = [...VIDEO_DECODERS, ...AUDIO_DECODERS, ...SUBTITLE_DECODERS].join(',');
  return [
    ...group('-protocol_whitelist', 'file'),
    ...group('-format_whitelist', demuxerNames(demuxer), '-f', demuxer),
    ...group('-codec_whitelist', decoders),
    ...group('-probesize', String(PROBE_BYTES), '-analyzeduration', String(PROBE_US)),
    ...group('-i', `file:${path}`),
  ];
}

/** The whitelist is compared with each of a demuxer's names. */
function demuxerNames(demuxer: string): string {
  if (demuxer === 'mov') return 'mov,mp4,m4a,3gp,3g2,mj2';
  return demuxer === 'matroska' ? 'matroska,webm' : demuxer;
}
