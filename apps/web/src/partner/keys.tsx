// Keys of the brand: the secret is seen once; a new one goes beside the old one for as long as phones need.

import { useEffect, useState } from 'preact/hooks';
import type {
  Brand,
  BrandKey,
  BrandKeyBody,
  BrandKeyCreated,
  BrandKeyList,
} from '@jhalak/contracts/partners';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SureButton } from '../shell/sure-button.tsx';

/** For how long a replaced key goes on, in hours: at once, a day, a month, a year. */
const OVERLAPS = [0, 24, 720, 8_760] as const;
const LABEL_MAX = 60;

export function Keys({ brand, onChanged }: { brand: Brand; onChanged: () => void }) {
  const app = useApp();
  const { t } = app;
  const path = `/v1/partner/brands/${brand.organisation}/keys`;
  const [items, setItems] = useState<readonly BrandKey[]>([]);
  const [making, setMaking] = useState<{ replaces?: BrandKey } | null>(null);
  async function load(): Promise<void> {
    const reply = await app.api.get<BrandKeyList>(path);
    if (reply.kind === 'ok') setItems(reply.value.items);
    else sayFailure(app, reply);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once a brand
  }, []);
  async function end(key: BrandKey): Promise<void> {
    const reply = await app.api.send('DELETE', `${path}/${key.id}`);
    if (reply.kind !== 'ok') sayFailure(app, reply);
    else app.say(t('brandKeys.ended'));
    await load();
    onChanged();
  }
  return (
    <section aria-labelledby="keys-title">
      <header class="partner-section-head">
        <h2 id="keys-title">{t('brandKeys.title')}</h2>
        <button type="button" class="button" onClick={() => setMaking({})}>
          <Icon name="plus" />
          {t('brandKeys.make')}
        </button>
      </header>
      {items.length === 0 && <p class="soft">{t('brandKeys.none')}</p>}
      <ul class="brand-keys">
        {items.map((key) => (
          <li key={key.id} class={key.inForce ? '' : 'is-over'}>
            <KeyLine brandKey={key} />
            {key.inForce && (
              <span class="row">
                <button
                  type="button"
                  class="button text"
                  onClick={() => setMaking({ replaces: key })}
                >
                  {t('brandKeys.replace')}
                </button>
                <SureButton onSure={() => void end(key)}>{t('brandKeys.end')}</SureButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      {making !== null && (
        <MakeKey
          path={path}
          replaces={making.replaces}
          onClose={() => {
            setMaking(null);
            void load();
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function KeyLine({ brandKey }: { brandKey: BrandKey }) {
  const { t, locale } = useApp();
  const { endsAtMs, lastUsedAtMs, inForce } = brandKey;
  const ends =
    endsAtMs === undefined
      ? null
      : t(inForce ? 'brandKeys.endsAt' : 'brandKeys.endedAt', {
          when: dateTimeText(endsAtMs, locale),
        });
  return (
    <span>
      <b dir="auto">{brandKey.label}</b> <code>{brandKey.id}</code>
      <small>
        {lastUsedAtMs === undefined
          ? t('brandKeys.neverUsed')
          : t('brandKeys.lastUsed', { when: dateTimeText(lastUsedAtMs, locale) })}
        {ends !== null && ` · ${ends}`}
      </small>
    </span>
  );
}

interface MakeKeyProps {
  path: string;
  replaces: BrandKey | undefined;
  onClose: () => void;
}

function MakeKey({ path, replaces, onClose }: MakeKeyProps) {
  const app = useApp();
  const { t } = app;
  const [label, setLabel] = useState(replaces?.label ?? '');
  const [overlapHours, setOverlapHours] = useState<number>(OVERLAPS[2]);
  const [made, setMade] = useState<BrandKeyCreated | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function send(): Promise<void> {
    const body: BrandKeyBody = {
      label: label.trim(),
      ...(replaces !== undefined && { replaces: { key: replaces.id, overlapHours } }),
    };
    const reply = await app.api.send<BrandKeyCreated>('POST', path, body);
    if (reply.kind === 'ok') setMade(reply.value);
    setProblem(reply.kind === 'ok' ? null : failureText(app, reply));
  }
  if (made !== null) return <Secret secret={made.secret} onClose={onClose} />;
  return (
    <Sheet
      title={t(replaces === undefined ? 'brandKeys.make' : 'brandKeys.replace')}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label class="field">
          <span>{t('brandKeys.label')}</span>
          <input
            required
            maxLength={LABEL_MAX}
            value={label}
            dir="auto"
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        </label>
        {replaces !== undefined && (
          <label class="field">
            <span>{t('brandKeys.overlap')}</span>
            <select
              value={overlapHours}
              onChange={(event) => setOverlapHours(Number(event.currentTarget.value))}
            >
              {OVERLAPS.map((hours) => (
                <option key={hours} value={hours}>
                  {t(`brandKeyOverlap.h${hours}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary">
            {t('brandKeys.makeNow')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const app = useApp();
  const { t } = app;
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret);
      app.say(t('brandKeys.copied'));
    } catch {
      // No clipboard here: the text can be marked by hand.
      app.say(t('brandKeys.copyByHand'));
    }
  }
  return (
    <Sheet title={t('brandKeys.madeTitle')} onClose={onClose}>
      <p>{t('brandKeys.madeText')}</p>
      <code class="ticket brand-secret">{secret}</code>
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
}
