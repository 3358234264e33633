import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '@jhalak/ports';
import fc from 'fast-check';
import { readSource, chooseVideo, timingOfHead, type ProbeJson } from './read-streams.ts';

const FILE = { container: 'mp4', bytes: 1000 } as const;
const VIDEO = {
  ...{ index: 0, codec_type: 'video', codec_name: 'h264', width: 640, height: 360 },
  ...{ r_frame_rate: '30/1', avg_frame_rate: '30/1', nb_frames: '60', duration: '2.0' },
};
const AUDIO = {
  index: 1,
  codec_type: 'audio',
  codec_name: 'aac',
  channels: 2,
  sample_rate: '48000',
};

function read(...streams: NonNullable<ProbeJson['streams']>) {
  const json = { streams, format: { duration: '2.0' } };
  const timing = timingOfHead(json, chooseVideo(json));
  assert.ok(timing);
  return readSource(FILE, json, timing);
}

function refusal(...streams: NonNullable<ProbeJson['streams']>): string {
  try {
    chooseVideo({ streams });
    return 'taken';
  } catch (thrown) {
    return thrown instanceof MediaError ? thrown.code : String(thrown);
  }
}

test('turning and pixel shape give the size that is shown', () => {
  const matrix = (rows: string) => ({ side_data_list: [{ displaymatrix: `\n${rows}\n` }] });
  const turned = read({
    ...VIDEO,
    sample_aspect_ratio: '2:1',
    ...matrix('0: 0 65536 0\n1: -65536 0 0\n2: 0 0 1073741824'),
  });
  assert.deepEqual([turned.orientation, turned.widthPx, turned.heightPx], ['turn_90', 360, 1280]);
  assert.equal(read({ ...VIDEO, sample_aspect_ratio: '0:1' }).widthPx, 640);
  assert.equal(read({ ...VIDEO, sample_aspect_ratio: '4000:1' }).widthPx, 640, 'absurd: ignored');
  assert.equal(read({ ...VIDEO, ...matrix('nonsense') }).orientation, 'upright');
});

test('the first usable picture and the first usable sound are taken', () => {
  const cover = { ...VIDEO, index: 5, disposition: { attached_pic: 1 } };
  const nameless = { index: 3, codec_type: 'audio', codec_name: 'unknown' };
  const source = read(cover, { ...VIDEO, index: 2 }, nameless, { ...AUDIO, index: 4 });
  assert.deepEqual([source.videoTrackIndex, source.audio?.trackIndex], [2, 4]);
  assert.equal(read(VIDEO, { ...AUDIO, channels: 0 }).hasAudio, false);
});

test('what has no picture to show says which kind of nothing it is', () => {
  assert.equal(refusal(), 'media.no_video');
  assert.equal(refusal(AUDIO), 'media.no_video');
  assert.equal(refusal({ ...VIDEO, disposition: { attached_pic: 1 } }), 'media.no_video');
  assert.equal(refusal({ ...VIDEO, codec_name: 'unknown' }), 'media.unsupported_codec');
  assert.equal(refusal({ ...VIDEO, codec_tag_string: 'encv' }), 'media.encrypted');
  assert.equal(refusal({ ...VIDEO, width: 0 }), 'media.no_picture');
});

test('uneven frames, late pictures and streams that can start anywhere are marked', () => {
  assert.equal(read(VIDEO).variableFrameRate, false);
  assert.equal(read({ ...VIDEO, r_frame_rate: '600/1' }).variableFrameRate, true);
  assert.equal(read({ ...VIDEO, start_time: '0.5' }).variableFrameRate, true);
  assert.equal(read({ ...VIDEO, r_frame_rate: '0/0' }).variableFrameRate, true);
});

test('a head that is silent about time is not guessed', () => {
  const silent = { streams: [{ ...VIDEO, nb_frames: 'N/A' }], format: { duration: '2.0' } };
  assert.equal(timingOfHead(silent, silent.streams[0] ?? {}), undefined);
  assert.equal(timingOfHead({ streams: [VIDEO], format: { duration: 'N/A' } }, VIDEO), undefined);
});

test('no answer of the reader breaks us', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'N/A',
      '0/0',
      '-1',
      '1e99',
      '30/1',
      '',
      'unknown',
      'pc',
      'smpte2084',
      ':',
      '1:0',
    ),
    fc.string({ maxLength: 8 }),
  );
  const stream = fc.record(
    {
      ...{ index: fc.nat(), width: fc.integer(), height: fc.integer(), channels: fc.integer() },
      ...{ codec_type: fc.constantFrom('video', 'audio', 'data'), codec_name: word },
      ...{ sample_aspect_ratio: word, r_frame_rate: word, avg_frame_rate: word, pix_fmt: word },
      ...{ duration: word, nb_frames: word, sample_rate: word, color_range: word },
      side_data_list: fc.array(fc.record({ displaymatrix: word })),
    },
    { requiredKeys: [] },
  );
  const timing = { durationMs: 1000, frameCount: 30, frameRate: 30 };
  fc.assert(
    fc.property(fc.array(stream), (streams) => {
      try {
        const source = readSource(FILE, { streams }, timing);
        assert.ok(source.widthPx >= 1 && source.storedHeightPx >= 1);
      } catch (thrown) {
        assert.ok(thrown instanceof MediaError);
      }
    }),
  );
});
