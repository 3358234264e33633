// A file is read before it is taken in: how many hashes it holds, and which lines are refused and why.

import { useRef, useState } from 'preact/hooks';
import type { KnownList, ListTrial } from '@jhalak/contracts/matching';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of a file. */
const FILE_BYTES_MAX = 24 * 1024 * 1024;
/** The contract's bound of a name. */
const NAME_MAX = 100;
const KINDS = ['pdq', 'sha256', 'chromaprint'] as const;

interface Read {
  fileName: string;
  csv: string;
  trial: ListTrial;
}

export function TakeList({ path, onTaken }: { path: string; onTaken: () => void }) {
  const app = useApp();
  const { t, api } = app;
  const input = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<Read | null>(null);
  const [words, setWords] = useState({ name: '', issuer: '' });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setRead(null);
    setProblem(file.size > FILE_BYTES_MAX ? t('listFault.length') : null);
    if (file.size > FILE_BYTES_MAX) return;
    setBusy(true);
    // A file that changed on the disk since it was chosen cannot be read.
    const csv = await file.text().catch(() => '');
    const reply = await api.send<ListTrial>('POST', `${path}/trial`, { csv });
    setBusy(false);
    if (reply.kind === 'ok') setRead({ fileName: file.name, csv, trial: reply.value });
    else setProblem(csv === '' ? t('listFault.empty') : failureText(app, reply));
  }

  async function take(event: Event): Promise<void> {
    event.preventDefault();
    if (read === null) return;
    setBusy(true);
    const body = { name: words.name.trim(), issuer: words.issuer.trim(), csv: read.csv };
    const reply = await api.send<KnownList>('POST', path, body);
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    app.say(t('lists.taken'));
    setRead(null);
    setWords({ name: '', issuer: '' });
    onTaken();
  }

  return (
    <form class="held-card" onSubmit={(event) => void take(event)}>
      <h2>{t('lists.take')}</h2>
      <button type="button" class="button" disabled={busy} onClick={() => input.current?.click()}>
        <Icon name="upload" />
        <bdi>{read?.fileName ?? t('lists.file')}</bdi>
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={t('lists.file')}
        onChange={(event) => {
          void open(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {read === null && <p class="soft">{t('lists.columns')}</p>}
      {read !== null && <Trial trial={read.trial} />}
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      {read !== null && read.trial.refused === 0 && (
        <>
          {(['name', 'issuer'] as const).map((field) => (
            <label key={field} class="field">
              <span>{t(`lists.${field}`)}</span>
              <input
                required
                maxLength={NAME_MAX}
                dir="auto"
                value={words[field]}
                onInput={(event) => {
                  const { value } = event.currentTarget;
                  setWords((before) => ({ ...before, [field]: value }));
                }}
              />
            </label>
          ))}
          <button type="submit" class="button primary" disabled={busy}>
            {t('lists.take')}
          </button>
        </>
      )}
    </form>
  );
}

function Trial({ trial }: { trial: ListTrial }) {
  const { t } = useApp();
  const shown = KINDS.filter((kind) => trial[kind] > 0);
  return (
    <div role="status">
      <p class="chips">
        {shown.map((kind) => (
          <span key={kind} class="chip">
            {t(`lists.${kind}`, { count: trial[kind] })}
          </span>
        ))}
      </p>
      {trial.refused > 0 && (
        <>
          <p class="field-problem">{t('lists.refused', { count: trial.refused })}</p>
          <ol class="list-faults">
            {trial.lines.map(({ line, fault }) => (
              <li key={line} value={line}>
                {t(`listFault.${fault}`)}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
