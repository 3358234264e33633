// Fetches the notice and makes sure that what is shown is the very text that was published.

import type { NoticeList, NoticeRead, NoticeText } from '@jhalak/contracts/consent-notice';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Api } from '../api/client.ts';

const PATH = '/v1/notices/consent';
/** A slow line gets the patience that everything else gets. */
const TIMEOUT_MS = 20_000;
/** Ten times the longest there is; anything larger is not a notice. */
const TEXT_MAX_BYTES = 32_768;

export type NoticeLanguage = NoticeList['languages'][number];

/** A text as it stands before a person. */
export interface ShownNotice {
  text: NoticeText;
  read: NoticeRead;
}

/** @returns today's notice in all its languages; undefined without network. */
export async function noticeList(api: Api): Promise<NoticeList | undefined> {
  const reply = await api.get<NoticeList>(PATH);
  return reply.kind === 'ok' ? reply.value : undefined;
}

/** @returns the text, once its bytes have the published digest; undefined where they have not, or cannot be had. */
export async function shownNotice(
  version: string,
  { language, sha256: published }: NoticeLanguage,
): Promise<ShownNotice | undefined> {
  try {
    const response = await fetch(`${PATH}/${published}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok || bytes.length > TEXT_MAX_BYTES || hex(sha256(bytes)) !== published)
      return undefined;
    const text = JSON.parse(new TextDecoder().decode(bytes)) as NoticeText;
    const read = {
      noticeVersion: version,
      noticeLanguage: language,
      noticeSha256: published,
    };
    return { text, read };
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
