// Uploads that are held before publication: the picture beside what is known, blurred until the reviewer wants otherwise, and
// the decision that its uploader reads.

import { useEffect, useState } from 'preact/hooks';
import type { HeldClip, HeldPage, HoldDecided } from '@jhalak/contracts/matching';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Segments, Switch } from '../settings/controls.tsx';
import { HashSquare } from './hash-square.tsx';

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

export function HeldList() {
  const app = useApp();
  const { t, api } = app;
  const [state, setState] = useState<'open' | 'appealed'>('open');
  const [page, setPage] = useState<HeldPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [blur, setBlur] = useState(true);

  async function load(cursor?: string): Promise<void> {
    setFailure(null);
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await api.get<HeldPage>(`/v1/moderation/holds?state=${state}${more}`);
    if (reply.kind !== 'ok') {
      if (cursor === undefined) setFailure(reply);
      else sayFailure(app, reply);
      return;
    }
    setPage((before) => ({
      items: [...(cursor === undefined ? [] : (before?.items ?? [])), ...reply.value.items],
      next: reply.value.next,
    }));
  }
  useEffect(() => {
    setPage(null);
    void load();
    // Depends on less than it reads: another list
  }, [state]);

  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('moderation.closedTitle'), text: t('moderation.closedText') }}
        path="/moderation"
        failure={failure}
        onRetry={() => void load()}
      />
    );
  return (
    <div class="held-list">
      <Segments
        label={t('case.held')}
        value={state}
        choices={[
          ['open', t('case.open')],
          ['appealed', t('case.appealed')],
        ]}
        onChange={setState}
      />
      <Switch label={t('review.blur')} on={blur} onChange={setBlur} />
      {page === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {page?.items.length === 0 && (
        <div class="state is-small">
          <Icon name="check" />
          <h2>{t('moderation.emptyTitle')}</h2>
        </div>
      )}
      {page?.items.map((item) => (
        <HeldCard
          key={item.id}
          item={item}
          blur={blur}
          onDecided={() =>
            setPage(
              (before) =>
                before && { ...before, items: before.items.filter(({ id }) => id !== item.id) },
            )
          }
        />
      ))}
      {page !== null && page.next !== null && (
        <button type="button" class="button more" onClick={() => void load(page.next ?? undefined)}>
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
        <b dir="auto">
          {item.list === undefined ? t('held.likeOrdered') : t('held.onList', item.list)}
        </b>
        {item.list !== undefined && item.list.reason !== '' && (
          <span dir="auto"> {item.list.reason}</span>
        )}
      </p>
      {item.hash !== undefined && item.knownHash !== undefined && (
        <p class="soft">{t('held.bits', { count: item.distance })}</p>
      )}
      {item.uploader !== null && <bdi>@{item.uploader}</bdi>}
      {item.note !== null && <blockquote dir="auto">{item.note}</blockquote>}
      {item.appeal !== undefined && (
        <>
          <h3>{t('review.appeal')}</h3>
          <blockquote dir="auto">{item.appeal.note}</blockquote>
        </>
      )}
      {own ? (
        <p role="status">{t('held.own')}</p>
      ) : (
        <>
          <label class="field">
            <span>{t('review.note')}</span>
            <textarea
              rows={2}
              maxLength={NOTE_MAX}
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
