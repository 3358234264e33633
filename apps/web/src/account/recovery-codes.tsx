import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** The codes, once: to copy, to download, and only then on. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t, say } = useApp();
  const [kept, setKept] = useState(false);
  const text = `${t('codes.fileHead')}\n\n${codes.join('\n')}\n`;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      say(t('codes.copied'));
      setKept(true);
    } catch {
      say(t('codes.noCopy'));
    }
  }

  function download(): void {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'jhalak-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
    setKept(true);
  }

  return (
    <div class="screen account">
      <h1>{t('codes.title')}</h1>
      <p>{t('codes.text')}</p>
      <ol class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="row">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="copy" />
          {t('codes.copy')}
        </button>
        <button type="button" class="button" onClick={download}>
          <Icon name="download" />
          {t('codes.download')}
        </button>
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <span>{t('codes.kept')}</span>
      </label>
      <div class="actions">
        <button type="button" class="button primary tall" disabled={!kept} onClick={onDone}>
          {t('common.continue')}
        </button>
      </div>
    </div>
  );
}
