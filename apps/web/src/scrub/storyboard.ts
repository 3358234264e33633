// A clip's small pictures by moment, read from the WebVTT that lies beside it: whichever clip, without a word of it in the
// feed's pages. Knows nothing of the screen.

/** One moment's picture: a part of the sheet. */
export interface Tile {
  fromMs: number;
  sheet: string;
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
}

/** A sheet holds 48 pictures at most; more is not ours. */
const TILES_MAX = 200;
const CUE =
  /(\d{1,3}):(\d\d):(\d\d)\.(\d{3}) --> [^\n]*\n([\w.-]+)#xywh=(\d{1,5}),(\d{1,5}),(\d{1,4}),(\d{1,4})(?=\s|$)/gu;

/** @returns the tiles in the order of their moments, at most TILES_MAX; none where the text is something else. Pure. */
export function tilesIn(text: string, folder: string): readonly Tile[] {
  const tiles: Tile[] = [];
  for (const [, hours, minutes, seconds, ms, file, x, y, width, height] of text.matchAll(CUE)) {
    if (tiles.length === TILES_MAX) break;
    tiles.push({
      fromMs: ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms),
      sheet: `${folder}${file}`,
      ...{ xPx: Number(x), yPx: Number(y), widthPx: Number(width), heightPx: Number(height) },
    });
  }
  return tiles;
}

/** @returns the picture that stands at a moment: the last that has begun, the first before any has. */
export function tileAt(tiles: readonly Tile[], atMs: number): Tile | undefined {
  return tiles.findLast(({ fromMs }) => fromMs <= atMs) ?? tiles[0];
}

/**
 * Fetches a clip's pictures: the list, and then the sheet, so that the first that is shown is there at once.
 *
 * @returns none for a clip that was published before there were any, or that has none yet. @throws without network.
 * Cost: two requests, some 100 KB at most.
 */
export async function fetchTiles(videoId: string): Promise<readonly Tile[]> {
  const folder = `/media/${videoId}/`;
  const reply = await fetch(`${folder}storyboard.vtt`);
  const tiles = reply.ok ? tilesIn(await reply.text(), folder) : [];
  const [first] = tiles;
  if (first === undefined) return [];
  const sheet = new Image();
  sheet.src = first.sheet;
  await sheet.decode();
  return tiles;
}
