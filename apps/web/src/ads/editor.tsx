// A campaign from the first word to going live: all steps on one page, the ad beside them as people will see it. What is
// written is kept on this device at every keystroke.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type {
  Advertiser,
  Campaign,
  Creative,
  CreativePage,
  LineItemList,
} from '@jhalak/contracts/ads';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { draftOf, freshKey, newDraft, type Stands } from './draft.ts';
import { readDraft } from './draft-store.ts';
import { EditorForm } from './editor-form.tsx';

interface EditorProps {
  advertiser: Advertiser;
  currency: string;
  /** None: a new one. */
  campaignId?: string;
}

export function Editor({ advertiser, currency, campaignId }: EditorProps) {
  const app = useApp();
  const { t } = app;
  const { organisation } = advertiser;
  const [stands, setStands] = useState<Stands | null>(null);
  /** Each look at the server is a new form over what it says; what was not saved is read from this device. */
  const [looks, setLooks] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    if (campaignId === undefined) return;
    const reply = await read(app.api, organisation, campaignId);
    if (reply.kind !== 'ok') {
      setFailure(reply);
      return;
    }
    setStands(reply.value);
    setLooks((before) => before + 1);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once a campaign
  }, []);
  const kept = useMemo(() => readDraft(organisation, campaignId ?? 'new'), [looks]);
  if (failure !== null)
    return (
      <div class="state is-small" role="alert">
        <p>{failureText(app, failure)}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            setFailure(null);
            void load();
          }}
        >
          {t('common.retry')}
        </button>
      </div>
    );
  if (campaignId !== undefined && stands === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  return (
    <EditorForm
      key={looks}
      advertiser={advertiser}
      currency={currency}
      stands={stands ?? undefined}
      first={kept ?? stands?.draft ?? newDraft(Date.now(), freshKey, advertiser.name)}
      isKept={kept !== undefined}
      onReload={load}
    />
  );
}

/** As many creatives as an advertiser may have. */
const CREATIVE_PAGES_MAX = 20;

type Read = { kind: 'ok'; value: Stands } | Failure;

async function read(
  api: ReturnType<typeof useApp>['api'],
  organisation: string,
  campaignId: string,
): Promise<Read> {
  const root = `/v1/ads/advertisers/${organisation}`;
  const [campaign, lines] = await Promise.all([
    api.get<Campaign>(`${root}/campaigns/${campaignId}`),
    api.get<LineItemList>(`${root}/campaigns/${campaignId}/line-items`),
  ]);
  if (campaign.kind !== 'ok') return campaign;
  if (lines.kind !== 'ok') return lines;
  const wanted = new Set(lines.value.items.flatMap((line) => line.creatives));
  const found: Creative[] = [];
  let cursor = '';
  for (let at = 0; at < CREATIVE_PAGES_MAX && found.length < wanted.size; at += 1) {
    const page = await api.get<CreativePage>(`${root}/creatives?limit=100${cursor}`);
    if (page.kind !== 'ok') return page;
    found.push(...page.value.items.filter(({ id }) => wanted.has(id)));
    if (page.value.next === null) break;
    cursor = `&cursor=${page.value.next}`;
  }
  const draft = draftOf(campaign.value, lines.value.items, found);
  return { kind: 'ok', value: { campaign: campaign.value, draft, creatives: found } };
}
