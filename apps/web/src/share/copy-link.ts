import type { App } from '../shell/app-context.ts';

/** @returns whether the clipboard took it; where the browser gives none to pages without TLS the address is shown instead. */
export async function copyLink(app: Pick<App, 'say' | 't'>, url: string): Promise<boolean> {
  return await copyText(app, url, app.t('toast.copied'));
}

/** @param said once the clipboard took it; where it cannot, the text itself is shown. */
export async function copyText(
  { say }: Pick<App, 'say'>,
  text: string,
  said: string,
): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
    return true;
  } catch {
    say(text);
    return false;
  }
}
