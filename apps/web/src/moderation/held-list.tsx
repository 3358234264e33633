// Uploads that are held before publication: the picture beside what is known, blurred until the reviewer wants otherwise, and
// the decision that its uploader reads.

import { useState } from 'preact/hooks';
import type { HeldClip, HoldDecided, KnownList } from '@jhalak/contracts/matching';
import { NoteField } from '../comments/note-field.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { failureText } from '../shell/say-failure.ts';
import { usePages } from '../shell/use-pages.ts';
import { Segments, Switch } from '../settings/controls.tsx';
import { HashSquare } from './hash-square.tsx';

interface HeldListProps {
  /** What this list held, however it was decided; default: what waits, of all. */
  list?: KnownList;
  onBack?: () => void;
}

export function HeldList({ list, onBack }: HeldListProps) {
  const { t } = useApp();
  const [state, setState] = useState<'open' | 'appealed'>('open');
  const [blur, setBlur] = useState(true);
  const which = list === undefined ? `state=${state}` : `list=${list.id}`;
  const held = usePages<HeldClip>(`/v1/moderation/holds?${which}`);

  if (held.failure !== null)
    return (
      <NoPage
        closed={{ title: t('moderation.closedTitle'), text: t('moderation.closedText') }}
        path="/moderation"
        failure={held.failure}
        onRetry={held.reload}
      />
    );
  return (
    <div class="held-list">
      {list === undefined ? (
        <Segments
          label={t('case.held')}
          value={state}
          choices={[
            ['open', t('case.open')],
            ['appealed', t('case.appealed')],
          ]}
          onChange={setState}
        />
      ) : (
        <>
          <button type="button" class="button text review-back-always" onClick={onBack}>
            <Icon name="back" />
            {t('common.back')}
          </button>
          <h2>{t('held.onList', list)}</h2>
        </>
      )}
      <Switch label={t('review.blur')} on={blur} onChange={setBlur} />
      {held.items === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {held.items?.length === 0 && (
        <div class="state is-small">
          <Icon name="check" />
          <h2>{t('moderation.emptyTitle')}</h2>
        </div>
      )}
      {held.items?.map((item) => (
        <HeldCard
          key={item.id}
          item={item}
          blur={blur}
          onDecided={() => held.change((items) => items.filter(({ id }) => id !== item.id))}
        />
      ))}
      {held.hasMore && (
        <button type="button" class="button more" onClick={held.more}>
          {t('common.more')}
        </button>
      )}
    </div>
  );
}

interface HeldCardProps {
  item: HeldClip;
  blur: boolean;
  onDecided: () => void;
}

function HeldCard({ item, blur, onDecided }: HeldCardProps) {
  const app = useApp();
  const { t } = app;
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const own = item.state === 'appealed' && item.mine;
  const isOver = item.state !== 'open' && item.state !== 'appealed';

  async function decide(decision: 'release' | 'uphold'): Promise<void> {
    if (decision === 'uphold' && note.trim() === '') {
      setProblem(t('review.noteMissing'));
      return;
    }
    setBusy(true);
    const path = `/v1/moderation/holds/${item.id}/decisions`;
    const reply = await app.api.send<HoldDecided>('POST', path, { decision, note: note.trim() });
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    app.say(t('review.done'));
    onDecided();
  }

  return (
    <article class="held-card">
      <Pair item={item} blur={blur} />
      <p>
        <b>{item.list === undefined ? t('held.likeOrdered') : t('held.onList', item.list)}</b>
        {item.list !== undefined && item.list.reason !== '' && (
          <>
            {' · '}
            <bdi>{item.list.reason}</bdi>
          </>
        )}
      </p>
      {item.hash !== undefined && item.knownHash !== undefined && (
        <p class="soft">{t('held.bits', { count: item.distance })}</p>
      )}
      {item.uploader !== null && (
        <p>
          <bdi>@{item.uploader}</bdi>
        </p>
      )}
      {item.note !== null && <blockquote dir="auto">{item.note}</blockquote>}
      {item.appeal !== undefined && (
        <>
          <h3>{t('review.appeal')}</h3>
          <blockquote dir="auto">{item.appeal.note}</blockquote>
        </>
      )}
      {isOver && (
        <p>
          <b>{t(item.state === 'released' ? 'lists.released' : 'lists.kept')}</b>
        </p>
      )}
      {own && <p role="status">{t('held.own')}</p>}
      {!own && !isOver && (
        <>
          <NoteField label={t('review.note')} note={note} problem={problem} onNote={setNote} />
          <div class="row">
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => void decide('release')}
            >
              <Icon name="check" />
              {t('held.release')}
            </button>
            <button
              type="button"
              class="button danger"
              disabled={busy}
              onClick={() => void decide('uphold')}
            >
              <Icon name="shield" />
              {t('held.keep')}
            </button>
          </div>
        </>
      )}
    </article>
  );
}

/** The upload's grey picture, and beside it the clip that is hidden, or the numbers of a list. */
function Pair({ item, blur }: { item: HeldClip; blur: boolean }) {
  const { t } = useApp();
  const { original, picture, hash, knownHash } = item;
  const shape = { aspectRatio: `${item.widthPx} / ${item.heightPx}` };
  return (
    <div class={blur ? 'held-pair is-blurred' : 'held-pair'}>
      {picture !== undefined && (
        <figure>
          <img src={`data:image/png;base64,${picture}`} alt={t('held.upload')} style={shape} />
          <figcaption>{t('held.upload')}</figcaption>
        </figure>
      )}
      {original !== undefined && (
        <figure>
          <img src={original.poster} alt={t('held.known')} style={shape} />
          <figcaption>
            {t('held.known')} · <bdi>@{original.creator.handle}</bdi>
          </figcaption>
        </figure>
      )}
      {hash !== undefined && knownHash !== undefined && (
        <figure>
          <HashSquare hash={hash} knownHash={knownHash} />
          <figcaption>{t('held.hashOnly')}</figcaption>
        </figure>
      )}
    </div>
  );
}
