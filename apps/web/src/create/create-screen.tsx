// Where clips begin: record or choose a file, say what it is, and follow it until it is live.

import { useEffect, useState } from 'preact/hooks';
import { ParentFirst } from '../family/parent-first.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { takeShared, type Shared } from '../shared-in/take-shared.ts';
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
  /** What another app shared, until the person says that it is theirs. */
  const [offered, setOffered] = useState<Shared | null>(null);
  const [isLost] = useState(() => location.search.startsWith('?unshared'));
  useEffect(() => {
    if (!location.search.startsWith('?shared')) return;
    void takeShared().then((shared) => {
      history.replaceState(null, '', '/create');
      setOffered(shared);
    });
    // Depends on less than it reads: once a page
  }, []);

  async function accept({ file, words: said }: Shared): Promise<void> {
    setOffered(null);
    setWords(said);
    if (file !== null) await choose(file, said);
  }

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
      {isLost && (
        <p class="shared-words" role="status">
          {t('create.unshared')}
        </p>
      )}
      {offered !== null && (
        <SharedOffer
          shared={offered}
          onYes={() => void accept(offered)}
          onNo={() => setOffered(null)}
        />
      )}
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

/** Nothing becomes a draft by somebody else's doing: a site can send a form in anybody's name. */
function SharedOffer({
  shared: { file, words },
  onYes,
  onNo,
}: {
  shared: Shared;
  onYes: () => void;
  onNo: () => void;
}) {
  const { t } = useApp();
  return (
    <section class="shared-words" aria-label={t('create.sharedAsk')}>
      <b>{t('create.sharedAsk')}</b>
      {file !== null && <span dir="auto">{file.name}</span>}
      {words !== '' && <span dir="auto">{words}</span>}
      <span class="row">
        <button type="button" class="button primary" onClick={onYes}>
          {t('create.sharedTake')}
        </button>
        <button type="button" class="button" onClick={onNo}>
          {t('common.cancel')}
        </button>
      </span>
    </section>
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
