// What a clip's uploader, or the file itself, says of artificial making. The words of a file are IPTC's, which cameras and
// generators write, and which C2PA repeats: http://cv.iptc.org/newscodes/digitalsourcetype/.

/** `altered`: a real recording that was changed so that it shows what was not; `generated`: made as a whole. */
export const AI_MARKS = ['altered', 'generated'] as const;
export type AiMark = (typeof AI_MARKS)[number];

/** IPTC's digital source type of each mark. */
export const DIGITAL_SOURCE_TYPES: Readonly<Record<AiMark, string>> = {
  altered: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
  generated: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
};

/** @returns the one that says more; a mark is never taken back by another word on the same clip. */
export function strongerMark(
  one: AiMark | undefined,
  other: AiMark | undefined,
): AiMark | undefined {
  if (one === 'generated' || other === 'generated') return 'generated';
  return one ?? other;
}
