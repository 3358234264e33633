// Where clips begin: record or choose a file, say what it is, and follow it until it is live.

import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import type { Draft } from '../uploads/drafts.ts';
import { newDraft } from '../uploads/new-draft.ts';
import { queueOf } from '../uploads/queue-of.ts';
import { useQueue } from '../uploads/use-queue.ts';
import { DetailsForm } from './details-form.tsx';
import { FlightCard } from './flight-card.tsx';
import '../uploads/uploads.css';

export function CreateScreen() {
  const app = useApp();
  const { t } = app;
  const { queue, flights, drafts } = useQueue();
  const [openId, setOpenId] = useState<string | null>(null);
  const [putAside, setPutAside] = useState(false);
  const editing = drafts.filter((draft) => draft.state === 'editing');
  // A recording that waits for its words opens by itself.
  const open = editing.find((draft) => draft.id === openId) ?? (putAside ? undefined : editing[0]);
  useEffect(() => void queue?.refresh(), [queue]);

  async function choose(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const draft = newDraft(app, { source: 'file', blob: file, name: file.name, durationMs: 0 });
    // Whoever is quicker than the device's store waits for it; the file is not asked for twice.
    await (await queueOf(app)).save(draft);
    setOpenId(draft.id);
  }

  if (queue !== null && open !== undefined) {
    return (
      <DetailsForm
        key={open.id}
        draft={open}
        queue={queue}
        onAside={() => {
          setOpenId(null);
          setPutAside(true);
        }}
      />
    );
  }
  return (
    <div class="screen">
      <h1>{t('create.title')}</h1>
      <div class="create-ways">
        <Link href="/record" class="way is-main">
          <Icon name="camera" />
          {t('create.record')}
          <small>{t('create.recordHint')}</small>
        </Link>
        <label class="way">
          <Icon name="upload" />
          <span>{t('create.choose')}</span>
          <small>{t('create.chooseHint')}</small>
          <input
            type="file"
            accept="video/*,.mkv,.mov"
            aria-label={t('create.choose')}
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {queue !== null && flights.length > 0 && (
        <section>
          <h2>{t('create.uploads')}</h2>
          <div class="flights" aria-live="polite">
            {flights.map((flight) => (
              <FlightCard
                key={flight.id}
                flight={flight}
                queue={queue}
                onEdit={(draft: Draft) => setOpenId(draft.id)}
              />
            ))}
          </div>
        </section>
      )}
      {queue !== null && flights.length === 0 && <p class="soft">{t('create.safe')}</p>}
    </div>
  );
}
