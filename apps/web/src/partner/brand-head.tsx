import type { Brand } from '@jhalak/contracts/partners';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { dateTimeText } from '../desk/when.ts';

interface BrandHeadProps {
  brand: Brand;
  operator: boolean;
  onChanged: (brand: Brand) => void;
}

/** Who it is and how it stands; the operator lets it out from here. */
export function BrandHead({ brand, operator, onChanged }: BrandHeadProps) {
  const app = useApp();
  const { t, locale } = app;
  const { dark } = brand;
  async function stage(to: 'testing' | 'live'): Promise<void> {
    const path = `/v1/partner/brands/${brand.organisation}/stage`;
    const reply = await app.api.send<Brand>('POST', path, { stage: to });
    if (reply.kind === 'ok') onChanged(reply.value);
    else sayFailure(app, reply);
  }
  return (
    <section class="partner-who">
      <div>
        <h2>{brand.name}</h2>
        <p class="soft">
          <bdi>{brand.organisation}</bdi> · {t('partner.keysInForce', { count: brand.keysInForce })}
        </p>
      </div>
      <span class={`chip brand-${brand.state}`}>{t(`brandState.${brand.state}`)}</span>
      {dark !== undefined && (
        <p class="partner-dark" role="status">
          {t(dark.by === 'operator' ? 'partner.darkByOperator' : 'partner.darkByBrand', {
            when: dateTimeText(dark.sinceMs, locale),
          })}{' '}
          <q dir="auto">{dark.note}</q>
        </p>
      )}
      {brand.state !== 'dark' && <p class="soft">{t(`brandStateText.${brand.state}`)}</p>}
      {operator && brand.stage !== 'invited' && (
        <button
          type="button"
          class="button"
          onClick={() => void stage(brand.stage === 'live' ? 'testing' : 'live')}
        >
          {t(brand.stage === 'live' ? 'partner.backToTesting' : 'partner.letOut')}
        </button>
      )}
    </section>
  );
}
