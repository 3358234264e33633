import { useState } from 'preact/hooks';
import type { Advertiser, Campaign } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { campaignPath } from './ads-path.ts';
import type { Stands } from './draft.ts';
import { adsFailureText } from './failure-text.ts';
import { saveDraft } from './save-draft.ts';
import type { DraftPage } from './use-draft.ts';

interface UseSaveOptions {
  advertiser: Advertiser;
  stands: Stands | undefined;
  page: DraftPage;
  onReload: () => Promise<void>;
}

/** Brings the draft to the server and, where it is asked for, the campaign to the reviewers. */
export function useSave({ advertiser, stands, page, onReload }: UseSaveOptions) {
  const app = useApp();
  const { t } = app;
  const { organisation } = advertiser;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function run(launch: boolean): Promise<void> {
    setBusy(true);
    setProblem(null);
    const saved = await saveDraft({
      ...{ api: app.api, organisation, draft: page.draft, before: stands?.draft },
      onStep: page.setDraft,
    });
    let { failure } = saved.kind === 'failed' ? saved : { failure: undefined };
    const id = saved.kind === 'saved' ? saved.draft.id : undefined;
    if (launch && id !== undefined) {
      const path = `/v1/ads/advertisers/${organisation}/campaigns/${id}/turn`;
      const reply = await app.api.send<Campaign>('POST', path, { to: 'live' });
      if (reply.kind !== 'ok') failure = reply;
    }
    setBusy(false);
    const why = failure && (adsFailureText(app, failure) ?? failureText(app, failure));
    if (id === undefined) {
      setProblem(why ?? null);
      return;
    }
    page.settle();
    app.say(why ?? (launch ? t('ads.launched') : t('ads.saved')));
    if (stands === undefined) app.navigate(campaignPath(organisation, id), { replace: true });
    else await onReload();
  }
  return { busy, problem, run };
}
