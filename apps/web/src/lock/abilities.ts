// What this browser and this line can do, as far as they tell.

import { lineOf } from '../feed/connection.ts';
import type { Wishes } from './device/state.ts';

/** Two red pixels in AVIF. */
const TINY_AVIF =
  'data:image/avif;base64,AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAAD5bWV0YQAAAAAAAAAvaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAFBpY3R1cmVIYW5kbGVyAAAAAA5waXRtAAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAASEAAAAbAAAAKGlpbmYAAAAAAAEAAAAaaW5mZQIAAAAAAQAAYXYwMUNvbG9yAAAAAGppcHJwAAAAS2lwY28AAAAUaXNwZQAAAAAAAAACAAAAAgAAABBwaXhpAAAAAAMICAgAAAAMYXYxQ4EADAAAAAATY29scm5jbHgAAgACAAIAAAAAF2lwbWEAAAAAAAAAAQABBAECgwQAAAAjbWRhdAoFGAA2wCAyEhgAAABQAABAA1Lt5xf080WmIA==';
/** Wider screens than this in device pixels get the wide pictures, unless data is dear. */
const WIDE_FROM_PX = 540;
/** A loop is for a battery that has enough. */
const BATTERY_FROM = 0.5;

interface Told {
  connection?: { type?: string };
  getBattery?: () => Promise<{ charging: boolean; level: number }>;
}

/** @param dataSaver the person's own setting. Cost: a picture of 300 bytes is decoded. */
export async function abilities(
  dataSaver: boolean,
): Promise<Pick<Wishes, 'format' | 'widthPx' | 'frugal' | 'loops'>> {
  const { saveData, slow } = lineOf(dataSaver);
  const wide = Math.min(innerWidth, 480) * devicePixelRatio > WIDE_FROM_PX;
  return {
    format: (await showsAvif()) ? 'avif' : 'webp',
    widthPx: wide && !slow ? 720 : 360,
    frugal: saveData,
    loops: !saveData && !likesStillness() && isWifi() && (await hasPower()),
  };
}

export const likesStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A line whose kind is not told may be a data plan. */
function isWifi(): boolean {
  const { connection } = navigator as Told;
  return connection?.type === 'wifi' || connection?.type === 'ethernet';
}

async function hasPower(): Promise<boolean> {
  const battery = await (navigator as Told).getBattery?.().catch(() => undefined);
  return battery === undefined || battery.charging || battery.level >= BATTERY_FROM;
}

async function showsAvif(): Promise<boolean> {
  const image = new Image();
  image.src = TINY_AVIF;
  try {
    await image.decode();
    return true;
  } catch {
    return false;
  }
}
