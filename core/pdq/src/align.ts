// Where two clips run in step: frames of one that are near frames of the other, most of them with the same time between. A logo or
// a black frame alone is no copy.

/** A frame of the clip that is asked about, and a near frame of one that is known. */
export interface FrameMatch {
  /** In the clip that is asked about. */
  atMs: number;
  /** In the known clip. */
  knownAtMs: number;
}

export interface Alignment {
  /** Added to a time of the clip that is asked about it is the known clip's time. */
  offsetMs: number;
  /** Frames of the clip that is asked about that have their partner there. */
  frames: number;
  /** Between the first of them and the last, in the clip that is asked about. */
  fromMs: number;
  toMs: number;
}

/**
 * Finds the time between two clips that most matched frames agree on.
 *
 * @param apartMs how far the known clip's frames are apart: times between agree when they differ by no more. Where a camera
 * moves, known frames a tenth of a second apart find what frames half a second apart miss.
 * @returns undefined without a match. Cost: sorting the matches.
 */
export function alignClips(matches: readonly FrameMatch[], apartMs: number): Alignment | undefined {
  const sorted = matches
    .map(({ atMs, knownAtMs }) => ({ atMs, offsetMs: knownAtMs - atMs }))
    .toSorted((one, other) => one.offsetMs - other.offsetMs);
  let best: { from: number; frames: number } | undefined;
  /** How many matches of each frame lie in the window. */
  const within = new Map<number, number>();
  let from = 0;
  for (const match of sorted) {
    within.set(match.atMs, (within.get(match.atMs) ?? 0) + 1);
    for (let first = sorted[from]; first !== undefined; first = sorted[from]) {
      if (match.offsetMs - first.offsetMs <= apartMs) break;
      const left = (within.get(first.atMs) ?? 1) - 1;
      if (left === 0) within.delete(first.atMs);
      else within.set(first.atMs, left);
      from += 1;
    }
    if (within.size > (best?.frames ?? 0)) best = { from, frames: within.size };
  }
  if (best === undefined) return undefined;
  return describe(sorted.slice(best.from), best.frames, apartMs);
}

function describe(
  sorted: readonly { atMs: number; offsetMs: number }[],
  frames: number,
  apartMs: number,
): Alignment {
  const first = sorted[0]?.offsetMs ?? 0;
  const together = sorted.filter(({ offsetMs }) => offsetMs - first <= apartMs);
  const times = together.map(({ atMs }) => atMs);
  const middle = together[Math.floor(together.length / 2)]?.offsetMs ?? first;
  // A clip has at most some hundred frames: spreading them is safe.
  return { offsetMs: middle, frames, fromMs: Math.min(...times), toMs: Math.max(...times) };
}
