// The brand's languages and kinds of phone.

import { useState } from 'preact/hooks';
import type { Brand, BrandChange, BrandModel } from '@jhalak/contracts/partners';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

interface BrandPhonesProps {
  brand: Brand;
  onChanged: (brand: Brand) => void;
}

export function BrandPhones({ brand, onChanged }: BrandPhonesProps) {
  const app = useApp();
  const { t } = app;
  const [editing, setEditing] = useState<'languages' | 'model' | null>(null);
  async function change(body: BrandChange): Promise<void> {
    const path = `/v1/partner/brands/${brand.organisation}`;
    const reply = await app.api.send<Brand>('PATCH', path, body);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    onChanged(reply.value);
    setEditing(null);
  }
  return (
    <section aria-labelledby="phones-title">
      <header class="partner-section-head">
        <h2 id="phones-title">{t('phones.title')}</h2>
        <button type="button" class="button" onClick={() => setEditing('model')}>
          <Icon name="plus" />
          {t('phones.add')}
        </button>
      </header>
      <p class="chips">
        {brand.languages.map((code) => (
          <span key={code} class="chip" lang={code}>
            {languageName(code)}
          </span>
        ))}
        <button type="button" class="button text" onClick={() => setEditing('languages')}>
          {t('phones.languages')}
        </button>
      </p>
      {brand.models.length === 0 && <p class="soft">{t('phones.none')}</p>}
      <ul class="brand-models">
        {brand.models.map((model, at) => (
          <li key={`${model.name} ${at}`}>
            <i
              aria-hidden="true"
              style={{ aspectRatio: `${model.screenWidthPx} / ${model.screenHeightPx}` }}
            />
            <span>
              <b dir="auto">{model.name}</b>
              <small>
                {model.screenWidthPx} × {model.screenHeightPx} · {model.packWidthPx} px{' '}
                {model.format.toUpperCase()}
              </small>
            </span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('phones.remove', { name: model.name })}
              onClick={() => void change({ models: brand.models.filter((one) => one !== model) })}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      {editing === 'model' && (
        <ModelSheet
          onClose={() => setEditing(null)}
          onMade={(model) => void change({ models: [...brand.models, model] })}
        />
      )}
      {editing === 'languages' && (
        <LanguageSheet
          languages={brand.languages}
          onClose={() => setEditing(null)}
          onChosen={(languages) => void change({ languages })}
        />
      )}
    </section>
  );
}

const NEW_MODEL: BrandModel = {
  name: '',
  screenWidthPx: 720,
  screenHeightPx: 1_600,
  packWidthPx: 720,
  format: 'webp',
};

function ModelSheet({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (model: BrandModel) => void;
}) {
  const { t } = useApp();
  const [model, setModel] = useState(NEW_MODEL);
  const side = (name: 'screenWidthPx' | 'screenHeightPx') => (
    <label class="field">
      <span>{t(`phones.${name}`)}</span>
      <input
        type="number"
        required
        min={240}
        max={4_320}
        value={model[name]}
        onInput={(event) => {
          const value = Number(event.currentTarget.value);
          setModel((now) => ({ ...now, [name]: value }));
        }}
      />
    </label>
  );
  return (
    <Sheet title={t('phones.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMade({ ...model, name: model.name.trim() });
        }}
      >
        <label class="field">
          <span>{t('phones.name')}</span>
          <input
            required
            maxLength={60}
            dir="auto"
            value={model.name}
            onInput={(event) => {
              const value = event.currentTarget.value;
              setModel((now) => ({ ...now, name: value }));
            }}
          />
        </label>
        {side('screenWidthPx')}
        {side('screenHeightPx')}
        <label class="field">
          <span>{t('phones.pack')}</span>
          <select
            value={`${model.packWidthPx} ${model.format}`}
            onChange={(event) => {
              const [width, format] = event.currentTarget.value.split(' ');
              setModel((now) => ({
                ...now,
                packWidthPx: width === '360' ? 360 : 720,
                format: format === 'avif' ? 'avif' : 'webp',
              }));
            }}
          >
            {['360 webp', '360 avif', '720 webp', '720 avif'].map((one) => (
              <option key={one} value={one}>
                {one.replace(' ', ' px ').toUpperCase().replace('PX', 'px')}
              </option>
            ))}
          </select>
        </label>
        <div class="actions is-near">
          <button type="submit" class="button primary">
            {t('common.save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function LanguageSheet({
  languages,
  onClose,
  onChosen,
}: {
  languages: readonly string[];
  onClose: () => void;
  onChosen: (languages: string[]) => void;
}) {
  const { t } = useApp();
  const [chosen, setChosen] = useState<readonly string[]>(languages);
  return (
    <Sheet title={t('phones.languages')} onClose={onClose}>
      <div class="tiles tiles-languages">
        {CONTENT_LANGUAGES.map(({ code, name }) => (
          <button
            key={code}
            type="button"
            class="tile"
            lang={code}
            aria-pressed={chosen.includes(code)}
            onClick={() =>
              setChosen((now) =>
                now.includes(code) ? now.filter((one) => one !== code) : [...now, code],
              )
            }
          >
            {name}
          </button>
        ))}
      </div>
      <div class="actions is-near">
        <button
          type="button"
          class="button primary"
          disabled={chosen.length === 0}
          onClick={() => onChosen([...chosen])}
        >
          {t('common.save')}
        </button>
      </div>
    </Sheet>
  );
}
