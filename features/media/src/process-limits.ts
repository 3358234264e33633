// How often the work on an upload is tried.

/** The job that makes an upload a video. */
export const PROCESS_TASK = 'media.process';

/** Starts, counting those that ended with a killed process: a file that takes the process down each time must end. */
export const PROCESS_ATTEMPTS_MAX = 50;

/** Runs that failed by themselves before a person is asked; the queue waits longer between them, a minute in all. */
export const PROCESS_FAILURES_MAX = 4;
