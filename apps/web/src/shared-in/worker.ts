// Another app shares a clip, words or a link: it is put where the create screen finds it. Nothing is published by that.

import { NAME_HEADER, SHARED_CACHE, SHARED_FILE, SHARED_WORDS } from './shared-address.ts';

/** A caption holds less; the rest of a long text is let go. */
const WORDS_MAX = 2_000;

/** @returns the way to the create screen. */
export async function takeShared(request: Request): Promise<Response> {
  try {
    await keep(await request.formData());
  } catch {
    // It is no form, or the phone has no room: the screen opens empty, and a file can be chosen there.
  }
  return Response.redirect('/create?shared', 303);
}

async function keep(form: FormData): Promise<void> {
  await caches.delete(SHARED_CACHE);
  const cache = await caches.open(SHARED_CACHE);
  const words = ['title', 'text', 'url']
    .map((name) => form.get(name))
    .filter((one): one is string => typeof one === 'string' && one !== '');
  // Some apps say the same twice.
  const text = [...new Set(words)].join('\n').slice(0, WORDS_MAX);
  if (text !== '') await cache.put(SHARED_WORDS, new Response(text));
  const file = form.get('video');
  if (file instanceof File && file.size > 0)
    await cache.put(
      SHARED_FILE,
      new Response(file, {
        headers: { 'content-type': file.type, [NAME_HEADER]: encodeURIComponent(file.name) },
      }),
    );
}
