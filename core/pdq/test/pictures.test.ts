// PDQ against the hashes that its authors publish, and over real frames: what was edited is found, what is another is not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  alignClips,
  distanceOf,
  hashFromHex,
  PDQ_DISTANCE_MAX,
  PDQ_QUALITY_MIN,
  pdqHash,
  PdqIndex,
  type FrameMatch,
  type PdqHash,
} from '../src/index.ts';
import {
  BRIDGE,
  CLIPS,
  filesOf,
  PUBLISHED,
  readFrames,
  readVariants,
  SMALL,
  whyNoPictures,
} from './frames.fixture.ts';

const skip = whyNoPictures() ?? false;

/** By the published file's name: how the original is turned to become it. */
const TURNS: Readonly<Record<string, string>> = {
  'bridge-1-original.jpg': 'null',
  'bridge-2-rotate-90.jpg': 'transpose=cclock',
  'bridge-3-rotate-180.jpg': 'hflip,vflip',
  'bridge-4-rotate-270.jpg': 'transpose=clock',
  'bridge-5-flipx.jpg': 'vflip',
  'bridge-6-flipy.jpg': 'hflip',
  'bridge-7-flip-plus-1.jpg': 'transpose=cclock_flip',
  'bridge-8-flip-minus-1.jpg': 'transpose=clock_flip',
};
/** Another decoder and another way to shrink change some bits; ThreatExchange's own limit between programs is 10. */
const PROGRAMS_DIFFER_MAX = 10;

const hashesOf = (path: string, filter: string, most: number): PdqHash[] =>
  readFrames(path, filter, most).map(pdqHash);

function only<Value>(values: readonly Value[]): Value {
  const [value] = values;
  assert.ok(value !== undefined);
  return value;
}

test('the published hashes of a picture, turned and mirrored, are ours', { skip }, (t) => {
  const published = readFileSync(PUBLISHED, 'utf8').trim().split('\n');
  assert.equal(published.length, 8);
  const far = published.map((line) => {
    const [hex = '', name = ''] = line.trim().split(',');
    const turn = TURNS[name];
    const expected = hashFromHex(hex);
    assert.ok(turn !== undefined && expected !== undefined, line);
    const { hash, quality } = only(hashesOf(join(BRIDGE, 'aaa-orig.jpg'), turn, 1));
    assert.ok(quality > 90, `${quality}`);
    return distanceOf(hash, expected);
  });
  t.diagnostic(`bits that differ: ${far.join(', ')}`);
  assert.ok(Math.max(...far) <= PROGRAMS_DIFFER_MAX, far.join(', '));
});

test('the mirror’s hash is the hash of the mirrored picture', { skip }, () => {
  const bridge = join(BRIDGE, 'aaa-orig.jpg');
  const { mirrored } = only(hashesOf(bridge, SMALL, 1));
  const { hash } = only(hashesOf(bridge, `hflip,${SMALL}`, 1));
  assert.ok(distanceOf(mirrored, hash) <= 2, `${distanceOf(mirrored, hash)}`);
});

test('eleven published edits of one picture are near it', { skip }, () => {
  const original = only(hashesOf(join(BRIDGE, 'aaa-orig.jpg'), SMALL, 1));
  const edits = filesOf(BRIDGE).filter((name) => name !== 'aaa-orig.jpg');
  assert.equal(edits.length, 11);
  for (const name of edits) {
    const { hash } = only(hashesOf(join(BRIDGE, name), SMALL, 1));
    assert.ok(distanceOf(hash, original.hash) <= PDQ_DISTANCE_MAX, name);
  }
});

/** The same eleven families as the published edits. */
const EDITS = {
  'blurred a little': 'gblur=sigma=1.5',
  'blurred a lot': 'gblur=sigma=5',
  'more contrast': 'eq=contrast=1.6',
  'more colour': 'eq=saturation=2.5',
  sharper: 'unsharp=5:5:1.2',
  'much sharper': 'unsharp=7:7:3',
  smaller: 'scale=iw*.75:ih*.75',
  'much smaller': 'scale=iw*.25:-2',
  'square of 128': 'scale=128:128',
  'square of 256': 'scale=256:256',
  'square of 512': 'scale=512:512',
};
const RECALL_MIN = 0.95;
/** Frames of `npm test`; `npm run proof -- pdq` takes 50, and clips until there are 10,000 pairs. */
const FRAMES = Number(process.env['JHALAK_PDQ_FRAMES'] ?? 12);
const PAIRS_MIN = FRAMES >= 50 ? 10_000 : 40;
const OF_A_CLIP = FRAMES >= 50 ? 14 : 3;
const EVERY = "select='not(mod(n,23))'";
/** One picture in three clips: these are no pairs of two. Made and endless clips show nothing. */
const LEFT_OUT = /^(dup_|made_|long_)/;

test(
  'edited frames of real clips are found in an index, frames of other clips are not',
  { skip },
  (t) => {
    const index = new PdqIndex<number>();
    const frames: { clip: string; hash: PdqHash; edited: PdqHash[] }[] = [];
    const edits = ['null', ...Object.values(EDITS)];
    const clips = filesOf(CLIPS).filter((name) => !LEFT_OUT.test(name));
    for (const clip of clips) {
      if (FRAMES < 50 && frames.length >= FRAMES) break;
      for (const variants of readVariants(join(CLIPS, clip), EVERY, edits, OF_A_CLIP)) {
        const [hash, ...edited] = variants.map(pdqHash);
        if (hash !== undefined && hash.quality >= PDQ_QUALITY_MIN)
          frames.push({ clip, hash, edited });
      }
    }
    for (const [at, { hash }] of frames.entries()) index.add(hash.hash, at);
    let pairs = 0;
    for (const one of frames)
      for (const other of frames) {
        if (one.clip >= other.clip) continue;
        pairs += 1;
        const bits = distanceOf(one.hash.hash, other.hash.hash);
        assert.ok(bits > PDQ_DISTANCE_MAX, `${one.clip} and ${other.clip}: ${bits}`);
      }
    const tried = frames.flatMap(({ edited }, at) => edited.map(({ hash }) => ({ at, hash })));
    const found = tried.filter(({ at, hash }) => index.near(hash).some(({ item }) => item === at));
    t.diagnostic(
      JSON.stringify({ frames: frames.length, edits: tried.length, found: found.length, pairs }),
    );
    assert.equal(tried.length, frames.length * 11);
    assert.ok(frames.length >= FRAMES && pairs >= PAIRS_MIN, `${frames.length}, ${pairs}`);
    assert.ok(found.length / tried.length >= RECALL_MIN, `${found.length} of ${tried.length}`);
  },
);

/** Known clips are kept closely, because cameras move; two frames a second are enough to ask with. */
const KNOWN_APART_MS = 100;
const ASKED_APART_MS = 500;

test(
  'a clip that was cut or tinted runs in step with its original, and no other does',
  { skip },
  () => {
    const index = new PdqIndex<{ clip: string; atMs: number }>();
    const known = ['dup_chair_orig_22s.mp4', 'cam_toy_elf_8s.mp4', 'cam_butterfly_720p_8s.mp4'];
    for (const clip of known)
      for (const [place, { hash, quality }] of hashesOf(
        join(CLIPS, clip),
        `fps=10,${SMALL}`,
        300,
      ).entries())
        if (quality >= PDQ_QUALITY_MIN) index.add(hash, { clip, atMs: place * KNOWN_APART_MS });
    const inStep = (clip: string) => {
      const matches = new Map<string, FrameMatch[]>();
      for (const [place, { hash }] of hashesOf(join(CLIPS, clip), `fps=2,${SMALL}`, 60).entries())
        for (const { item } of index.near(hash)) {
          const list = matches.get(item.clip) ?? [];
          list.push({ atMs: place * ASKED_APART_MS, knownAtMs: item.atMs });
          matches.set(item.clip, list);
        }
      return [...matches].map(([other, list]) => ({ other, at: alignClips(list, KNOWN_APART_MS) }));
    };
    for (const [copy, frames, offsetMs] of [
      ['dup_chair_sepia_22s.mp4', 42, 0],
      ['dup_chair_cut_19s.mp4', 34, 3_900],
    ] as const) {
      const [match, ...others] = inStep(copy);
      assert.deepEqual(others, [], copy);
      assert.equal(match?.other, 'dup_chair_orig_22s.mp4');
      assert.ok((match.at?.frames ?? 0) >= frames, `${copy}: ${JSON.stringify(match.at)}`);
      const off = Math.abs((match.at?.offsetMs ?? 0) - offsetMs);
      assert.ok(off <= 300, `${copy}: ${JSON.stringify(match.at)}`);
    }
    assert.deepEqual(inStep('cam_toy_crystal_12s.mp4'), []);
  },
);
