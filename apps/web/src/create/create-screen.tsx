// Where clips begin: record or choose a file, say what it is, and follow it until it is live.

import { useEffect, useState } from 'preact/hooks';
import { ParentFirst } from '../family/parent-first.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { takeShared } from '../shared-in/take-shared.ts';
import type { Draft } from '../uploads/drafts.ts';
import { soundName, soundPath } from '../sound/sound-name.ts';
import { soundAsked, useSound } from '../sound/use-sound.ts';
import { newDraft } from '../uploads/new-draft.ts';
import { queueOf } from '../uploads/queue-of.ts';
import { useQueue } from '../uploads/use-queue.ts';
import { DetailsForm } from './details-form.tsx';
import { FlightCard } from './flight-card.tsx';
import '../uploads/uploads.css';

/** The contract's bound of a caption. */
const CAPTION_MAX = 300;

export function CreateScreen() {
  const app = useApp();
  const { t } = app;
  const { queue, flights, drafts } = useQueue();
  const [openId, setOpenId] = useState<string | null>(null);
  const [putAside, setPutAside] = useState(false);
  const sound = soundAsked();
  const editing = drafts.filter((draft) => draft.state === 'editing');
  // A recording that waits for its words opens by itself.
  const open = editing.find((draft) => draft.id === openId) ?? (putAside ? undefined : editing[0]);
  useEffect(() => void queue?.refresh(), [queue]);
  /** Words that another app shared; they become the next clip's. */
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!location.search.startsWith('?shared')) return;
    void takeShared().then(async (shared) => {
      history.replaceState(null, '', '/create');
      if (shared === null) return;
      setWords(shared.words);
      if (shared.file !== null) await choose(shared.file, shared.words);
    });
    // Depends on less than it reads: once a page
  }, []);

  async function choose(file: File | undefined, said = words): Promise<void> {
    if (file === undefined) return;
    const made = newDraft(app, {
      source: 'file',
      blob: file,
      name: file.name,
      durationMs: 0,
      sound,
    });
    const caption = said.slice(0, CAPTION_MAX);
    const draft = { ...made, details: { ...made.details, caption } };
    setWords('');
    // Whoever is quicker than the device's store waits for it; the file is not asked for twice.
    await (await queueOf(app)).save(draft);
    setOpenId(draft.id);
  }

  if (app.viewer?.child?.consent === false && app.viewer.handle !== undefined)
    return (
      <div class="screen">
        <h1>{t('create.title')}</h1>
        <ParentFirst />
      </div>
    );
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
      {sound !== undefined && <SoundWanted id={sound} />}
      <div class="create-ways">
        <Link href={sound === undefined ? '/record' : `/record?sound=${sound}`} class="way is-main">
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
      {words !== '' && (
        <p class="shared-words" role="status">
          <b>{t('create.sharedWords')}</b>
          <span dir="auto">{words}</span>
        </p>
      )}
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

/** The sound that the next clip is made with. */
function SoundWanted({ id }: { id: string }) {
  const { t } = useApp();
  const sound = useSound(id);
  if (sound === null) return null;
  const handle = sound?.original?.creator.handle;
  const { title } = sound ?? {};
  return (
    <p class="sound-wanted">
      <Icon name="sound" />
      {sound === undefined ? (
        t('sound.notOffered')
      ) : (
        <span>
          {t('sound.withSound')}{' '}
          <Link href={soundPath(id)}>
            <bdi>
              {soundName(t, {
                id,
                ...(title === undefined ? {} : { title }),
                ...(handle === undefined ? {} : { handle }),
              })}
            </bdi>
          </Link>
        </span>
      )}
    </p>
  );
}
