// What right codes gave to this device: with it the cell counts its next codes apart from those that strangers ask for. It says
// nothing to anybody but the cell and opens nothing, so it stays on the phone when somebody signs out.

import { DEVICE_MARKS_KEY } from './whose-phone.ts';

/** The contract's bound; the newest stay. */
const MARKS_MAX = 5;

export function deviceMarks(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(DEVICE_MARKS_KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter((one) => typeof one === 'string').slice(0, MARKS_MAX);
  } catch {
    return [];
  }
}

/** @param mark undefined: nothing was given. */
export function keepDeviceMark(mark: string | undefined): void {
  if (mark === undefined) return;
  try {
    localStorage.setItem(
      DEVICE_MARKS_KEY,
      JSON.stringify([mark, ...deviceMarks()].slice(0, MARKS_MAX)),
    );
  } catch {
    // Then this device is a stranger the next time.
  }
}
