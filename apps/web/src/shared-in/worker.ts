// Another app shares a clip, words or a link: it is put where the create screen finds it and asks whether it is wanted. Browsers
// tell a worker neither `Sec-Fetch-Site` nor, where a site hides it, who sent the form: the person's yes is what counts.

import { NAME_HEADER, SHARED_CACHE, SHARED_FILE, SHARED_WORDS } from './shared-address.ts';

/** A caption holds less; the rest of a long text is let go. */
const WORDS_MAX = 2_000;

/** @returns the way to the create screen. What a page of another site sends is not kept. */
export async function takeShared(request: Request): Promise<Response> {
  const { referrer } = request;
  // Phones say nothing of themselves.
  if (URL.canParse(referrer) && new URL(referrer).origin !== new URL(request.url).origin)
    return Response.redirect('/create', 303);
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
