// The one list of stable error codes and the RFC 9457 body in which they travel.

import { Type, type Static } from 'typebox';

/**
 * Every code that a reply can carry, with its HTTP status. Codes are never renamed; clients switch on them.
 * Media refusals (`media.*`) are listed by the transcoder port and reach clients inside an upload's `failure`.
 */
export const PROBLEM_STATUS = {
  'request.invalid': 400,
  'request.too_large': 413,
  'request.unsupported_type': 415,
  'request.rate_limited': 429,
  'request.cross_origin': 403,
  'request.in_progress': 409,
  'request.key_reused': 422,
  not_found: 404,
  internal: 500,
  unavailable: 503,
  'auth.required': 401,
  'auth.forbidden': 403,
  'auth.wrong_credentials': 401,
  'auth.locked': 429,
  'account.handle_taken': 409,
  'account.handle_invalid': 422,
  'account.password_weak': 422,
  'account.already_signed_up': 409,
  'account.recovery_invalid': 401,
  'account.pending_deletion': 409,
  'session.not_found': 404,
  'consent.age_required': 422,
  'cursor.invalid': 400,
  'cursor.expired': 410,
  'video.not_found': 404,
  'video.withheld': 451,
  'video.age_gated': 403,
  'video.not_yours': 403,
  'video.undo_expired': 410,
  'upload.not_found': 404,
  'upload.too_large': 413,
  'upload.metadata_invalid': 422,
  'upload.offset_conflict': 409,
  'upload.expired': 410,
  'upload.disk_full': 507,
  'upload.too_many_open': 429,
  'upload.locked': 423,
  'upload.published': 409,
  'upload.not_retryable': 409,
  'upload.source_missing': 410,
  'upload.version_unsupported': 412,
  'person.not_found': 404,
  'person.self': 422,
  'report.reason_unknown': 422,
  'moderation.reason_required': 422,
  'role.unknown': 422,
  'publisher.not_found': 404,
  'publisher.host_invalid': 422,
  'publisher.feed_known': 409,
  'publisher.report_not_found': 404,
  'publisher.report_known': 409,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** RFC 9457 problem details, sent as application/problem+json. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI of the page that explains the code' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What happened and what to do, in one or two sentences' }),
    code: Type.String({ description: 'Stable, dotted, lower-case' }),
    instance: Type.Optional(Type.String({ description: "The request's id" })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() })),
    ),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
