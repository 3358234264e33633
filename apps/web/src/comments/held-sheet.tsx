// A creator's comments: what waits for them, and what they say about comments on their clips.

import { useEffect, useState } from 'preact/hooks';
import type { CommentSettings, HeldComment, HeldPage } from '@jhalak/contracts/comments';
import type { Failure } from '../api/client.ts';
import { HOLD_WORD_LENGTH_MAX, HOLD_WORDS_MAX } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { Switch } from '../settings/controls.tsx';
import { AudienceField } from './audience-field.tsx';
import { agoText } from './words.ts';
import '../settings/settings.css';
import './comments.css';

export function HeldSheet({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  return (
    <Sheet title={t('comments.title')} onClose={onClose}>
      <Held />
      <Rules />
    </Sheet>
  );
}

function Held() {
  const app = useApp();
  const { t, api } = app;
  const [page, setPage] = useState<HeldPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function load(cursor?: string): Promise<void> {
    const more = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const reply = await api.get<HeldPage>(`/v1/comments/held${more}`);
    if (reply.kind !== 'ok') {
      setFailure(reply);
      return;
    }
    setFailure(null);
    setPage((before) => ({
      items: [...(cursor === undefined ? [] : (before?.items ?? [])), ...reply.value.items],
      next: reply.value.next,
    }));
  }
  useEffect(() => void load(), []);

  async function decide(id: string, act: 'approve' | 'refuse'): Promise<void> {
    const reply = await api.send('POST', `/v1/comments/${id}/${act}`);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    setPage(
      (before) =>
        before && { ...before, items: before.items.filter((one) => one.comment.id !== id) },
    );
  }

  return (
    <section class="held" aria-label={t('comments.held')}>
      <h3>{t('comments.held')}</h3>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {page === null && failure === null && (
        <div class="bone bone-line" role="status" aria-label={t('common.loading')} />
      )}
      {page?.items.length === 0 && <p class="soft">{t('comments.heldEmpty')}</p>}
      <ul class="held-list">
        {page?.items.map((one) => (
          <HeldRow
            key={one.comment.id}
            held={one}
            onDecide={(act) => void decide(one.comment.id, act)}
          />
        ))}
      </ul>
      {page?.next && (
        <button type="button" class="button" onClick={() => void load(page.next ?? undefined)}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}

function HeldRow({
  held: { comment, clip, word },
  onDecide,
}: {
  held: HeldComment;
  onDecide: (act: 'approve' | 'refuse') => void;
}) {
  const { t, locale } = useApp();
  return (
    <li>
      <p class="held-clip">
        <img src={clip.poster} alt="" loading="lazy" />
        <span>
          <b dir="auto">@{comment.author?.handle}</b>{' '}
          {agoText(Math.max(0, Date.now() - comment.createdAtMs), locale)}
          <br />
          <span dir="auto">{clip.caption}</span>
        </span>
      </p>
      <p class="comment-text" dir="auto" lang={comment.language ?? undefined}>
        {comment.text}
      </p>
      {word !== undefined && <p class="soft">{t('comments.word', { word })}</p>}
      <div class="row">
        <button type="button" class="button" onClick={() => onDecide('approve')}>
          <Icon name="check" />
          {t('comments.approve')}
        </button>
        <button type="button" class="button" onClick={() => onDecide('refuse')}>
          <Icon name="hide" />
          {t('comments.refuse')}
        </button>
      </div>
    </li>
  );
}

const PATH = '/v1/comments/settings';

function Rules() {
  const app = useApp();
  const { t, api } = app;
  const [settings, setSettings] = useState<CommentSettings | null>(null);
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    void api.get<CommentSettings>(PATH).then((reply) => {
      if (reply.kind !== 'ok') return;
      setSettings(reply.value);
      setWords(reply.value.words.join('\n'));
    });
  }, []);
  if (settings === null) return null;

  const change = (part: Partial<CommentSettings>) => {
    setSaved(false);
    setSettings((now) => now && { ...now, ...part });
  };
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const lines = words
      .split('\n')
      .map((line) => line.trim().slice(0, HOLD_WORD_LENGTH_MAX))
      .filter((line) => line !== '');
    const body = { ...settings, words: [...new Set(lines)].slice(0, HOLD_WORDS_MAX) };
    const reply = await api.send<CommentSettings>('PUT', PATH, body);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    setProblem(null);
    setSaved(true);
    setSettings(reply.value);
    setWords(reply.value.words.join('\n'));
  }

  return (
    <form class="comment-rules" onSubmit={(event) => void save(event)}>
      <h3>{t('comments.rules')}</h3>
      <AudienceField
        value={settings.audience}
        ofClip={false}
        onChange={(audience) => change({ audience: audience ?? 'everyone' })}
      />
      <Switch
        label={t('comments.holdAll')}
        on={settings.holdAll}
        onChange={(holdAll) => change({ holdAll })}
      />
      <label class="field">
        <span>{t('comments.words')}</span>
        <textarea
          rows={3}
          dir="auto"
          value={words}
          onInput={({ currentTarget: { value } }) => {
            setSaved(false);
            setWords(value);
          }}
        />
        <small>{t('comments.wordsHint')}</small>
      </label>
      <div class="actions is-near">
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary">
          {saved ? t('comments.saved') : t('common.save')}
        </button>
      </div>
    </form>
  );
}
