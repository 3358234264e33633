// The brand's switch: everything dark within one poll of its phones. Asked for twice, and undone with one tap.

import { useState } from 'preact/hooks';
import type { Brand } from '@jhalak/contracts/partners';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

interface DarkSwitchProps {
  brand: Brand;
  operator: boolean;
  onChanged: (brand: Brand) => void;
}

export function DarkSwitch({ brand, operator, onChanged }: DarkSwitchProps) {
  const app = useApp();
  const { t } = app;
  const [asking, setAsking] = useState(false);
  const path = `/v1/partner/brands/${brand.organisation}/switch`;
  async function light(): Promise<void> {
    const reply = await app.api.send<Brand>('POST', path, { dark: false });
    if (reply.kind === 'ok') onChanged(reply.value);
    else sayFailure(app, reply);
  }
  const { dark } = brand;
  const locked = dark?.by === 'operator' && !operator;
  return (
    <section class={dark === undefined ? 'dark-switch' : 'dark-switch warning'}>
      <h2>{t('darkSwitch.title')}</h2>
      <p class="soft">{t(dark === undefined ? 'darkSwitch.litText' : 'darkSwitch.darkText')}</p>
      {dark === undefined && (
        <button type="button" class="button danger" onClick={() => setAsking(true)}>
          <Icon name="hide" />
          {t('darkSwitch.off')}
        </button>
      )}
      {dark !== undefined && !locked && (
        <button type="button" class="button primary" onClick={() => void light()}>
          <Icon name="spark" />
          {t('darkSwitch.on')}
        </button>
      )}
      {locked && <p>{t('darkSwitch.locked')}</p>}
      {asking && (
        <Asking
          brand={brand}
          path={path}
          onClose={() => setAsking(false)}
          onDark={(fresh) => {
            setAsking(false);
            onChanged(fresh);
            app.say(t('darkSwitch.done'), { label: t('common.undo'), run: () => void light() });
          }}
        />
      )}
    </section>
  );
}

interface AskingProps {
  brand: Brand;
  path: string;
  onClose: () => void;
  onDark: (brand: Brand) => void;
}

function Asking({ brand, path, onClose, onDark }: AskingProps) {
  const app = useApp();
  const { t } = app;
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function send(): Promise<void> {
    const reply = await app.api.send<Brand>('POST', path, { dark: true, note: note.trim() });
    if (reply.kind === 'ok') onDark(reply.value);
    else setProblem(failureText(app, reply));
  }
  return (
    <Sheet title={t('darkSwitch.askTitle', { name: brand.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{t('darkSwitch.askText')}</p>
        <label class="field">
          <span>{t('cards.why')}</span>
          <textarea
            rows={2}
            required
            maxLength={1_000}
            dir="auto"
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button danger">
            {t('darkSwitch.off')}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
