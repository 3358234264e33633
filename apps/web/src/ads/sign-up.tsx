// An advertiser signs up: half a minute, and its first campaign can be drafted at once.

import { useState } from 'preact/hooks';
import type { Viewer } from '@jhalak/contracts/accounts';
import type { Advertiser, AdvertiserBody } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { adsPath } from './ads-path.ts';
import { AdvertiserFields, advertiserSaid } from './advertiser-fields.tsx';
import { adsFailureText } from './failure-text.ts';
import { shortNameOf } from './short-name.ts';

interface SignUpProps {
  /** Whether this person looks after no advertiser yet. */
  first: boolean;
  onDone: () => Promise<void>;
}

export function SignUp({ first, onDone }: SignUpProps) {
  const app = useApp();
  const { t, viewer } = app;
  const [value, setValue] = useState({
    ...{ name: '', legalName: '', website: '', taxId: '', state: '' },
  });
  /** As typed; follows the name until then. */
  const [typed, setTyped] = useState<string | null>(null);
  const [adult, setAdult] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const organisation = typed ?? shortNameOf(value.name);
  const asksAge = viewer?.ageBand === undefined;
  const minor = viewer?.ageBand !== undefined && viewer.ageBand !== '18plus';

  async function send(): Promise<void> {
    setBusy(true);
    setProblem(null);
    if (asksAge && adult) {
      const reply = await app.api.send<Viewer>('PATCH', '/v1/viewers/me', { ageBand: '18plus' });
      if (reply.kind === 'ok') app.setViewer(reply.value);
    }
    const body: AdvertiserBody = { organisation, ...advertiserSaid(value) };
    const reply = await app.api.send<Advertiser>('POST', '/v1/ads/advertisers', body);
    if (reply.kind !== 'ok') {
      setBusy(false);
      setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
      return;
    }
    // The new role opens the way here from the tabs.
    const me = await app.api.get<Viewer>('/v1/viewers/me');
    if (me.kind === 'ok') app.setViewer(me.value);
    await onDone();
    app.navigate(adsPath(organisation), { replace: true });
  }

  return (
    <div class="screen ads-sign-up">
      <h1>{t(first ? 'ads.signUpTitle' : 'ads.signUp')}</h1>
      <p class="soft">{t('ads.signUpText')}</p>
      {minor ? (
        <p class="warning" role="alert">
          {t('ads.adultsOnly')}
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <AdvertiserFields value={value} onChange={setValue} />
          <TextField
            label={t('adForm.shortName')}
            hint={t('adForm.shortNameHint')}
            value={organisation}
            onValue={(text) => setTyped(text.toLowerCase())}
            input={{
              ...{ required: true, maxLength: 60, pattern: '[a-z0-9][a-z0-9._\\-]*' },
              ...{ autocapitalize: 'none', autocomplete: 'off', spellcheck: false },
            }}
          />
          {asksAge && (
            <label class="choice">
              <input
                type="checkbox"
                required
                checked={adult}
                onChange={(event) => setAdult(event.currentTarget.checked)}
              />
              <span>{t('adForm.adult')}</span>
            </label>
          )}
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <div class="actions">
            <button type="submit" class="button primary tall" disabled={busy}>
              {t('ads.signUp')}
            </button>
          </div>
        </form>
      )}
    </div>
  );
}
