// Subtitles of one language, one under the other: times and words, each to be changed in its place.

import type { ClipSubtitles, Cue } from '@jhalak/contracts/subtitles';
import { useState } from 'preact/hooks';
import type { Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { cueAtLine, draftOf, fileOf, nextDraft, type CueDraft } from './cue-text.ts';
import { faultOf, faultText } from './fault-text.ts';

interface CueEditorProps {
  cues: readonly Cue[];
  language: string;
  clipMs: number;
  put: (text: string) => Promise<Reply<ClipSubtitles>>;
  onClose: () => void;
}

/** What is wrong, and with which of them; null: with all. */
interface Wrong {
  text: string;
  at: number | null;
}

export function CueEditor({ cues, language, clipMs, put, onClose }: CueEditorProps) {
  const app = useApp();
  const { t } = app;
  const [drafts, setDrafts] = useState<readonly CueDraft[]>(
    cues.length === 0 ? [nextDraft([], clipMs)] : cues.map(draftOf),
  );
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (at: number, part: Partial<CueDraft>): void =>
    setDrafts((now) => now.map((one, nth) => (nth === at ? { ...one, ...part } : one)));

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const { text, lines } = fileOf(drafts);
    const reply = await put(text);
    setBusy(false);
    if (reply.kind === 'ok') {
      onClose();
      return;
    }
    const fault = faultOf(reply);
    setWrong(
      fault === undefined
        ? { text: failureText(app, reply), at: null }
        : {
            text: faultText(app, { ...fault, line: 0 }),
            at: fault.line === 0 ? null : cueAtLine(lines, fault.line),
          },
    );
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <ol class="cue-list">
        {drafts.map((draft, at) => (
          <li key={at} class={wrong?.at === at ? 'cue is-wrong' : 'cue'}>
            <CueTime
              label={t('inbox.quietFrom')}
              value={draft.from}
              onChange={(from) => change(at, { from })}
            />
            <CueTime
              label={t('inbox.quietTo')}
              value={draft.to}
              onChange={(to) => change(at, { to })}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={t('ways.remove')}
              onClick={() => setDrafts((now) => now.filter((_one, nth) => nth !== at))}
            >
              <Icon name="trash" />
            </button>
            <textarea
              class="input"
              rows={2}
              lang={language}
              dir="auto"
              aria-label={t('subtitles.title')}
              value={draft.text}
              onInput={(event) => change(at, { text: event.currentTarget.value })}
            />
            {wrong?.at === at && (
              <p class="field-problem" role="alert">
                {wrong.text}
              </p>
            )}
          </li>
        ))}
      </ol>
      {wrong !== null && wrong.at === null && (
        <p class="field-problem" role="alert">
          {wrong.text}
        </p>
      )}
      <div class="actions">
        <button
          type="button"
          class="button"
          onClick={() => setDrafts((now) => [...now, nextDraft(now, clipMs)])}
        >
          <Icon name="plus" />
          {t('details.tagAdd')}
        </button>
        <button type="submit" class="button primary" disabled={busy || drafts.length === 0}>
          {t('common.save')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t('common.cancel')}
        </button>
      </div>
    </form>
  );
}

interface CueTimeProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function CueTime({ label, value, onChange }: CueTimeProps) {
  return (
    <label>
      {label}
      <input
        class="input"
        // A clock reads the same way everywhere.
        dir="ltr"
        inputMode="decimal"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
