import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UPLOAD_STATES, type Upload } from '@jhalak/contracts/videos';
import type { Draft } from './drafts.ts';
import { failureGroup } from './failure-group.ts';
import { flightOf, type Sending } from './flight.ts';
import { cleanTag, tagsOf } from './tags.ts';
import { metadataOf } from './upload-metadata.ts';
import { uploadIdOf } from './upload-queue.ts';

const draft = (part: Partial<Draft> = {}): Draft => ({
  id: 'd',
  source: 'recording',
  state: 'sending',
  name: 'a.mp4',
  type: 'video/mp4',
  bytes: 1_000,
  lastModifiedMs: 0,
  durationMs: 5_000,
  blob: new Blob(['x']),
  details: { caption: 'c', language: 'hi', genre: 'food', tags: [] },
  trim: null,
  uploadUrl: null,
  createdAtMs: 0,
  ...part,
});
const sending = (part: Partial<Sending> = {}): Sending => ({
  sentBytes: 0,
  waiting: false,
  needsAccount: false,
  refusal: null,
  ...part,
});
const upload = (part: Partial<Upload>): Upload => ({
  id: 'u',
  state: 'receiving',
  progress: 0,
  step: 'receiving',
  eta: null,
  failure: null,
  videoId: null,
  caption: '',
  createdAtMs: 0,
  bytes: 1_000,
  receivedBytes: 0,
  ...part,
});

test('a clip’s phase follows from what this device and the server know', () => {
  assert.equal(flightOf(draft({ state: 'editing' }), undefined, undefined).phase, 'editing');
  assert.equal(flightOf(draft(), sending(), undefined).phase, 'sending');
  assert.equal(flightOf(draft(), sending({ waiting: true }), undefined).phase, 'waiting');
  assert.equal(flightOf(draft({ blob: null }), undefined, upload({})).phase, 'needs_file');
  assert.equal(flightOf(draft({ state: 'paused' }), sending(), upload({})).phase, 'paused');
  assert.equal(
    flightOf(draft({ state: 'sent', blob: null }), undefined, undefined).phase,
    'checking',
  );
  assert.equal(
    flightOf(draft({ state: 'sent', blob: null }), undefined, upload({ state: 'encoding' })).phase,
    'encoding',
  );
  const refused = upload({
    state: 'refused',
    failure: { code: 'media.too_long', message: 'm', retryable: false },
  });
  assert.equal(
    flightOf(draft({ state: 'sent' }), undefined, refused).failure?.code,
    'media.too_long',
  );
});

test('a clip is followed until its last size is there, also when it is live before', () => {
  const sent = draft({ state: 'sent', blob: null });
  const followed = (part: Partial<Upload>) => flightOf(sent, undefined, upload(part)).isWorkedOn;
  assert.equal(followed({ state: 'encoding' }), true);
  assert.equal(followed({ state: 'published', step: 'encoding_720' }), true);
  assert.equal(followed({ state: 'published', step: 'done' }), false);
  assert.equal(followed({ state: 'held', step: 'held' }), false);
});

test('shown progress stays between nothing and all, and only what is live shows all', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2_000 }),
      fc.constantFrom(...UPLOAD_STATES),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (sentBytes, state, progress) => {
        const flight = flightOf(draft(), sending({ sentBytes }), upload({ state, progress }));
        assert(flight.progress >= 0 && flight.progress <= 1);
        if (state === 'published') assert.equal(flight.progress, 1);
      },
    ),
  );
});

test('tags keep whole words of every script', () => {
  assert.deepEqual(tagsOf('आज #विज्ञान और #செய்தி, #Food!', ['పాట'], 10), [
    'विज्ञान',
    'செய்தி',
    'food',
    'పాట',
  ]);
  assert.deepEqual(tagsOf('#a #b #c #A', [], 2), ['a', 'b']);
  assert.equal(cleanTag('  #होली '), 'होली');
  assert.equal(cleanTag('two words'), null);
  assert.equal(cleanTag('#'), null);
});

test('tus metadata carries cut marks only when something is cut', () => {
  assert.deepEqual(metadataOf(draft()), {
    filename: 'a.mp4',
    filetype: 'video/mp4',
    caption: 'c',
    language: 'hi',
    genre: 'food',
  });
  const cut = metadataOf(
    draft({
      trim: { startMs: 800.4, endMs: 4_000 },
      details: { caption: '', language: 'ta', genre: 'news', tags: ['a', 'b'] },
    }),
  );
  assert.equal(cut['trimStartMs'], '800');
  assert.equal(cut['trimEndMs'], '4000');
  assert.equal(cut['tags'], 'a,b');
});

test('an upload’s id is the end of its address', () => {
  assert.equal(uploadIdOf('http://x/v1/uploads/abc-1'), 'abc-1');
  assert.equal(uploadIdOf('/v1/uploads/abc-1?x=1'), 'abc-1');
  assert.equal(uploadIdOf(null), null);
});

test('an unknown failure is ours, not the file’s', () => {
  assert.equal(failureGroup('media.too_long'), 'tooLong');
  assert.equal(failureGroup('media.never_heard_of'), 'ours');
});
