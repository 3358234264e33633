// Keys with which an advertiser's own server tells what clicks came to. A secret is seen once.

import { useState } from 'preact/hooks';
import type { AdKeyList, AdKeyMade } from '@jhalak/contracts/ad-events';
import { TextField } from '../account/field.tsx';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SureButton } from '../shell/sure-button.tsx';
import { adsFailureText } from './failure-text.ts';
import { SmallFailure } from './small-failure.tsx';
import { useAsked } from './use-asked.ts';

/** As the contract has it. */
const LABEL_MAX = 60;

export function AdKeys({ organisation }: { organisation: string }) {
  const app = useApp();
  const { t, locale } = app;
  const path = `/v1/ads/advertisers/${organisation}/keys`;
  const asked = useAsked<AdKeyList>(path);
  const [making, setMaking] = useState(false);
  async function end(id: string): Promise<void> {
    const reply = await app.api.send('DELETE', `${path}/${id}`);
    if (reply.kind === 'ok') app.say(t('brandKeys.ended'));
    else sayFailure(app, reply);
    await asked.reload();
  }
  return (
    <section class="ads-keys" aria-labelledby="ad-keys-title">
      <h2 id="ad-keys-title">{t('adKeys.title')}</h2>
      <p class="soft">{t('adKeys.text')}</p>
      <SmallFailure asked={asked} />
      {asked.value?.items.length === 0 && <p class="soft">{t('adKeys.none')}</p>}
      <ul class="ads-lines">
        {asked.value?.items.map((key) => (
          <li key={key.id}>
            <span>
              <b dir="auto">{key.label}</b> <code>{key.id.slice(0, 8)}</code>
              <small>
                {dateTimeText(key.createdAtMs, locale)}
                {key.endedAtMs !== undefined &&
                  ` · ${t('brandKeys.endedAt', { when: dateTimeText(key.endedAtMs, locale) })}`}
              </small>
            </span>
            {key.endedAtMs === undefined && (
              <span class="ads-line-acts">
                <SureButton onSure={() => void end(key.id)}>{t('brandKeys.end')}</SureButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => setMaking(true)}>
        <Icon name="plus" />
        {t('brandKeys.make')}
      </button>
      {making && (
        <MakeKey
          path={path}
          onClose={() => {
            setMaking(false);
            void asked.reload();
          }}
        />
      )}
    </section>
  );
}

function MakeKey({ path, onClose }: { path: string; onClose: () => void }) {
  const app = useApp();
  const { t } = app;
  const [label, setLabel] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function make(): Promise<void> {
    const reply = await app.api.send<AdKeyMade>('POST', path, { label: label.trim() });
    if (reply.kind === 'ok') setSecret(reply.value.secret);
    else setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
  }
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret ?? '');
      app.say(t('brandKeys.copied'));
    } catch {
      // No clipboard here: the text can be marked by hand.
      app.say(t('brandKeys.copyByHand'));
    }
  }
  if (secret !== null)
    return (
      <Sheet title={t('brandKeys.madeTitle')} onClose={onClose}>
        <p>{t('adKeys.madeText')}</p>
        <code class="ticket ads-secret">Jhalak-Advertiser: {secret}</code>
        <div class="actions">
          <button type="button" class="button primary" onClick={() => void copy()}>
            <Icon name="copy" />
            {t('brandKeys.copy')}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('common.done')}
          </button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={t('brandKeys.make')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label={t('brandKeys.label')}
          hint={t('adKeys.labelHint')}
          value={label}
          onValue={setLabel}
          input={{ required: true, maxLength: LABEL_MAX, dir: 'auto' }}
        />
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary">
            {t('brandKeys.make')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
