import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Pictures } from '@jhalak/ports';
import { drawPng, picturesConformance } from '@jhalak/ports/conformance';
import { runProcess } from '../run-process.ts';
import { ffmpegPictures } from './ffmpeg-pictures.ts';
import { readPictureHead } from './picture-head.ts';

async function pictures(): Promise<{ pictures: Pictures; missing?: string }> {
  const made = ffmpegPictures();
  const formats = await made.formats();
  if (formats.includes('webp')) return { pictures: made };
  return {
    pictures: made,
    missing: 'ffmpeg with a WebP encoder is not installed: nothing was tested',
  };
}

picturesConformance('ffmpeg pictures', pictures);

/** Runs ffmpeg as it is, to make or read test files. */
async function ffmpeg(folder: string, ...args: readonly string[]): Promise<void> {
  const ran = await runProcess({
    command: [
      '/usr/bin/env',
      'ffmpeg',
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostdin',
      '-y',
      ...args,
    ],
    environment: { PATH: process.env['PATH'] ?? '' },
    workingFolder: folder,
    wallMs: 30_000,
    stdoutBytesMax: 1_000,
  });
  assert.equal(ran.exitCode, 0, ran.stderr);
}

function claim(what: string, body: (pictures: Pictures, folder: string) => Promise<void>): void {
  test(what, async (t: TestContext) => {
    const { pictures: engine, missing } = await pictures();
    if (missing !== undefined) return t.skip(missing);
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-ffmpeg-pictures-'));
    try {
      await body(engine, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Red above, blue below; what a camera sees when it is held upright. */
const flag = (height: number) => (_x: number, y: number) =>
  y < height / 2 ? ([220, 30, 30] as const) : ([30, 30, 220] as const);

/** EXIF with one entry: the orientation, in both byte orders. */
function exif(orientation: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  const short = (value: number, at: number): void => {
    if (little) tiff.writeUInt16LE(value, at);
    else tiff.writeUInt16BE(value, at);
  };
  short(42, 2);
  short(little ? 8 : 0, 4);
  short(little ? 0 : 8, 6);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  short(little ? 1 : 0, 14);
  short(little ? 0 : 1, 16);
  short(orientation, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.byteLength + 2, 2);
  return Buffer.concat([head, body]);
}

/** How each orientation stores an upright picture: ffmpeg filters that lay it down. */
const LAID: Readonly<Record<number, string>> = {
  1: 'null',
  2: 'hflip',
  3: 'hflip,vflip',
  4: 'vflip',
  5: 'transpose=cclock_flip',
  6: 'transpose=cclock',
  7: 'transpose=clock_flip',
  8: 'transpose=clock',
};

claim('all eight ways to hold a camera come out upright', async (engine, folder) => {
  await writeFile(join(folder, 'up.png'), drawPng(600, 900, flag(900)));
  for (const [orientation, filter] of Object.entries(LAID)) {
    await ffmpeg(folder, '-i', 'up.png', '-vf', filter, '-update', '1', '-q:v', '2', 'laid.jpg');
    const laid = await readFile(join(folder, 'laid.jpg'));
    const segment = exif(Number(orientation), Number(orientation) % 2 === 0);
    const source = Buffer.concat([laid.subarray(0, 2), segment, laid.subarray(2)]);
    const outputFolder = await mkdtemp(join(folder, 'out-'));
    const result = await engine.make({ source, outputFolder });
    assert.ok(result.kind === 'made', orientation);
    assert.deepEqual([result.sourceWidthPx, result.sourceHeightPx], [600, 900], orientation);
    const colours = await coloursOf(outputFolder, '360.webp');
    assert.ok(
      colours.above[0] > 180 && colours.above[2] < 80,
      `${orientation}: ${colours.above.join()}`,
    );
    assert.ok(
      colours.below[2] > 180 && colours.below[0] < 80,
      `${orientation}: ${colours.below.join()}`,
    );
  }
});

claim('colours are the same in both formats as in the source', async (engine, folder) => {
  const source = drawPng(900, 900, flag(900));
  await engine.make({ source, outputFolder: folder });
  for (const format of await engine.formats()) {
    const { above, below } = await coloursOf(folder, `360.${format}`);
    for (const [found, wanted] of [
      [above, [220, 30, 30]],
      [below, [30, 30, 220]],
    ] as const) {
      found.forEach((value, index) =>
        assert.ok(
          Math.abs(value - (wanted[index] ?? 0)) < 12,
          `${format}: ${found.join()} for ${wanted.join()}`,
        ),
      );
    }
  }
});

claim('what is see-through lies on a calm grey', async (engine, folder) => {
  await writeFile(join(folder, 'up.png'), drawPng(600, 900, flag(900)));
  const hole = 'format=rgba,geq=r=r(X\\,Y):g=g(X\\,Y):b=b(X\\,Y):a=if(lt(Y\\,450)\\,0\\,255)';
  const kinds = { 'hole.png': 'png', 'hole.webp': 'libwebp' };
  for (const [file, encoder] of Object.entries(kinds)) {
    const one = ['-update', '1', '-frames:v', '1', '-c:v', encoder];
    await ffmpeg(folder, '-i', 'up.png', '-vf', hole, ...one, file);
    const outputFolder = await mkdtemp(join(folder, 'out-'));
    const source = await readFile(join(folder, file));
    const head = readPictureHead(source);
    assert.ok(head.kind !== 'refused' && head.transparent, file);
    const result = await engine.make({ source, outputFolder });
    assert.ok(result.kind === 'made', file);
    const { above } = await coloursOf(outputFolder, '360.webp');
    for (const value of above) assert.ok(value > 30 && value < 65, `${file}: ${above.join()}`);
  }
});

claim('grey, palette, 16-bit and lossless pictures are read', async (engine, folder) => {
  await writeFile(join(folder, 'up.png'), drawPng(600, 900, flag(900)));
  const kinds = [
    ['-pix_fmt', 'gray', 'grey.png'],
    ['-pix_fmt', 'rgb48be', 'deep.png'],
    ['-pix_fmt', 'pal8', 'palette.png'],
    ['-pix_fmt', 'gray', 'grey.jpg'],
    ['-pix_fmt', 'yuvj422p', 'half.jpg'],
    ['-lossless', '1', 'lossless.webp'],
  ] as const;
  for (const [option, value, file] of kinds) {
    await ffmpeg(folder, '-i', 'up.png', '-update', '1', '-frames:v', '1', option, value, file);
    const outputFolder = await mkdtemp(join(folder, 'out-'));
    const source = await readFile(join(folder, file));
    assert.equal((await engine.make({ source, outputFolder })).kind, 'made', file);
  }
});

claim(
  'JPEGs for print and with lying heads are refused before any decoder',
  async (_engine, folder) => {
    await writeFile(join(folder, 'up.png'), drawPng(600, 900, flag(900)));
    await ffmpeg(folder, '-i', 'up.png', '-update', '1', 'up.jpg');
    const jpeg = await readFile(join(folder, 'up.jpg'));
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    assert.ok(frame > 0);
    const changed = (at: number, value: number): Buffer => {
      const copy = Buffer.from(jpeg);
      copy[frame + at] = value;
      return copy;
    };
    const told = (source: Buffer): string => {
      const head = readPictureHead(source);
      return head.kind === 'refused' ? head.reason : head.kind;
    };
    assert.equal(told(jpeg), 'jpeg');
    assert.equal(told(changed(9, 4)), 'unsupported');
    assert.equal(told(changed(4, 12)), 'unsupported');
    assert.equal(told(changed(1, 0xc3)), 'unsupported');
    assert.equal(told(jpeg.subarray(0, frame + 3)), 'damaged');
    assert.equal(told(jpeg.subarray(0, 4)), 'damaged');
  },
);

/** Mean colours of the upper and the lower quarter, by ffmpeg's own reading. */
async function coloursOf(
  folder: string,
  file: string,
): Promise<{ above: [number, number, number]; below: [number, number, number] }> {
  await ffmpeg(
    folder,
    '-i',
    file,
    '-vf',
    'scale=1:4:flags=area',
    '-frames:v',
    '1',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    'mean.rgb',
  );
  const rgb = await readFile(join(folder, 'mean.rgb'));
  await rm(join(folder, 'mean.rgb'));
  const row = (y: number): [number, number, number] => [
    rgb[y * 3] ?? 0,
    rgb[y * 3 + 1] ?? 0,
    rgb[y * 3 + 2] ?? 0,
  ];
  return { above: row(0), below: row(3) };
}
