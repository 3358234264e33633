// What a client says about its clip, checked. The words are kept as they came (tus asks for them back) and read anew.

import { problem } from '@jhalak/contracts';
import { TAGS_MAX, UploadMetadata } from '@jhalak/contracts/videos';
import { cleanText, hashtagsOf } from '@jhalak/kernel';
import { Value } from 'typebox/value';

/** tus metadata, decoded: text by name; null where a name came without a value. */
export type RawMetadata = Readonly<Record<string, string | null>>;

/** A caption of 300 letters in a three-byte script, ten tags and a file name fit several times. */
const METADATA_BYTES_MAX = 8 * 1024;
/** More complaints help nobody. */
const COMPLAINTS_MAX = 8;

interface Complaint {
  pointer: string;
  message: string;
}

/**
 * Checks what a client says about its clip, by the contract's schema.
 *
 * @returns text in NFC; a missing caption is empty; tags without `#`, lower-case, distinct.
 * @throws JhalakError `upload.metadata_invalid` that names every wrong field.
 */
export function readMetadata(raw: RawMetadata): UploadMetadata {
  if (Buffer.byteLength(JSON.stringify(raw)) > METADATA_BYTES_MAX) {
    throw problem(
      'upload.metadata_invalid',
      `What is said about the clip is longer than ${METADATA_BYTES_MAX} bytes.`,
    );
  }
  const metadata = candidateOf(raw);
  const complaints = complaintsAbout(metadata);
  if (complaints.length > 0) {
    const list = complaints
      .map(({ pointer, message }) => `${pointer.slice(1)} ${message}`)
      .join('; ');
    throw problem(
      'upload.metadata_invalid',
      `The Upload-Metadata of this clip cannot be used: ${list}.`,
      {
        fields: complaints,
      },
    );
  }
  return metadata;
}

function candidateOf(raw: RawMetadata): UploadMetadata {
  const filename = cleanText(raw['filename'] ?? '');
  const filetype = cleanText(raw['filetype'] ?? '');
  return {
    ...(filename === '' ? {} : { filename }),
    ...(filetype === '' ? {} : { filetype }),
    caption: cleanText(raw['caption'] ?? ''),
    // Checked below; until then these are claims.
    language: raw['language'] ?? '',
    genre: raw['genre'] ?? '',
    tags: tagList(raw['tags'] ?? ''),
    ...mark('trimStartMs', raw),
    ...mark('trimEndMs', raw),
    ...said('ai', raw),
    ...said('sound', raw),
    ...said('soundMode', raw),
    ...said('audience', raw),
    ...(raw['remix'] === 'true' ? { remix: true } : {}),
  } as UploadMetadata;
}

function complaintsAbout(metadata: UploadMetadata): Complaint[] {
  const complaints: Complaint[] = [];
  for (const error of Value.Errors(UploadMetadata, metadata).slice(0, COMPLAINTS_MAX)) {
    const message =
      error.keyword === 'enum'
        ? `must be one of ${error.params.allowedValues.join(', ')}`
        : error.message;
    complaints.push({ pointer: error.instancePath, message });
  }
  if (metadata.trimEndMs !== undefined && metadata.trimEndMs <= (metadata.trimStartMs ?? 0)) {
    complaints.push({ pointer: '/trimEndMs', message: 'must be after trimStartMs' });
  }
  return complaints;
}

/** The tags under which a clip can be found: those that were given, then the caption's hashtags, at most TAGS_MAX. */
export function tagsOf(metadata: UploadMetadata): string[] {
  return [...new Set([...metadata.tags, ...hashtagsOf(metadata.caption, TAGS_MAX)])].slice(
    0,
    TAGS_MAX,
  );
}

/** The same facts as a client would send them. */
export function rawMetadataOf(metadata: UploadMetadata): RawMetadata {
  const { tags, trimStartMs, trimEndMs, remix, ...texts } = metadata;
  return {
    ...texts,
    ...(remix === true ? { remix: 'true' } : {}),
    ...(tags.length === 0 ? {} : { tags: tags.join(',') }),
    ...(trimStartMs === undefined ? {} : { trimStartMs: String(trimStartMs) }),
    ...(trimEndMs === undefined ? {} : { trimEndMs: String(trimEndMs) }),
  };
}

function tagList(list: string): string[] {
  const tags = list.split(',').map((tag) => cleanText(tag).replace(/^#+/, '').trim().toLowerCase());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

// What is empty was not said; what is wrong fails the schema.
function said(
  name: 'ai' | 'sound' | 'soundMode' | 'audience',
  raw: RawMetadata,
): Record<string, unknown> {
  const value = raw[name] ?? '';
  return value === '' ? {} : { [name]: value };
}

// What is no whole number stays as it is and fails the schema.
function mark(name: 'trimStartMs' | 'trimEndMs', raw: RawMetadata): Record<string, unknown> {
  const value = raw[name] ?? '';
  if (value === '') return {};
  return { [name]: /^\d{1,9}$/.test(value) ? Number(value) : value };
}
