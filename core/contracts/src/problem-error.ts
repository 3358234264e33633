import { JhalakError, type ErrorDetails } from '@jhalak/kernel';
import { PROBLEM_STATUS, type ProblemCode } from './problems.ts';

/**
 * Builds the failure for a code of the list, with the status that the list gives it.
 *
 * @param message says what happened and what to do; safe to show, no personal data.
 */
export function problem(
  code: ProblemCode,
  message: string,
  more: Omit<ErrorDetails, 'code' | 'status'> = {},
): JhalakError {
  return new JhalakError(message, { ...more, code, status: PROBLEM_STATUS[code] });
}
