import type { Targeting } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { GenreTiles, LanguageTiles } from '../shell/choice-tiles.tsx';
import { Reach } from './reach.tsx';
import { stateName, statesOf } from './states.ts';
import { WeekGrid } from './week-grid.tsx';

interface StepAudienceProps {
  organisation: string;
  targeting: Targeting;
  currency: string;
  onChange: (targeting: Targeting) => void;
}

/** Whom it is for. Nothing chosen means everybody. */
export function StepAudience({ organisation, targeting, currency, onChange }: StepAudienceProps) {
  const { t, locale } = useApp();
  const put = (part: Targeting): void => onChange(withoutEmpty({ ...targeting, ...part }));
  const states = statesOf(currency);
  const chosen = targeting.states ?? [];
  return (
    <>
      <p class="soft">{t('adEdit.audienceText')}</p>
      <div class="field">
        <span class="field-label">{t('adEdit.languages')}</span>
        <LanguageTiles
          chosen={targeting.languages ?? []}
          onChange={(languages) =>
            put({ languages: [...languages] as NonNullable<Targeting['languages']> })
          }
        />
      </div>
      <div class="field">
        <span class="field-label">{t('adEdit.genres')}</span>
        <GenreTiles
          chosen={targeting.genres ?? []}
          onChange={(genres) => put({ genres: [...genres] })}
        />
      </div>
      <details class="ads-more" open={chosen.length > 0}>
        <summary>
          {t('adEdit.states')}{' '}
          <span class="soft">
            {chosen.length === 0
              ? t('adEdit.everywhere')
              : t('adEdit.statesChosen', { count: chosen.length })}
          </span>
        </summary>
        <div class="ads-states">
          {states.map((code) => (
            <button
              key={code}
              type="button"
              class="tile"
              aria-pressed={chosen.includes(code)}
              onClick={() =>
                put({
                  states: chosen.includes(code)
                    ? chosen.filter((one) => one !== code)
                    : [...chosen, code],
                })
              }
            >
              {stateName(code, locale)}
            </button>
          ))}
        </div>
      </details>
      <WeekGrid hours={targeting.hours} onChange={(hours) => put({ hours })} />
      <Reach organisation={organisation} targeting={targeting} />
      <details class="ads-more" open={(targeting.interests ?? []).length > 0}>
        <summary>{t('adEdit.interests')}</summary>
        <p class="soft">{t('adEdit.interestsText')}</p>
        <GenreTiles
          chosen={targeting.interests ?? []}
          onChange={(interests) => put({ interests: [...interests] })}
        />
      </details>
    </>
  );
}

/** An empty list is everybody, which is what no list says. */
function withoutEmpty(targeting: Targeting): Targeting {
  return Object.fromEntries(
    Object.entries(targeting).filter(([, list]) => (list as readonly unknown[]).length > 0),
  );
}
