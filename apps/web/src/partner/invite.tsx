import { useState } from 'preact/hooks';
import type { Brand, BrandBody } from '@jhalak/contracts/partners';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

/** The contract's form of an organisation's short name. */
const SHORT_NAME = '[a-z0-9][a-z0-9._\\-]{0,59}';

/** For the operator: a brand comes in. Its languages are the brand's to choose later; it begins with ours. */
export function Invite({ onMade }: { onMade: (brand: Brand) => void }) {
  const app = useApp();
  const { t } = app;
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function send(): Promise<void> {
    const body: BrandBody = { organisation, name: name.trim(), languages: [app.locale] };
    const reply = await app.api.send<Brand>('POST', '/v1/partner/brands', body);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    setOpen(false);
    app.say(t('invite.done'));
    onMade(reply.value);
  }
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('invite.open')}
      </button>
      {open && (
        <Sheet title={t('invite.open')} onClose={() => setOpen(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <label class="field">
              <span>{t('invite.name')}</span>
              <input
                required
                maxLength={120}
                dir="auto"
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
            <label class="field">
              <span>{t('invite.organisation')}</span>
              <input
                required
                pattern={SHORT_NAME}
                value={organisation}
                autocapitalize="none"
                onInput={(event) => setOrganisation(event.currentTarget.value)}
              />
              <small>{t('invite.organisationHint')}</small>
            </label>
            <div class="actions is-near">
              {problem !== null && (
                <p class="field-problem" role="alert">
                  {problem}
                </p>
              )}
              <button type="submit" class="button primary">
                {t('invite.send')}
              </button>
            </div>
          </form>
        </Sheet>
      )}
    </>
  );
}
