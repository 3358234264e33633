// What the host asks for when another site shows a clip, or asks how.

import type { Video } from '@jhalak/contracts/videos';
import { directionOf, INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { acceptedTags, chooseLocale, translator } from '../i18n/translate.ts';
import type { CompiledMessages } from '../i18n/translate.ts';
import type { EmbedReply, EmbedRequest, OembedReply, OembedRequest } from '../render-contract.ts';
import { embedPage, embedProblemPage, type EmbedProblem } from './embed-page.ts';
import { clipOfLink, oembedOf } from './oembed.ts';

type Messages = (locale: (typeof INTERFACE_LANGUAGES)[number]) => CompiledMessages;

/** Renders a frame. Never throws for what a visitor or the API can do. */
export async function renderEmbedWith(
  messages: Messages,
  { id, nonce, origin, acceptLanguage, api }: EmbedRequest,
): Promise<EmbedReply> {
  const locale = chooseLocale(INTERFACE_LANGUAGES, undefined, acceptedTags(acceptLanguage));
  const t = translator(messages(locale));
  const parts = { nonce, locale, direction: directionOf(locale), origin, t };
  const { status, json } = await videoOf(id, api);
  return status === 200
    ? { status, html: embedPage(json as Video, parts) }
    : { status: status === 400 ? 404 : status, html: embedProblemPage(problemOf(status), parts) };
}

/** Answers oEmbed. */
export async function renderOembedWith(
  messages: Messages,
  { url, format, maxWidthPx, maxHeightPx, origin, api }: OembedRequest,
): Promise<OembedReply> {
  if (format !== undefined && format !== 'json') return { status: 501 };
  const id = clipOfLink(url, origin);
  if (id === undefined) return { status: 404 };
  const { status, json } = await videoOf(id, api);
  // Shown to some: the specification's word for it. Everything else that is dark is not there.
  if (status === 401 || status === 403) return { status: 401 };
  if (status !== 200) return { status: status >= 500 ? 503 : 404 };
  const name = translator(messages('en'))('app.name');
  const most = {
    ...(maxWidthPx !== undefined && { maxWidthPx }),
    ...(maxHeightPx !== undefined && { maxHeightPx }),
  };
  return { status: 200, json: oembedOf(json as Video, { origin, name, ...most }) };
}

async function videoOf(
  id: string,
  api: EmbedRequest['api'],
): Promise<{ status: number; json: unknown }> {
  try {
    return await api(`/v1/videos/${encodeURIComponent(id)}`);
  } catch {
    return { status: 503, json: null };
  }
}

function problemOf(status: number): EmbedProblem {
  if (status === 451) return 'withheld';
  if (status === 401 || status === 403) return 'ageGated';
  return status >= 500 ? 'server' : 'gone';
}
