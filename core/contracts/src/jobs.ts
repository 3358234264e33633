// What every long job tells of itself, whatever it does; each adds its id, its states and what it is about.

import { Type } from 'typebox';

export const jobFields = {
  /** 0 to 1; of the whole way, or of the present state where the job says so. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  /** Machine name of what is being done. */
  step: Type.String(),
  /** Seconds left, estimated; null when unknown. */
  eta: Type.Union([Type.Number(), Type.Null()]),
  /** Why it ended; null while it did not, or when it is well. */
  failure: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), retryable: Type.Boolean() }),
    Type.Null(),
  ]),
};
