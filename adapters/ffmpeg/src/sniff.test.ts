import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sniff, SNIFF_BYTES } from './sniff.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function packets(size: number, lead: number): Uint8Array {
  const head = Buffer.alloc(SNIFF_BYTES, 1);
  for (let at = lead; at < head.length; at += size) head[at] = 0x47;
  return head;
}

test('the kinds that phones, browsers and cameras write are known by their first bytes', () => {
  const cases: readonly [Uint8Array, string][] = [
    [bytes('\0\0\0\x18ftypmp42\0\0\0\0'), 'mp4'],
    [bytes('\0\0\0\x14ftypqt  \0\0\0\0'), 'mp4'],
    [bytes('\0\0\0\x18ftyp3gp4\0\0\0\0'), 'mp4'],
    [bytes('\0\0\0\x08wide\0\0\0\0mdat'), 'mp4'],
    [bytes('\x1a\x45\xdf\xa3\x9fB\x86\x81'), 'matroska'],
    [bytes('RIFF\0\0\0\0AVI LIST'), 'avi'],
    [packets(188, 0), 'mpegts'],
    [packets(192, 4), 'mpegts'],
    [bytes('\0\0\x01\xba\x44'), 'mpegps'],
  ];
  for (const [head, container] of cases) {
    assert.deepEqual(sniff(head), { kind: 'container', container });
  }
});

test('pictures, sounds, lists and other kinds are refused with what they are', () => {
  const cases: readonly [string, string][] = [
    ['', 'media.empty'],
    ['\xff\xd8\xff\xe0', 'media.is_image'],
    ['\x89PNG\r\n', 'media.is_image'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'media.is_image'],
    ['\0\0\0\x20ftypavif', 'media.is_image'],
    ['RIFF\0\0\0\0WAVEfmt ', 'media.no_video'],
    ['\0\0\0\x20ftypM4A ', 'media.no_video'],
    ['OggS\0', 'media.unsupported_container'],
    ['FLV\x01\x05', 'media.unsupported_container'],
    ['\xef\xbb\xbf#EXTM3U\n', 'media.is_playlist'],
    ['\n  #EXTM3U\n', 'media.is_playlist'],
    ['#EXT-X-VERSION:3\n', 'media.is_playlist'],
    ["file '/etc/passwd'\n", 'media.is_playlist'],
    ['v=0\r\no=- 0 0 IN IP4 10.0.0.1\r\n', 'media.is_playlist'],
    ['[playlist]\nFile1=http://10.0.0.1/', 'media.is_playlist'],
    ['<?xml version="1.0"?><MPD>', 'media.is_playlist'],
    ['MZ\x90\0', 'media.not_video'],
    ['hello', 'media.not_video'],
  ];
  for (const [head, code] of cases) {
    assert.deepEqual(sniff(bytes(head)), { kind: 'refused', code }, JSON.stringify(head));
  }
});

test('text never passes for a video, whatever it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (text) => {
      fc.pre(!/^....(ftyp|moov|mdat|wide|free|skip|pnot|styp)/s.test(text));
      fc.pre(!text.startsWith('RIFF') && !text.startsWith('G'));
      assert.equal(sniff(bytes(text)).kind, 'refused');
    }),
  );
});

test('random bytes never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: SNIFF_BYTES }), (head) => void sniff(head)));
});
