// The camera and the recorder behind the record screen. Owns the stream; always lets go of it in `close`.

import { chooseMimeType } from './mime.ts';

export type CameraProblem = 'denied' | 'none' | 'busy' | 'unsupported';
export type Facing = 'user' | 'environment';

/** Longest recording. */
export const RECORD_MAX_MS = 60_000;
/** Chunks come this often, so that a crash of the recorder loses little. */
const CHUNK_EVERY_MS = 1_000;
/** Good for 720p on a phone; a minute is about 20 MB. */
const VIDEO_BPS = 2_500_000;
const AUDIO_BPS = 96_000;

export interface Recording {
  blob: Blob;
  durationMs: number;
}

export class Camera {
  readonly stream: MediaStream;
  readonly #mimeType: string;
  #recorder: MediaRecorder | undefined;

  private constructor(stream: MediaStream, mimeType: string) {
    this.stream = stream;
    this.#mimeType = mimeType;
  }

  /** Asks for the camera. @returns it, or why there is none. */
  static async open(facing: Facing): Promise<Camera | CameraProblem> {
    const mimeType =
      typeof MediaRecorder === 'undefined'
        ? undefined
        : chooseMimeType((type) => MediaRecorder.isTypeSupported(type));
    // Absent on pages without TLS.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (mimeType === undefined || devices === undefined) return 'unsupported';
    const video: MediaTrackConstraints = {
      facingMode: facing,
      width: { ideal: 720 },
      height: { ideal: 1280 },
      aspectRatio: { ideal: 9 / 16 },
      frameRate: { ideal: 30, max: 30 },
    };
    try {
      return new Camera(
        await devices.getUserMedia({
          video,
          audio: { echoCancellation: true, noiseSuppression: true },
        }),
        mimeType,
      );
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      // A phone may have a camera and no microphone, or refuse the microphone alone.
      if (name === 'NotFoundError') return Camera.#withoutSound(devices, video, mimeType);
      return problemOf(name);
    }
  }

  static async #withoutSound(
    devices: MediaDevices,
    video: MediaTrackConstraints,
    mimeType: string,
  ): Promise<Camera | CameraProblem> {
    try {
      return new Camera(await devices.getUserMedia({ video }), mimeType);
    } catch (error) {
      return problemOf(error instanceof DOMException ? error.name : '');
    }
  }

  /** Whether the device has more than one camera; labels stay hidden. */
  static async canSwitch(): Promise<boolean> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return all.filter((device) => device.kind === 'videoinput').length > 1;
  }

  /** Records until `stop`, or RECORD_MAX_MS. @returns what was recorded. @throws when the recorder fails. */
  record(onElapsed: (ms: number) => void): Promise<Recording> {
    const recorder = new MediaRecorder(this.stream, {
      mimeType: this.#mimeType,
      videoBitsPerSecond: VIDEO_BPS,
      audioBitsPerSecond: AUDIO_BPS,
    });
    this.#recorder = recorder;
    const chunks: Blob[] = [];
    return new Promise((resolve, reject) => {
      // From here, not from the `start` event: slow devices fire that seconds after the first recorded picture.
      const startedMs = performance.now();
      const timer = setInterval(() => {
        const elapsedMs = Math.min(performance.now() - startedMs, RECORD_MAX_MS);
        onElapsed(elapsedMs);
        if (elapsedMs >= RECORD_MAX_MS && recorder.state === 'recording') recorder.stop();
      }, 50);
      recorder.ondataavailable = (event) => event.data.size > 0 && chunks.push(event.data);
      recorder.onstop = () => {
        clearInterval(timer);
        const durationMs = Math.round(Math.min(performance.now() - startedMs, RECORD_MAX_MS));
        resolve({
          blob: new Blob(chunks, { type: this.#mimeType.split(';')[0] ?? '' }),
          durationMs,
        });
      };
      recorder.onerror = () => {
        clearInterval(timer);
        reject(new Error('the recorder failed'));
      };
      recorder.start(CHUNK_EVERY_MS);
    });
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  /** Ends a recording that nobody wants and turns the camera off. */
  close(): void {
    this.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }
}

function problemOf(name: string): CameraProblem {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none';
}
