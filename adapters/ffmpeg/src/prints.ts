// By what a clip is known again: small grey frames, and the fingerprint of its own sound, from the decode that makes its
// renditions. What they mean is not known here.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrintFiles, PrintRequest } from '@jhalak/ports';
import { group } from './group.ts';
import { publishFile } from './work-folder.ts';

/** Which prints a pass makes. */
export interface PrintPlan extends PrintRequest {
  /** The engine has chromaprint, and the clip a sound of its own that is heard. */
  sound: boolean;
  /** However far apart a file says that its pictures are. */
  framesMax: number;
}

const FRAMES_FILE = 'prints.gray';
const SOUND_FILE = 'sound.prints';
/** Chromaprint's second algorithm: windows of 4,096 samples at 11,025 Hz, a third of a window apart. */
const SOUND_EVERY_MS = (1_365 / 11_025) * 1_000;
const SOUND_WORD_BYTES = 4;

/**
 * @returns the chain from a rendition's pictures to grey squares. Area averages: what is between the samples counts. Through RGB,
 * because grey means there what it meant on old television (BT.601), as where hashes of pictures are published. Rounded up, the
 * frame of a moment is the one that is seen then.
 */
export function printFilters({ sidePx, everyMs }: PrintRequest): string {
  return `fps=1000/${everyMs}:start_time=0:round=up,scale=${sidePx}:${sidePx}:flags=area,format=rgb24,format=gray`;
}

/** @returns the outputs of these pads. Pure. */
export function printArguments(
  pads: { frames: string; sound?: string },
  { framesMax }: PrintPlan,
  syncOption: string,
): readonly string[] {
  return [
    ...group('-map', `[${pads.frames}]`, syncOption, 'passthrough'),
    ...group('-frames:v', String(framesMax)),
    ...group('-c:v', 'rawvideo', '-f', 'rawvideo', FRAMES_FILE),
    ...(pads.sound === undefined
      ? []
      : group('-map', `[${pads.sound}]`, '-f', 'chromaprint', '-fp_format', 'raw', SOUND_FILE)),
  ];
}

/** Takes the files out of the work folder. @returns what they hold. Cost: two renames. */
export async function publishPrints(
  plan: PrintPlan,
  workFolder: string,
  outputFolder: string,
): Promise<PrintFiles> {
  const take = async (file: string): Promise<number> =>
    await publishFile(join(workFolder, file), join(outputFolder, file));
  const { sidePx, everyMs } = plan;
  const count = Math.floor((await take(FRAMES_FILE)) / (sidePx * sidePx));
  const frames = { file: FRAMES_FILE, sidePx, everyMs, count };
  // A sound of less than some seconds leaves nothing.
  const heard = plan.sound && (await stat(join(workFolder, SOUND_FILE)).catch(() => undefined));
  if (!heard) return { frames };
  const words = Math.floor((await take(SOUND_FILE)) / SOUND_WORD_BYTES);
  return { frames, sound: { file: SOUND_FILE, everyMs: SOUND_EVERY_MS, count: words } };
}
