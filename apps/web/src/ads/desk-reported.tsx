import { useState } from 'preact/hooks';
import type { AdComplaint, AdComplaintVerdict } from '@jhalak/contracts/ad-slots';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { DeskList } from './desk-list.tsx';
import { useAsked } from './use-asked.ts';

/** What people reported of ads and nobody has decided. Upheld, the ad goes dark at once. */
export function DeskReported() {
  const { t } = useApp();
  const asked = useAsked<{ items: AdComplaint[]; next: string | null }>('/v1/ads/reports?limit=50');
  return (
    <DeskList
      asked={asked}
      isEmpty={({ items }) => items.length === 0}
      empty={{ title: t('adDesk.noReportsTitle'), text: t('adDesk.noReportsText') }}
    >
      {(page) => (
        <ul class="ad-desk-rows">
          {page.items.map((one) => (
            <li key={one.id}>
              <Row
                complaint={one}
                onDecided={() =>
                  asked.set({ ...page, items: page.items.filter(({ id }) => id !== one.id) })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </DeskList>
  );
}

function Row({ complaint, onDecided }: { complaint: AdComplaint; onDecided: () => void }) {
  const app = useApp();
  const { t, locale } = app;
  const { seen } = complaint;
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function decide(verdict: AdComplaintVerdict['verdict']): Promise<void> {
    if (note.trim() === '') {
      setProblem(t('adDesk.whyMissing'));
      return;
    }
    const path = `/v1/ads/reports/${complaint.id}/verdict`;
    const reply = await app.api.send('POST', path, { verdict, note: note.trim() });
    if (reply.kind === 'ok') {
      app.say(t(verdict === 'upheld' ? 'adDesk.upheld' : 'adDesk.dismissed'));
      onDecided();
    } else setProblem(failureText(app, reply));
  }
  return (
    <article class="ad-desk-row">
      <p>
        <b dir="auto">{seen.title}</b> · <span dir="auto">{seen.sponsor}</span>
      </p>
      <p class="chips">
        <span class="chip chip-hot">{t(`ad.reason_${complaint.reason}`)}</span>
        <span class="chip ads-is-draft">{complaint.organisation ?? complaint.seat}</span>
      </p>
      {complaint.note !== '' && (
        <p>
          <q dir="auto">{complaint.note}</q>
        </p>
      )}
      <p class="soft">
        <bdi>{seen.url}</bdi> · {dateTimeText(complaint.atMs, locale)}
      </p>
      <label class="field">
        <span>{t('adDesk.why')}</span>
        <textarea
          rows={2}
          maxLength={500}
          dir="auto"
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="row ad-decide">
        <button type="button" class="button danger" onClick={() => void decide('upheld')}>
          {t('adDesk.uphold')}
        </button>
        <button type="button" class="button" onClick={() => void decide('dismissed')}>
          {t('adDesk.dismiss')}
        </button>
      </div>
    </article>
  );
}
