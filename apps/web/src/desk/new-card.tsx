import { useState } from 'preact/hooks';
import type { DeskCard } from '@jhalak/contracts/cards';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { CardWords, textOf, type Words } from './card-words.tsx';

const EMPTY: Words = { headline: '', summary: '', attribution: '', genre: 'news', age: 'all' };

/** A card of the desk's own; whoever writes it approves it. */
export function NewCard({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const app = useApp();
  const { t } = app;
  const [language, setLanguage] = useState<string>(app.locale);
  const [words, setWords] = useState<Words>(EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function send(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const body = { language, ...textOf(words) };
    const reply = await app.api.send<DeskCard>('POST', '/v1/desk/cards', body);
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    app.say(t('cards.written'));
    onMade();
  }
  return (
    <Sheet title={t('cards.write')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label class="field">
          <span>{t('cards.language')}</span>
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            {CONTENT_LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <CardWords words={words} language={language} onChange={setWords} />
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary" disabled={busy}>
            {t('cards.writeNow')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
