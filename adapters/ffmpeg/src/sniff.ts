// What a file is by its first bytes, before any large program sees it. Declared types and names are never asked.

import { open } from 'node:fs/promises';
import type { MediaErrorCode, SourceContainer } from '@jhalak/ports';

/** The container to force upon the demuxer, or the code with which the file is refused. */
export type Sniffed =
  | { kind: 'container'; container: SourceContainer }
  | { kind: 'refused'; code: MediaErrorCode };

/** Enough for five packets of a transport stream with 192-byte packets, and for every signature below. */
export const SNIFF_BYTES = 1024;

/** A file's metadata box is searched for signs of encryption up to here; phones write under 300 KB. */
const MOOV_SEARCH_BYTES = 4 * 1024 * 1024;
/** Boxes at the top of a file that are stepped over while looking for `moov`; fragments come after it. */
const TOP_BOXES_MAX = 64;

const TS_PACKET_BYTES = [188, 192, 204];
const TS_SYNC_COUNT = 4;

const container = (name: SourceContainer): Sniffed => ({ kind: 'container', container: name });
const refused = (code: MediaErrorCode): Sniffed => ({ kind: 'refused', code });

/** Leading bytes (as Latin-1) of what is surely not a video of a kind that we read. */
const REFUSED_SIGNATURES: readonly (readonly [string, MediaErrorCode])[] = [
  ['\xff\xd8\xff', 'media.is_image'],
  ['\x89PNG', 'media.is_image'],
  ['GIF8', 'media.is_image'],
  ['BM', 'media.is_image'],
  ['II*\0', 'media.is_image'],
  ['MM\0*', 'media.is_image'],
  ['\xff\x0a', 'media.is_image'],
  ['\0\0\0\x0cJXL ', 'media.is_image'],
  ['\0\0\0\x0cjP  ', 'media.is_image'],
  ['8BPS', 'media.is_image'],
  ['ID3', 'media.no_video'],
  ['fLaC', 'media.no_video'],
  ['\xff\xf1', 'media.no_video'],
  ['\xff\xf9', 'media.no_video'],
  ['\xff\xfb', 'media.no_video'],
  ['#!AMR', 'media.no_video'],
  ['OggS', 'media.unsupported_container'],
  ['FLV\x01', 'media.unsupported_container'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'media.unsupported_container'],
  ['\x06\x0e\x2b\x34\x02\x05\x01\x01', 'media.unsupported_container'],
  ['.RMF', 'media.unsupported_container'],
];

/** Boxes with which files of the MP4 and QuickTime family begin. */
const ISO_FIRST_BOXES = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp']);
/** Major brands of still pictures in the same box structure. */
const ISO_IMAGE_BRANDS =
  /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|mif2|avif|avis|crx |jxl |MiHB)$/;
const ISO_AUDIO_BRANDS = /^(M4A |M4B |M4P |F4A |F4B )$/;

/** Text that makes a demuxer open other files or addresses. */
const PLAYLIST =
  /^\s*(#EXTM3U|ffconcat\b|\[playlist\]|file\s+['"./a-z]|<\?xml|<MPD|<smil|<asx|#EXT-|RTSPtext|\[reference\]|v=0\r?\n)/i;

/**
 * Names the container of a file.
 *
 * @param head its first SNIFF_BYTES bytes, or all of a shorter file.
 * Cost: pure, microseconds.
 */
export function sniff(head: Uint8Array): Sniffed {
  if (head.byteLength === 0) return refused('media.empty');
  const text = Buffer.from(head).toString('latin1');
  const iso = sniffIso(text);
  if (iso) return iso;
  if (text.startsWith('\x1a\x45\xdf\xa3')) return container('matroska');
  if (text.startsWith('RIFF')) return sniffRiff(text.slice(8, 12));
  if (isTransportStream(head)) return container('mpegts');
  if (text.startsWith('\0\0\x01\xba')) return container('mpegps');
  for (const [signature, code] of REFUSED_SIGNATURES) {
    if (text.startsWith(signature)) return refused(code);
  }
  if (PLAYLIST.test(text.replace(/^\xef\xbb\xbf/, ''))) return refused('media.is_playlist');
  return refused('media.not_video');
}

function sniffIso(text: string): Sniffed | undefined {
  if (!ISO_FIRST_BOXES.has(text.slice(4, 8))) return undefined;
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    if (ISO_IMAGE_BRANDS.test(brand)) return refused('media.is_image');
    if (ISO_AUDIO_BRANDS.test(brand)) return refused('media.no_video');
  }
  return container('mp4');
}

function sniffRiff(form: string): Sniffed {
  if (form === 'AVI ') return container('avi');
  if (form === 'WEBP') return refused('media.is_image');
  if (form === 'WAVE') return refused('media.no_video');
  return refused('media.not_video');
}

function isTransportStream(head: Uint8Array): boolean {
  return TS_PACKET_BYTES.some((size) =>
    [0, size - 188].some((offset) =>
      Array.from({ length: TS_SYNC_COUNT }, (_, i) => head[offset + i * size]).every(
        (byte) => byte === 0x47,
      ),
    ),
  );
}

/** @returns the first bytes of a file and its size. */
export async function readHead(path: string): Promise<{ head: Uint8Array; bytes: number }> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return { head: buffer.subarray(0, bytesRead), bytes: size };
}

/**
 * Whether an MP4's description names encrypted tracks (common encryption: `encv`, `enca`, `sinf`).
 * Asked only when the engine could not read the file, to tell "locked" from "damaged".
 */
export async function looksEncrypted(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { size: fileBytes } = await file.stat();
  const header = Buffer.alloc(16);
  let at = 0;
  for (let i = 0; i < TOP_BOXES_MAX && at + 8 <= fileBytes; i++) {
    await file.read(header, 0, 16, at);
    const size32 = header.readUInt32BE(0);
    const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32 || fileBytes - at;
    if (header.toString('latin1', 4, 8) === 'moov') {
      const moov = Buffer.alloc(Math.min(size, MOOV_SEARCH_BYTES, fileBytes - at));
      await file.read(moov, 0, moov.byteLength, at);
      return ['encv', 'enca', 'pssh'].some((name) => moov.includes(name, 0, 'latin1'));
    }
    if (size < 8) return false;
    at += size;
  }
  return false;
}
