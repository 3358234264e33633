// One error shape for the whole house. Expected outcomes are values; this is for failures.

/** Who must act for the failure to go away. */
export type Blame = 'caller' | 'operator' | 'us';

/** What a JhalakError carries beside its sentence. */
export interface ErrorDetails {
  /** Stable, dotted, lower-case: `media.too_long`. Clients switch on it. */
  code: string;
  /** HTTP status to reply with, 400 to 599. */
  status: number;
  /** Seconds after which trying again can help. */
  retryAfterS?: number;
  /** Which input was wrong, as JSON pointers with a sentence each; safe to show. */
  fields?: readonly { pointer: string; message: string }[];
  cause?: unknown;
}

/**
 * A failure with a stable code and a sentence that is safe to show: it says what happened and what to do,
 * and holds no personal data.
 */
export class JhalakError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly fields: ErrorDetails['fields'];

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'JhalakError';
    this.code = details.code;
    this.status = details.status;
    this.retryAfterS = details.retryAfterS;
    this.fields = details.fields;
  }

  /** @returns who must act: 4xx the caller, 503 and 507 the operator, else us. */
  get blame(): Blame {
    if (this.status < 500) return 'caller';
    return this.status === 503 || this.status === 507 ? 'operator' : 'us';
  }
}

/** @returns the message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
