// Which container and codecs to record in.

/** H.264 first: phones encode it in hardware, and every server takes it. */
const WANTED = [
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4;codecs=avc1,opus',
  'video/mp4',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm',
] as const;

/** @returns the first type that the browser records; undefined when it records none of them. */
export function chooseMimeType(supported: (type: string) => boolean): string | undefined {
  return WANTED.find((type) => supported(type));
}

/** @returns a file name for a recording, with the ending of its container. */
export function recordingName(mimeType: string, at: Date): string {
  const ending = mimeType.startsWith('video/mp4') ? 'mp4' : 'webm';
  return `jhalak-${at.toISOString().slice(0, 19).replaceAll(/[:T]/gu, '-')}.${ending}`;
}
