import type { Job, JsonObject } from '@jhalak/ports';

/** The media role runs it: its name says so. */
export const PREPARE_TASK = 'media.card_pictures';
/** Over some minutes; then the card is shown without a picture rather than not at all. */
const ATTEMPTS_MAX = 4;

/** A picture of the desk's: where its bytes are, and what is said of it. */
export interface GivenPicture {
  /** Blob key. */
  source: string;
  alternative: string;
  credit?: string | undefined;
}

/** @returns the job that makes an approved card's picture and loop. @param given instead of the clip's own cover. */
export function prepareJob(cardId: string, given?: GivenPicture): Job {
  const { source, alternative, credit } = given ?? {};
  return {
    task: PREPARE_TASK,
    payload: {
      cardId,
      ...(source === undefined ? {} : { source }),
      ...(alternative === undefined ? {} : { alternative }),
      ...(credit === undefined ? {} : { credit }),
    },
    key: `${PREPARE_TASK}/${cardId}`,
    maxAttempts: ATTEMPTS_MAX,
  };
}

/** @returns what a job's payload gives; undefined for a clip's own cover. */
export function givenPicture(payload: JsonObject): GivenPicture | undefined {
  const { source, alternative, credit } = payload;
  if (typeof source !== 'string' || typeof alternative !== 'string') return undefined;
  return { source, alternative, credit: typeof credit === 'string' ? credit : undefined };
}
