import type { App } from '../shell/app-context.ts';

/** @returns whether the clipboard took it; where the browser gives none to pages without TLS the address is shown instead. */
export async function copyLink({ say, t }: Pick<App, 'say' | 't'>, url: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(url);
    say(t('toast.copied'));
    return true;
  } catch {
    say(url);
    return false;
  }
}
