// Where one writes: grows with the text, keeps it, completes names, and says how much room is left.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Comment, Mentionable } from '@jhalak/contracts/comments';
import { COMMENT_TEXT_MAX } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { keepDraft, readDraft } from './drafts.ts';
import { Sign } from './signs.tsx';
import { typedMention } from './words.ts';

/** Fewer characters left than this are told. */
const TELL_LEFT_AT = 60;
/** A pause in typing before names are asked for. */
const ASK_AFTER_MS = 150;

interface ComposerProps {
  videoId: string;
  /** What is answered; null for a comment of its own. */
  answers: Comment | null;
  onLeave: () => void;
  /** @returns whether it is on its way, so that the text can go. */
  onSay: (text: string, parentId: string | null) => Promise<boolean>;
}

export function Composer({ videoId, answers, onLeave, onSay }: ComposerProps) {
  const { t } = useApp();
  const [text, setText] = useState(() => readDraft(videoId));
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const names = useNames(videoId);
  const left = COMMENT_TEXT_MAX - text.length;
  const handle = answers?.author?.handle;
  const label = handle === undefined ? t('comments.write') : t('comments.replyTo', { handle });

  useEffect(() => {
    if (answers === null) return;
    // Who answers a reply says whom they mean.
    if (answers.parentId !== null && handle !== undefined && text === '') type(`@${handle} `);
    field.current?.focus();
    // Depends on less than it reads: another comment to answer
  }, [answers?.id]);
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [text]);

  function type(next: string, caret = next.length): void {
    setText(next);
    keepDraft(videoId, next);
    names.ask(typedMention(next, caret));
  }

  function choose(name: string): void {
    const { typed } = names;
    if (typed === null) return;
    const end = typed.at + 1 + typed.q.length;
    type(`${text.slice(0, typed.at)}@${name} ${text.slice(end)}`, 0);
    field.current?.focus();
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const said = text.trim();
    if (said === '' || busy) return;
    setBusy(true);
    if (await onSay(said, answers?.id ?? null)) {
      type('');
      onLeave();
    }
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (names.items.length > 0 && names.move(event)) return;
    if (names.items.length > 0 && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      choose(names.items[names.at]?.handle ?? '');
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event);
  }

  return (
    <form class="composer" onSubmit={(event) => void send(event)}>
      {names.items.length > 0 && (
        <ul class="composer-names" role="listbox" id={listId} aria-label={t('comments.people')}>
          {names.items.map((one, at) => (
            <li
              key={one.handle}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === names.at}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(one.handle);
              }}
            >
              <Avatar handle={one.handle} />
              <span dir="auto">@{one.handle}</span>
              {one.displayName !== undefined && <small dir="auto">{one.displayName}</small>}
            </li>
          ))}
        </ul>
      )}
      {handle !== undefined && (
        <p class="composer-answers">
          <span>{t('comments.replyTo', { handle })}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('common.cancel')}
            onClick={onLeave}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
      <div class="composer-line">
        <textarea
          ref={field}
          class="input"
          rows={1}
          maxLength={COMMENT_TEXT_MAX}
          dir="auto"
          placeholder={label}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={names.items.length > 0 ? listId : undefined}
          aria-activedescendant={names.items.length > 0 ? `${listId}-${names.at}` : undefined}
          value={text}
          onInput={({ currentTarget: { value, selectionStart } }) => type(value, selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => names.ask(null)}
        />
        <button
          type="submit"
          class="composer-send"
          aria-label={t('comments.send')}
          disabled={busy || text.trim() === ''}
        >
          <Sign name="send" />
        </button>
      </div>
      {left < TELL_LEFT_AT && (
        <small role="status">{t('comments.left', { count: left, shown: String(left) })}</small>
      )}
    </form>
  );
}

/** People who fit what stands behind the @, asked for after a pause. */
function useNames(videoId: string) {
  const { api } = useApp();
  const [typed, setTyped] = useState<{ at: number; q: string } | null>(null);
  const [items, setItems] = useState<Mentionable['items']>([]);
  const [at, setAt] = useState(0);
  const q = typed?.q;
  useEffect(() => {
    setAt(0);
    if (q === undefined) {
      setItems([]);
      return;
    }
    let gone = false;
    const timer = setTimeout(() => {
      void api
        .get<Mentionable>(`/v1/videos/${videoId}/mentionable?q=${encodeURIComponent(q)}`)
        .then((reply) => {
          // Without network nothing is proposed; what is typed stands.
          if (!gone) setItems(reply.kind === 'ok' ? reply.value.items : []);
        });
    }, ASK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // Depends on less than it reads: another beginning of a name
  }, [q]);
  return {
    ...{ typed, items, at },
    ask: setTyped,
    /** @returns whether the key was for the list. */
    move(event: KeyboardEvent): boolean {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) setAt((at + step + items.length) % items.length);
      if (event.key === 'Escape') setTyped(null);
      if (step === 0 && event.key !== 'Escape') return false;
      event.preventDefault();
      // The sheet stays open: Escape was for the list.
      event.stopPropagation();
      return true;
    },
  };
}
