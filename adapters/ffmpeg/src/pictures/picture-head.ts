// What a picture says of itself in its first bytes, read by us before any decoder sees it: kind, size, how to turn it.
// Declared types and names are never asked.

/** The kinds that are read. GIF and animation are for films, SVG is a program, HEIF is not what sites serve. */
export type PictureKind = 'jpeg' | 'png' | 'webp';

/** As a camera held it, in EXIF's numbers; 1 is upright. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type PictureHead =
  | {
      kind: PictureKind;
      /** As stored, before turning. */
      widthPx: number;
      heightPx: number;
      orientation: ExifOrientation;
      /** Whether parts may be see-through. */
      transparent: boolean;
    }
  | { kind: 'refused'; reason: 'not_a_picture' | 'unsupported' | 'damaged'; detail: string };

/** Segments before the picture's own in a JPEG; profiles and previews take some dozens. */
const JPEG_SEGMENTS_MAX = 1_000;
const PNG_CHUNKS_MAX = 1_000;
/** Entries of the EXIF directory that are looked at. */
const EXIF_ENTRIES_MAX = 200;

const refuse = (
  reason: 'not_a_picture' | 'unsupported' | 'damaged',
  detail: string,
): PictureHead => ({ kind: 'refused', reason, detail });

/** @returns what the bytes are. Pure, microseconds. */
export function readPictureHead(source: Uint8Array): PictureHead {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  try {
    if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return readJpeg(bytes);
    if (bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a') return readPng(bytes);
    if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') {
      return readWebp(bytes);
    }
  } catch (error) {
    // Reading past the end: the head is cut or lies about its own sizes.
    if (error instanceof RangeError) return refuse('damaged', 'The picture breaks off.');
    throw error;
  }
  return refuse('not_a_picture', 'This is neither JPEG nor PNG nor WebP.');
}

/** ITU-T T.81 annex B. */
function readJpeg(bytes: Buffer): PictureHead {
  let at = 2;
  let orientation: ExifOrientation = 1;
  for (let segment = 0; segment < JPEG_SEGMENTS_MAX; segment += 1) {
    // Any number of fill bytes may stand before a marker.
    while (bytes.readUInt8(at) === 0xff && bytes.readUInt8(at + 1) === 0xff) at += 1;
    if (bytes.readUInt8(at) !== 0xff) return refuse('damaged', 'The JPEG has no marker in place.');
    const marker = bytes.readUInt8(at + 1);
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xe1) orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length));
    // Start of frame, but for the tables that share its numbers (DHT, JPG, DAC).
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (marker > 0xc2) return refuse('unsupported', 'This kind of JPEG is not read.');
      const [bits, componentCount] = [bytes.readUInt8(at + 4), bytes.readUInt8(at + 9)];
      if (bits !== 8) return refuse('unsupported', 'JPEGs with more than 8 bits are not read.');
      // Print colours: every decoder turns them into other ones.
      if (componentCount === 4) return refuse('unsupported', 'JPEGs in CMYK are not read.');
      const size = { widthPx: bytes.readUInt16BE(at + 7), heightPx: bytes.readUInt16BE(at + 5) };
      return sized({ kind: 'jpeg', ...size, orientation, transparent: false });
    }
    if (marker === 0xd9 || marker === 0xda) break;
    at += 2 + length;
  }
  return refuse('damaged', 'The JPEG does not say its size.');
}

/** EXIF 2.32: a TIFF directory behind six bytes; only tag 0x0112 is read. */
function exifOrientation(segment: Buffer): ExifOrientation {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return 1;
  const tiff = segment.subarray(6);
  if (tiff.byteLength < 8) return 1;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  try {
    const directory = long(4);
    const count = Math.min(short(directory), EXIF_ENTRIES_MAX);
    for (let entry = 0; entry < count; entry += 1) {
      const at = directory + 2 + entry * 12;
      if (short(at) !== 0x0112) continue;
      const value = short(at + 8);
      return value >= 1 && value <= 8 ? (value as ExifOrientation) : 1;
    }
  } catch (error) {
    // A broken note on how to turn it is no reason to lose the picture.
    if (error instanceof RangeError) return 1;
    throw error;
  }
  return 1;
}

/** PNG third edition: IHDR first, `acTL` before the data where it is animated. */
function readPng(bytes: Buffer): PictureHead {
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') {
    return refuse('damaged', 'The PNG does not begin as it must.');
  }
  const [widthPx, heightPx] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const colourType = bytes.readUInt8(25);
  let transparent = colourType === 4 || colourType === 6;
  let at = 8;
  for (let chunk = 0; chunk < PNG_CHUNKS_MAX; chunk += 1) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return refuse('unsupported', 'Animated pictures are not read.');
    if (type === 'tRNS') transparent = true;
    if (type === 'IDAT')
      return sized({ kind: 'png', widthPx, heightPx, orientation: 1, transparent });
    at += 12 + bytes.readUInt32BE(at);
  }
  return refuse('damaged', 'The PNG has no picture in it.');
}

/** RFC 9649. */
function readWebp(bytes: Buffer): PictureHead {
  const type = bytes.toString('latin1', 12, 16);
  const common = { kind: 'webp', orientation: 1 } as const;
  switch (type) {
    case 'VP8 ':
      return sized({
        ...common,
        widthPx: bytes.readUInt16LE(26) & 0x3fff,
        heightPx: bytes.readUInt16LE(28) & 0x3fff,
        transparent: false,
      });
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21);
      return sized({
        ...common,
        widthPx: (packed & 0x3fff) + 1,
        heightPx: ((packed >>> 14) & 0x3fff) + 1,
        transparent: true,
      });
    }
    case 'VP8X': {
      const flags = bytes.readUInt8(20);
      if ((flags & 0x02) !== 0) return refuse('unsupported', 'Animated pictures are not read.');
      return sized({
        ...common,
        widthPx: bytes.readUIntLE(24, 3) + 1,
        heightPx: bytes.readUIntLE(27, 3) + 1,
        transparent: (flags & 0x10) !== 0,
      });
    }
    default:
      return refuse('damaged', 'The WebP has no picture in it.');
  }
}

function sized(head: Extract<PictureHead, { kind: PictureKind }>): PictureHead {
  if (head.widthPx > 0 && head.heightPx > 0) return head;
  return refuse('damaged', 'The picture says that it has no size.');
}
