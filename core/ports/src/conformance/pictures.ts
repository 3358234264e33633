// What every Pictures adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PICTURE_SHAPE, type PictureResult, type Pictures } from '../pictures.ts';

export interface PicturesUnderTest {
  pictures: Pictures;
  /** Why nothing can be made on this machine; then the suite is skipped with this reason. */
  missing?: string;
}

type Pixel = (x: number, y: number) => readonly [number, number, number];

/** @returns a PNG file. Made here, so that the suite needs no picture program. */
export function drawPng(
  widthPx: number,
  heightPx: number,
  pixel: Pixel,
  extra: readonly { type: string; data: Buffer }[] = [],
): Buffer {
  const rows = Buffer.alloc(heightPx * (1 + widthPx * 3));
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      rows.set(pixel(x, y), y * (1 + widthPx * 3) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    { type: 'IHDR', data: head },
    ...extra,
    { type: 'IDAT', data: deflateSync(rows, { level: 1 }) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    ...chunks.map(({ type, data }) => pngChunk(type, data)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Soft colours with something sharp in the middle. */
const scene: Pixel = (x, y) => [x % 256, y % 256, (x ^ y) & 64 ? 200 : 90];

/** Declares the tests. */
export function picturesConformance(name: string, make: () => Promise<PicturesUnderTest>): void {
  const claim = (
    what: string,
    body: (pictures: Pictures, folder: string) => Promise<void>,
  ): void => {
    test(`${name}: ${what}`, async (t: TestContext) => {
      const { pictures, missing } = await make();
      if (missing !== undefined) return t.skip(missing);
      const folder = await mkdtemp(join(tmpdir(), 'jhalak-pictures-conformance-'));
      try {
        await body(pictures, folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  };
  making(claim);
  refusing(claim);
}

type Claim = (what: string, body: (pictures: Pictures, folder: string) => Promise<void>) => void;

function making(claim: Claim): void {
  claim(
    'a wide picture becomes tall files of both widths and nothing else',
    async (pictures, folder) => {
      const source = drawPng(1600, 900, scene);
      const made = madeOf(await pictures.make({ source, outputFolder: folder }));
      const formats = await pictures.formats();
      assert.ok(formats.includes('webp'));
      assert.deepEqual([made.sourceWidthPx, made.sourceHeightPx], [1600, 900]);
      const names = [360, 720].flatMap((width) => formats.map((format) => `${width}.${format}`));
      assert.deepEqual(made.renditions.map((one) => one.name).toSorted(), names.toSorted());
      assert.deepEqual((await readdir(folder)).toSorted(), names.toSorted());
      assert.ok(made.focus.x >= 0 && made.focus.x <= 1 && made.focus.y >= 0 && made.focus.y <= 1);
      assert.ok(Buffer.from(made.thumbhash, 'base64').byteLength > 5);
      for (const rendition of made.renditions) {
        const bytes = await readFile(join(folder, rendition.name));
        assert.equal(bytes.byteLength, rendition.bytes);
        const aspect = rendition.widthPx / rendition.heightPx;
        const wanted = PICTURE_SHAPE.widthParts / PICTURE_SHAPE.heightParts;
        assert.ok(Math.abs(aspect - wanted) < 0.01, `${rendition.name}: ${aspect}`);
        const magic =
          rendition.format === 'webp'
            ? bytes.toString('latin1', 8, 12)
            : bytes.toString('latin1', 4, 12);
        assert.equal(magic, rendition.format === 'webp' ? 'WEBP' : 'ftypavif');
      }
    },
  );

  claim(
    'what it makes can be read again and has the size that it says',
    async (pictures, folder) => {
      const source = drawPng(1600, 1600, scene);
      const made = madeOf(await pictures.make({ source, outputFolder: folder }));
      for (const rendition of made.renditions.filter((one) => one.format === 'webp')) {
        const again = await mkdtemp(join(folder, 'again-'));
        const bytes = await readFile(join(folder, rendition.name));
        const read = madeOf(await pictures.make({ source: bytes, outputFolder: again }));
        assert.equal(read.sourceWidthPx, rendition.widthPx);
        assert.equal(read.sourceHeightPx, rendition.heightPx);
      }
    },
  );

  claim('a small picture is not blown up', async (pictures, folder) => {
    const source = drawPng(700, 500, scene);
    const made = madeOf(await pictures.make({ source, outputFolder: folder }));
    assert.deepEqual([...new Set(made.renditions.map((one) => one.widthPx))], [360]);
  });

  claim(
    'wider files are made where they are asked for, and never blown up',
    async (pictures, folder) => {
      const widthsPx = [360, 1440];
      const widthsOf = async (source: Buffer, name: string): Promise<Set<number>> => {
        const outputFolder = await mkdtemp(join(folder, name));
        const made = madeOf(await pictures.make({ source, outputFolder, widthsPx }));
        return new Set(made.renditions.map((one) => one.widthPx));
      };
      assert.deepEqual(await widthsOf(drawPng(1080, 1920, scene), 'a-'), new Set(widthsPx));
      assert.deepEqual(await widthsOf(drawPng(720, 1280, scene), 'b-'), new Set([360]));
    },
  );

  claim('the same bytes give the same focus and hash', async (pictures, folder) => {
    const source = drawPng(900, 900, scene);
    const results = [];
    for (const name of ['a-', 'b-']) {
      const outputFolder = await mkdtemp(join(folder, name));
      results.push(madeOf(await pictures.make({ source, outputFolder })));
    }
    const [first, second] = results;
    assert.deepEqual(second, first);
  });

  claim('what a camera wrote beside the picture does not come out', async (pictures, folder) => {
    const secret = 'GPS 28.6139N 77.2090E';
    const source = drawPng(900, 900, scene, [
      { type: 'tEXt', data: Buffer.from(`Comment\0${secret}`, 'latin1') },
      { type: 'eXIf', data: Buffer.from(`MM\0*${secret}`, 'latin1') },
    ]);
    const made = madeOf(await pictures.make({ source, outputFolder: folder }));
    for (const { name } of made.renditions) {
      const bytes = await readFile(join(folder, name));
      assert.ok(!bytes.includes(secret), name);
    }
  });
}

function refusing(claim: Claim): void {
  claim('what is no picture is refused, whatever it is', async (pictures, folder) => {
    const foreign: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      text: Buffer.from('hello'),
      html: Buffer.from('<!doctype html><img src=x>'),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      playlist: Buffer.from('#EXTM3U\nhttp://127.0.0.1/x.ts\n'),
      gif: Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'),
      zip: Buffer.from('PK\x03\x04rest', 'latin1'),
    };
    for (const [what, source] of Object.entries(foreign)) {
      const result = await pictures.make({ source, outputFolder: folder });
      assert.equal(refusalOf(result), 'not_a_picture', what);
    }
    assert.deepEqual(await readdir(folder), []);
  });

  claim('a picture that breaks off or lies about its size is refused', async (pictures, folder) => {
    const whole = drawPng(900, 900, scene);
    for (const bytes of [10, 30, 60]) {
      const source = whole.subarray(0, bytes);
      const reason = refusalOf(await pictures.make({ source, outputFolder: folder }));
      assert.equal(reason, 'damaged', `${bytes} bytes`);
    }
    const huge = Buffer.from(whole);
    huge.writeUInt32BE(30_000, 16);
    huge.writeUInt32BE(30_000, 20);
    const refusal = refusalOf(await pictures.make({ source: huge, outputFolder: folder }));
    assert.equal(refusal, 'too_many_pixels');
    assert.deepEqual(await readdir(folder), []);
  });

  claim('a picture too small for a phone is refused', async (pictures, folder) => {
    for (const [width, height] of [
      [200, 200],
      [3000, 200],
      [100, 3000],
      [1, 1],
    ] as const) {
      const source = drawPng(width, height, scene);
      const reason = refusalOf(await pictures.make({ source, outputFolder: folder }));
      assert.equal(reason, 'too_small', `${width}x${height}`);
    }
  });

  claim('an animated picture is refused', async (pictures, folder) => {
    const source = drawPng(900, 900, scene, [{ type: 'acTL', data: Buffer.alloc(8, 1) }]);
    assert.equal(refusalOf(await pictures.make({ source, outputFolder: folder })), 'unsupported');
  });

  claim('broken bytes give an answer and leave nothing half made', async (pictures, folder) => {
    const whole = drawPng(480, 600, scene);
    const place = fc.array(
      fc.tuple(fc.integer({ min: 8, max: whole.byteLength - 1 }), fc.integer({ min: 0, max: 255 })),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(place, async (places) => {
        const source = Buffer.from(whole);
        for (const [at, value] of places) source[at] = value;
        const outputFolder = await mkdtemp(join(folder, 'broken-'));
        const result = await pictures.make({ source, outputFolder });
        const left = await readdir(outputFolder);
        assert.equal(left.length, result.kind === 'made' ? result.renditions.length : 0);
      }),
      { numRuns: 8 },
    );
  });

  claim('an aborted request rejects and leaves nothing', async (pictures, folder) => {
    const giveUp = new AbortController();
    const source = drawPng(1600, 1600, scene);
    const making = pictures.make({ source, outputFolder: folder, signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await assert.rejects(making, { code: 'media.aborted' });
    assert.deepEqual(await readdir(folder), []);
  });
}

function madeOf(result: PictureResult): Extract<PictureResult, { kind: 'made' }> {
  assert.ok(result.kind === 'made', 'detail' in result ? result.detail : '');
  return result;
}

function refusalOf(result: PictureResult): string {
  return result.kind === 'refused' ? result.reason : result.kind;
}
