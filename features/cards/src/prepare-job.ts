import type { Job } from '@jhalak/ports';

/** The media role runs it: its name says so. */
export const PREPARE_TASK = 'media.card_pictures';
/** Over some minutes; then the card is shown without a picture rather than not at all. */
const ATTEMPTS_MAX = 4;

/** @returns the job that makes an approved card's picture and loop. @param source blob key of a picture of the desk's. */
export function prepareJob(cardId: string, source?: string): Job {
  return {
    task: PREPARE_TASK,
    payload: { cardId, ...(source === undefined ? {} : { source }) },
    key: `${PREPARE_TASK}/${cardId}`,
    maxAttempts: ATTEMPTS_MAX,
  };
}
