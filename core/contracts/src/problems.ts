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
  'grievance.not_found': 404,
  'grievance.state': 409,
  'grievance.full': 429,
  not_found: 404,
  internal: 500,
  unavailable: 503,
  'auth.required': 401,
  'auth.forbidden': 403,
  'auth.wrong_credentials': 401,
  'auth.locked': 429,
  'auth.step_up': 403,
  'code.wrong': 401,
  'code.over': 410,
  'code.too_many': 429,
  'phone.invalid': 422,
  'phone.not_served': 422,
  'phone.taken': 409,
  'phone.none': 409,
  'passkey.refused': 401,
  'passkey.unavailable': 409,
  'passkey.not_found': 404,
  'passkey.too_many': 409,
  'sign_in.ticket_over': 410,
  'sign_in.last_way': 409,
  'account.handle_taken': 409,
  'account.handle_invalid': 422,
  'account.password_weak': 422,
  'account.already_signed_up': 409,
  'account.recovery_invalid': 401,
  'account.pending_deletion': 409,
  'session.not_found': 404,
  'consent.age_required': 422,
  'place.unknown': 422,
  'consent.notice_unknown': 422,
  'consent.notice_old': 409,
  'family.consent_needed': 403,
  'family.age_fixed': 409,
  'family.age_wrong': 422,
  'family.adult_only': 403,
  'family.child_only': 409,
  'family.code_wrong': 404,
  'family.too_many': 429,
  'family.child_not_found': 404,
  'family.parent_decides': 403,
  'cursor.invalid': 400,
  'cursor.expired': 410,
  'inbox.streams_full': 429,
  'upload.streams_full': 429,
  'export.not_found': 404,
  'export.not_ready': 409,
  'export.running': 409,
  'export.too_many': 429,
  'export.gone': 410,
  'import.running': 409,
  'import.not_found': 404,
  'import.not_ready': 409,
  'import.too_large': 413,
  'import.undo_expired': 410,
  'whereabouts.unknown_cell': 422,
  'whereabouts.not_yours': 422,
  'whereabouts.over': 410,
  'channel.no_account': 409,
  'channel.unknown_cell': 404,
  'channel.other_region': 422,
  'channel.running': 409,
  'channel.not_found': 404,
  'channel.wrong_code': 404,
  'taste.consent_needed': 409,
  'taste.choice_invalid': 422,
  'taste.full': 409,
  'sound.not_found': 404,
  'sound.not_own': 409,
  'video.not_found': 404,
  'video.withheld': 451,
  'video.age_gated': 403,
  'oembed.not_found': 404,
  'oembed.not_public': 401,
  'oembed.format': 501,
  'video.not_yours': 403,
  'video.undo_expired': 410,
  'subtitles.empty': 422,
  'subtitles.encoding': 422,
  'subtitles.time': 422,
  'subtitles.after_clip': 422,
  'subtitles.words': 422,
  'subtitles.too_many': 422,
  'upload.not_found': 404,
  'upload.too_large': 413,
  'upload.metadata_invalid': 422,
  'upload.offset_conflict': 409,
  'upload.expired': 410,
  'upload.disk_full': 507,
  'upload.storage_full': 413,
  'upload.too_many_open': 429,
  'upload.locked': 423,
  'upload.published': 409,
  'upload.not_retryable': 409,
  'upload.source_missing': 410,
  'upload.version_unsupported': 412,
  'person.not_found': 404,
  'person.self': 422,
  'erasure.not_found': 404,
  'person.withheld': 451,
  'person.suspended': 403,
  'person.blocked': 403,
  'person.private': 403,
  'follow_request.not_found': 404,
  'collection.not_found': 404,
  'collection.full': 409,
  'pack.not_found': 404,
  'pack.adults_only': 403,
  'pack.full': 409,
  'pack.nobody': 422,
  'pack.words': 422,
  'comment.not_found': 404,
  'comment.closed': 403,
  'comment.empty': 422,
  'comment.full': 409,
  'comment.too_many': 429,
  'comment.not_yours': 403,
  'comment.state': 409,
  'comment.undo_expired': 410,
  'appeal.over': 409,
  'appeal.second_person': 403,
  'report.reason_unknown': 422,
  'hold.not_found': 404,
  'hold.state': 409,
  'list.invalid': 422,
  'list.too_many': 409,
  'list.not_found': 404,
  'moderation.reason_required': 422,
  'role.unknown': 422,
  'break_glass.not_found': 404,
  'break_glass.over': 409,
  'break_glass.digest': 409,
  'break_glass.own': 403,
  'break_glass.approved': 409,
  'break_glass.held': 409,
  'break_glass.too_many': 429,
  'order.not_found': 404,
  'order.state': 409,
  'order.scope': 422,
  'order.times': 422,
  'order.note_required': 422,
  'order.second_person': 403,
  'order.approval_over': 409,
  'order.approval_digest': 409,
  'region.blocked': 451,
  'story.withheld': 451,
  'border.cosignature': 422,
  'card.not_found': 404,
  'card.state': 409,
  'card.note_required': 422,
  'card.times_invalid': 422,
  'card.rule_invalid': 422,
  'card.rule_not_found': 404,
  'card.picture_invalid': 422,
  'lock.region_unknown': 404,
  'lock.dark': 403,
  'lock.brand_unknown': 401,
  'lock.receipt_outdated': 409,
  'lock.keys_full': 409,
  'brand.not_found': 404,
  'brand.known': 409,
  'brand.key_not_found': 404,
  'brand.keys_full': 409,
  'brand.note_required': 422,
  'brand.dark_by_operator': 403,
  'brand.stage': 409,
  'ads.not_found': 404,
  'ads.known': 409,
  'ads.too_many': 409,
  'ads.adults_only': 403,
  'ads.dates': 422,
  'ads.turn': 409,
  'ads.incomplete': 409,
  'ads.review_state': 409,
  'ads.note': 422,
  'ads.report_too_large': 422,
  'ads.clip_not_yours': 422,
  'ads.key_unknown': 401,
  'ads.click_unknown': 404,
  'ads.token_invalid': 404,
  'ads.policy_changed': 409,
  'ads.house_only': 403,
  'ads.price_low': 422,
  'ads.seat_unknown': 404,
  'ads.seat_known': 409,
  'ads.seat_invalid': 422,
  'ads.selling_unset': 404,
  'ads.selling_invalid': 422,
  'openrtb.invalid': 400,
  'ads.picture_invalid': 422,
  'ads.picture_not_ready': 409,
  'payment.not_found': 404,
  'payment.differs': 409,
  'payment.not_refundable': 409,
  'payment.notice_refused': 401,
  'ledger.no_currency': 409,
  'ledger.account_unknown': 404,
  'ledger.transfer_unknown': 404,
  'ledger.transfer_differs': 409,
  'ledger.overdraft': 409,
  'ledger.reversed': 409,
  'ledger.month_open': 409,
  'ledger.month_closed': 409,
  'ledger.unbalanced': 500,
  'policy.invalid': 422,
  'policy.not_found': 404,
  'policy.own': 403,
  'policy.digest': 409,
  'policy.state': 409,
  'cell.card_invalid': 422,
  'cell.not_found': 404,
  'cell.message_refused': 403,
  'publisher.not_found': 404,
  'publisher.host_invalid': 422,
  'publisher.feed_known': 409,
  'publisher.report_not_found': 404,
  'publisher.report_known': 409,
  'story.not_found': 404,
  'search.too_broad': 422,
  'cell.frozen': 503,
  'cell.ended': 503,
  'cell.closing': 503,
  'cell.held': 503,
  'cell.cold_folder': 503,
  'handover.unlisted': 409,
  'handover.not_found': 404,
  'handover.file': 422,
  'handover.refused': 409,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** What happened and what to do, one sentence a code: the page that a problem's `type` names shows them. */
export const PROBLEM_MEANING: Readonly<Record<ProblemCode, string>> = {
  'request.invalid':
    'The request does not have the shape that this route takes; `errors` names each wrong part: mend it and send it again.',
  'request.too_large': 'The body is larger than this route takes; send less of it.',
  'request.unsupported_type':
    'The body has another content type than this route takes; send JSON, or for uploads what tus asks for.',
  'request.rate_limited':
    'More was asked than one person or address may; wait as many seconds as `Retry-After` says.',
  'request.cross_origin':
    "Another site sent our page's cookie, which counts for nothing there; call with a Bearer token instead.",
  'request.in_progress':
    'The first request with this `Idempotency-Key` is still running; ask again in a moment with the same key.',
  'request.key_reused':
    'This `Idempotency-Key` came with another request before; make a new random key for each thing to create.',
  'grievance.not_found':
    'There is no such complaint of the caller here; read the list at /v1/me/grievances.',
  'grievance.state':
    'The complaint stands in another state by now: answered, appealed or closed; read it again.',
  'grievance.full':
    'Too many complaints of this person wait for an answer; send more once one is answered.',
  not_found: 'There is nothing at this address; `/docs` lists every route.',
  internal:
    'Something failed on our side and is in our log under `instance`; what was acknowledged is kept, so try again later.',
  unavailable:
    'A part that this needs does not answer at the moment; try again after `Retry-After`, or in a few seconds.',
  'auth.required':
    'This needs a token, or an account; make a viewer with `POST /v1/viewers`, sign up, or sign in.',
  'auth.forbidden':
    'The signed-in person does not hold a role that may do this; ask an admin for it.',
  'auth.wrong_credentials': 'Handle and password do not fit each other; check both and try again.',
  'auth.locked':
    'There were too many wrong tries; wait as long as `Retry-After` says, or use a recovery code.',
  'auth.step_up':
    'This is done only by who proved themselves within ten minutes: ask `GET /v1/step-up` how, prove it with `POST /v1/step-up`, and send the request again.',
  'code.wrong': 'This is not the code that was sent; look again, some tries are left.',
  'code.over':
    'This code was used, is older than five minutes, or was tried too often; ask for a new one.',
  'code.too_many':
    'As many codes were sent as may be for now; wait as long as `Retry-After` says, or sign in another way.',
  'phone.invalid': 'This is no mobile number of this region; check the digits.',
  'phone.not_served': 'Codes are not sent to such numbers from here; sign in another way.',
  'phone.taken':
    'Another account has this number; sign in with the number and take it away there first.',
  'phone.none': 'There is no number on this account; add one first.',
  'passkey.refused':
    'The passkey is not one of this account here, or its answer does not hold; try again, or sign in another way.',
  'passkey.unavailable':
    'Passkeys need a domain with https; this address has none, so sign in another way.',
  'passkey.not_found': 'There is no such passkey of yours; ask for the list again.',
  'passkey.too_many': 'You have as many passkeys as one may have; take one away first.',
  'sign_in.ticket_over': 'This step took too long or was done already; begin again.',
  'sign_in.last_way':
    'Nothing else lets you in but recovery codes; add another way first, or say `evenLast=yes`.',
  'account.handle_taken': 'Somebody has this handle, or had it lately; choose another one.',
  'account.handle_invalid':
    'This handle has characters or a form that handles cannot have, or is reserved; choose another one.',
  'account.password_weak':
    'This password is too short or too well known; take a longer one that you use nowhere else.',
  'account.already_signed_up':
    'This token belongs to an account already; sign out before you make another one.',
  'account.recovery_invalid':
    'This recovery code does not fit the handle or was used before; take another one of your codes.',
  'account.pending_deletion':
    'This account waits for its deletion; bring it back first with `POST /v1/accounts/me/restore`.',
  'session.not_found': 'You are not signed in there, or not any more; ask for the list again.',
  'place.unknown':
    'There is no such state or province here now; `/v1/places` lists those that can be named.',
  'consent.notice_unknown':
    'No notice with this version, language and digest was ever published; read one at `/v1/notices/consent`.',
  'consent.notice_old':
    'A yes counts only to the notice of today; read it at `/v1/notices/consent` and answer with its version, language and sha256.',
  'consent.age_required':
    'This needs to know the age band first; set it with `PATCH /v1/viewers/me`.',
  'cursor.invalid':
    'This cursor was not made for this person and this list; start again without a cursor.',
  'cursor.expired':
    'The pages that this cursor goes on from are kept no longer; start again without it.',
  'import.running':
    'An archive is being brought in for you already; finish that one, or give it up.',
  'import.not_found': 'There is no such archive of yours here; ask for the list again.',
  'import.not_ready':
    'The archive does not stand where this can be done; ask how it stands, and go on from there.',
  'import.too_large': 'This archive is larger than archives are; send the file as you fetched it.',
  'import.undo_expired':
    'The days in which this could be taken back are over; delete single things by hand.',
  'whereabouts.unknown_cell':
    'This is not the word of a cell that this one knows; its operator can tell which ones it does.',
  'whereabouts.not_yours':
    'This word is about another person or another cell; ask for one there that names you as you are called here.',
  'whereabouts.over': 'This word is too old; ask for a new one there.',
  'channel.no_account': 'A channel has a name: make an account first.',
  'channel.unknown_cell': 'This cell does not know the one that was named; ask for the list again.',
  'channel.other_region':
    'The cell that was named is of another region; a channel stays in its own.',
  'channel.running': 'A move of this channel is under way; wait for it, or take it back.',
  'channel.not_found': 'There is no such move, or it has ended; ask for the list again.',
  'channel.wrong_code':
    'No channel waits for this code: it was taken, has expired, or was mistyped.',
  'inbox.streams_full':
    'This person or this server has as many streams open as there may be; ask `GET /v1/inbox` once a minute instead.',
  'upload.streams_full':
    'This person or this server has as many streams open as there may be; ask `GET /v1/uploads/{id}` now and then instead.',
  'export.not_found': 'There is no such archive of yours; ask for the list again.',
  'export.not_ready':
    'The archive is still being made; ask how far it is, and fetch it when it is ready.',
  'export.running': 'An archive is being made for you already; wait for that one.',
  'export.too_many':
    'You have asked for as many archives as one may within a day; take one of those, or wait as long as `Retry-After` says.',
  'export.gone':
    'This archive is no longer kept, or something in it may not be given out any more; ask for a new one.',
  'taste.consent_needed':
    'Nothing may be learned of this person; it takes consent in the settings, and 18 years.',
  'taste.choice_invalid':
    'The choice is about something that is not known here, or wishes what it cannot have; look at its kind and value.',
  'family.consent_needed':
    'A child does this only with a parent’s consent in force; lead to the page Family, where it is asked for.',
  'family.age_fixed':
    'An account that was said to be a child’s becomes older only with its month of birth, on the page Family.',
  'family.age_wrong':
    'This month of birth does not fit the age that was said before; type the true month.',
  'family.adult_only':
    'Only an account of somebody of 18 or more answers for a child; sign in as the parent.',
  'family.child_only':
    'This is for a child who has no parent’s consent yet; ask for `GET /v1/family` to see how it stands.',
  'family.code_wrong':
    'No child asks under this code, or it is over; have the child make a new one.',
  'family.too_many': 'No more can be asked or answered now; `detail` says which bound it is.',
  'family.child_not_found': 'The caller answers for no child of this name; list the family anew.',
  'family.parent_decides': 'A parent decides on this; ask them, on the page Family.',
  'taste.full': 'There are too many choices already; take some back first.',
  'sound.not_found': 'There is no such sound, or nobody may hear it now; show another one.',
  'sound.not_own':
    'This clip has no sound of its own; offer that of the clip where it was first, or none.',
  'oembed.not_found':
    'No clip of this site that strangers may see is at the link; show the link as it is.',
  'oembed.not_public': 'The clip is not shown to everybody; show the link as it is.',
  'oembed.format': 'Ask with format=json; there is no XML.',
  'video.not_found': 'There is no such clip, or nobody may see it now; show another one.',
  'video.withheld':
    'This clip is withheld in this region on a legal ground; its creator can appeal, nobody else can do anything.',
  'video.age_gated':
    'This clip is for people of 18 or more; the viewer can set their age in the settings.',
  'video.not_yours': 'Only the creator of this clip may do this; sign in as its creator.',
  'video.undo_expired':
    'The days in which this deletion could be undone are over; upload the clip again.',
  'subtitles.empty': 'There is no subtitle in this file; send WebVTT or SRT.',
  'subtitles.encoding': 'The file is not text in UTF-8; save it as UTF-8 and send it again.',
  'subtitles.time':
    'The times of a subtitle cannot be read, or it ends before it begins; `detail` names the line.',
  'subtitles.after_clip':
    'A subtitle begins when the clip is over; see whether the file is of another clip, `detail` names the line.',
  'subtitles.words': 'A subtitle has no words or too many; `detail` names the line.',
  'subtitles.too_many': 'There are more subtitles than a clip may have; put some together.',
  'upload.not_found': 'There is no such upload of yours; begin a new one.',
  'upload.too_large': 'The clip is larger than this cell takes; send a shorter or smaller one.',
  'upload.metadata_invalid':
    'What is said about the clip is too long or wrong; mend `Upload-Metadata` and begin again.',
  'upload.offset_conflict':
    'These bytes do not go on where the upload stands; ask for its offset with `HEAD` and send from there.',
  'upload.expired': 'The time to finish this upload is over; begin it anew.',
  'upload.disk_full':
    'There is no space left for uploads here; what has come is kept, so go on later, while the operator makes room.',
  'upload.storage_full':
    'Your clips take all the room that you have here; delete some that you need no longer, then upload this one.',
  'upload.too_many_open': 'You have too many unfinished uploads; finish or delete one first.',
  'upload.locked':
    'Another request writes to this upload at the moment; ask for its offset with `HEAD` and go on.',
  'upload.published': 'This upload is a published clip by now; delete or change the clip instead.',
  'upload.not_retryable':
    'Only an upload that failed on our side can be tried again; upload the clip anew.',
  'upload.source_missing': 'The bytes of this upload are no longer here; upload the clip anew.',
  'upload.version_unsupported': 'We speak tus 1.0.0 only; send `Tus-Resumable: 1.0.0`.',
  'person.not_found': 'There is no such person, or they have gone; nothing can be done for them.',
  'person.blocked': 'The caller blocked this person: end the block first.',
  'person.private':
    'This account shows it to its followers only: ask to follow, and wait for a yes.',
  'follow_request.not_found':
    'Nobody of this name waits to follow the caller: it was answered or taken back meanwhile.',
  'collection.not_found': 'The caller has no such folder of kept clips; list them anew.',
  'pack.not_found': 'There is no such follow pack, or its maker has gone; list them anew.',
  'pack.adults_only': 'Only people of 18 or more make follow packs; the caller can still use them.',
  'pack.full': 'The caller has as many packs as there may be: delete one first.',
  'pack.nobody':
    'Nobody of those who were named can be in a pack: name people whose accounts are public.',
  'pack.words':
    'A pack with these words cannot be shown here and is not kept: choose other words for its name and its text.',
  'collection.full': 'No more can be kept, or no more folders made: take something away first.',
  'person.suspended':
    'Moderators suspended this account: nobody but its person sees it; take it out of what is shown.',
  'person.withheld':
    'This page is withheld in this region on a legal ground; take it out of what is shown.',
  'person.self': 'Nobody can do this with themselves; name another person.',
  'erasure.not_found': 'There is no erasure under this code; take the code as it was shown.',
  'comment.not_found':
    'There is no such comment, or this person may not read it now; ask for the list again.',
  'comment.closed':
    'The creator takes no comments here from this person; the page of comments says why in `may`.',
  'comment.empty': 'Nothing is left of this text to show; write something.',
  'comment.full': 'This thread has as many replies as one may have; begin a new comment.',
  'comment.too_many':
    'This person wrote, or named people, more often than anybody does by hand; wait as long as `Retry-After` says.',
  'comment.not_yours':
    'Only the author of this comment, or the creator of its clip, may do this; sign in as one of them.',
  'comment.state': 'This comment stands in another state by now; ask for it again.',
  'comment.undo_expired':
    'This deletion can be undone no more, or somebody else did it; write the comment again.',
  'appeal.over':
    'There is nothing to appeal against, it was appealed before, or the time for it is over; read why it was removed.',
  'appeal.second_person':
    'Whoever removed something does not hear the appeal against it; somebody else must decide.',
  'report.reason_unknown': 'There is no such reason; take one that the API description lists.',
  'hold.not_found':
    'This clip is not held, or it is not yours; read GET /v1/uploads for how it stands.',
  'hold.state': 'What is held stands in another state by now; read it again before deciding.',
  'list.invalid':
    'A line of the list cannot be read; nothing of it was taken: mend the lines that are named and send it again.',
  'list.too_many':
    'All lists together hold too many hashes; end one that is no longer needed first.',
  'list.not_found': 'There is no such list in force; read GET /v1/moderation/lists.',
  'moderation.reason_required':
    'A decision needs a reason that its creator will read; say it in a sentence.',
  'role.unknown':
    'There is no such role, or nobody can hold it so; take one that the sentence lists.',
  'break_glass.not_found': 'There is no such request; ask for the list again.',
  'break_glass.over':
    'This request is over: it was opened, refused, taken back or not answered in time; ask anew if it is still needed.',
  'break_glass.digest':
    'What you agreed to is not what is asked; read the request again and agree to that.',
  'break_glass.own': 'Nobody agrees to their own request; two others must.',
  'break_glass.approved': 'You have agreed already; somebody else must too.',
  'break_glass.held': 'You hold this role already; nothing needs to be broken.',
  'break_glass.too_many': 'You have as many open requests as one may have; take one back first.',
  'order.not_found': 'There is no such order; ask for the list again.',
  'order.state':
    'The act does not fit the state that the order is in by now; read the order again and decide anew.',
  'order.scope':
    'The order names something that cannot be named so, or that is not here; mend what it names.',
  'order.times':
    'The times do not fit one another: an order is received before it is entered and ends later than now.',
  'order.note_required': 'This act is kept with its reason; say why in `note`.',
  'order.second_person':
    'Nobody approves what they asked for or entered themselves; another officer must.',
  'order.approval_over':
    'This approval was used, is too old, or the order has changed since; ask for it anew.',
  'order.approval_digest':
    'What you approve is not what is asked; read the order again and approve that.',
  'region.blocked':
    'This service is closed in this region by a legal order; the notice at `GET /v1/region` says which law and how to object, and your own data, sessions and account stay yours.',
  'story.withheld':
    'This story is withheld in this region on a legal ground; take it out of what is shown.',
  'border.cosignature':
    'This is not a checkpoint of this log with the signature of a witness that it knows; look at `GET /v1/border`.',
  'card.not_found': 'There is no such card, or it may not be seen; take it out of what is shown.',
  'card.state':
    'The act does not fit the state that the card is in by now; read the card again and decide anew.',
  'card.note_required': 'This act is kept with its reason; say why in `note`.',
  'card.times_invalid':
    'The times do not fit one another or reach too far; a card ends after it begins, later than now and within 90 days.',
  'card.rule_invalid':
    'The rule names nobody, or ends in the past or after more than a year; mend it and send it again.',
  'card.rule_not_found': 'No such rule is in force; list the rules to see those that are.',
  'card.picture_invalid':
    'The bytes are no picture that can be shown; `detail` says what is wrong with them.',
  'lock.region_unknown':
    'This cell serves another region or not this language; its packs are listed under its own.',
  'lock.dark':
    'The lock screen is turned off here or for this brand; show the neutral card and ask for the kill list.',
  'lock.brand_unknown':
    'The `Jhalak-Brand` header names no key in force; take the key from the partner page.',
  'lock.receipt_outdated':
    'This device has answered with this counter or a higher one before; count on from the highest and ask the person again.',
  'lock.keys_full':
    'As many keys as a key set holds may still have signatures that count; rotate again when the oldest is over.',
  'brand.not_found': 'There is no such brand; ask for the list of yours.',
  'brand.known': 'Another brand has this short name; take another one.',
  'brand.key_not_found': 'This brand has no such key in force; ask for its keys again.',
  'brand.keys_full': 'This brand has as many keys in force as it may; end one first.',
  'brand.note_required': 'A brand goes dark with a reason on record; say why in `note`.',
  'brand.dark_by_operator':
    'The operator of this cell turned this brand off; only the operator turns it on again.',
  'brand.stage': 'A brand is tested and let out only when it has a key in force; make one first.',
  'ads.not_found': 'This advertiser has no such thing; ask for the list of what it has.',
  'ads.known': 'Another advertiser has this short name; take another one.',
  'ads.too_many': 'There are as many as there may be; end or change one instead.',
  'ads.adults_only': 'Advertisers make contracts, so only people of 18 or more sign one up.',
  'ads.dates': 'Something ends before it begins, or is over already; give other times.',
  'ads.turn': 'The campaign cannot become this from what it is; read it again.',
  'ads.incomplete': 'A campaign goes live with a line item that has a creative; add them first.',
  'ads.review_state': 'What stands there now is not what you looked at; read it again.',
  'ads.note': 'A refusal says why, because the advertiser reads it; fill in `note`.',
  'ads.picture_invalid':
    'Send an upright JPEG, PNG or WebP as base64, at most 1 MB and 1440 by 2560 pixels.',
  'ads.picture_not_ready':
    'The picture is not there, is still looked at, or was refused; read it again.',
  'ads.report_too_large': 'The report would be too large; ask for fewer days or dimensions.',
  'ads.token_invalid': 'This is no ad of yours; name the token of one that was shown to you.',
  'ads.policy_changed': 'Somebody changed the rules for ads since; read them again.',
  'ads.price_low': 'A thousand showings cost a thousand smallest units at least; offer more.',
  'ads.house_only': 'House ads are for advertisers that the operator marked; choose a price.',
  'ads.key_unknown':
    'The `Jhalak-Advertiser` header names no key in force; make one in the advertiser’s console.',
  'ads.click_unknown':
    'This is no counted click on an ad of this advertiser of the last 30 days; do not send it again.',
  'ads.clip_not_yours': 'Only a clip of your own can be advertised; name one of yours.',
  'ads.seat_unknown': 'There is no such seat; ask for the list of seats.',
  'ads.seat_known': 'A seat of this name is there already; change it, or take another name.',
  'ads.seat_invalid': 'These terms cannot be a seat’s: see the sentence, and mend what it names.',
  'ads.selling_unset': 'Nobody has written yet who sells here; write it first.',
  'ads.selling_invalid':
    'The public files would be wrong: see the sentence, and mend what it names.',
  'openrtb.invalid':
    'The bid request is not in order: `errors` names each field and what is wrong.',
  'payment.not_found': 'There is no such payment or refund of this advertiser; list them again.',
  'payment.differs':
    'This id stands for another payment or refund already; take a new one for another amount.',
  'payment.not_refundable':
    'This payment was not made, or less of it is left than is asked back; look at what is left.',
  'payment.notice_refused': 'The notice is not signed by the payment provider, or is too old.',
  'ledger.no_currency': 'This region has no currency on record, so no money is kept here.',
  'ledger.account_unknown': 'There is no such account; ask for the list of yours.',
  'ledger.transfer_unknown': 'There is no such transfer in the books; look at the statement.',
  'ledger.transfer_differs':
    'A transfer under this id was posted and said something else; take a new id for another one.',
  'ledger.overdraft': 'There is not enough money in the account; pay in first, or take less.',
  'ledger.reversed': 'A transfer is taken back once; look at the statement.',
  'ledger.month_open': 'A month is closed when it is over, and after all months before it.',
  'ledger.month_closed': 'This month is closed: what comes late is booked in the open one.',
  'ledger.unbalanced':
    'The books do not sum to zero, and nothing is closed until that is understood.',
  'policy.invalid': 'The policy cannot be as written: the message says which term is wrong.',
  'policy.not_found': 'There is no such version of a policy; ask for the list again.',
  'policy.own': 'Who wrote a policy does not approve it; somebody else must.',
  'policy.digest': 'What you approve is not what stands there now; read it again and approve that.',
  'policy.state':
    'This version was approved or ended already; read the policy again, and write a new version for another change.',
  'cell.card_invalid': 'This is no card of another cell that can be met: the message says why.',
  'cell.not_found':
    'There is no such cell in the directory; take in its card with `npx jhalak cell meet FILE` first.',
  'cell.message_refused': 'The cell does not take this message: the message says why.',
  'publisher.not_found': 'There is no such publisher; ask for the list again.',
  'publisher.host_invalid':
    'This is not the name of a public host that may be asked; write it as in `news.example.org`.',
  'publisher.feed_known': 'This feed is on the list already; change the one that is there.',
  'publisher.report_not_found':
    'There is no such report of this publisher; ask for the list again.',
  'publisher.report_known': 'This report is here already; change the one that is there.',
  'search.too_broad':
    'Answering this would take longer than one question may; use fewer words, or longer ones.',
  'story.not_found':
    'There is no such story, or none of its reports may be shown any more; take it out of what is shown.',
  'cell.frozen':
    'The cell is being handed over to another owner, and for some seconds to minutes nothing can be changed; reading goes on, so send it again after `Retry-After`.',
  'cell.ended':
    'The cell was handed over to another owner, who goes on with it; here things are only read, for a while yet.',
  'cell.closing':
    'The cell closes for good: until its deadline things are read and archives taken, afterwards nothing is; take your data along.',
  'cell.held':
    'The cell is sealed and held for an authority: nothing is shown or changed until two of its people release it; ask again later.',
  'cell.cold_folder':
    'The folder for files that are seldom played is not the one of this cell, or its disk is not there; mount it or name another one.',
  'handover.unlisted':
    'The cell holds something that stands on no manifest, so its inventory would not be whole; list it first.',
  'handover.not_found': 'There is no such deal or inventory here; list them and take one of those.',
  'handover.file':
    'This is no act of a deal, or nobody of its parties signed it; make it anew, sign it, and send that.',
  'handover.refused':
    'The deal does not take this act as it stands now; the sentence says why, and the deal says who must act next.',
};

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
