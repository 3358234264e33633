// Speech to text: what is said in a clip, written down by an engine inside the cell. A clip's sound never leaves it for this.

/** One piece of speech. */
export interface Utterance {
  startMs: number;
  endMs: number;
  /** Plain words. */
  text: string;
}

/** Expected outcomes are values. */
export type Transcript =
  | { kind: 'heard'; utterances: readonly Utterance[] }
  /** There is no engine here; nothing was listened to. */
  | { kind: 'not_installed' };

/** Writes down what is said. */
export interface Transcripts {
  /** What engine stands behind this port; asked by screens and by `doctor`. Never throws. */
  capabilities(): Promise<{ engine: string; ready: boolean }>;
  /**
   * @param path of a finished local file of ours. @param language BCP 47, of the speech.
   * @returns utterances in the order of their beginnings.
   */
  transcribe(request: {
    path: string;
    language: string;
    signal?: AbortSignal;
  }): Promise<Transcript>;
}
