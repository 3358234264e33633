import { useEffect, useState } from 'preact/hooks';
import type { ReachEstimate } from '@jhalak/contracts/ad-reports';
import type { Targeting } from '@jhalak/contracts/ads';
import { formatNumber } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** While somebody is still choosing, nothing is asked. */
const ASK_AFTER_MS = 600;

/** About how many people it fits; never a figure so small that somebody could be known by it. */
export function Reach({ organisation, targeting }: { organisation: string; targeting: Targeting }) {
  const { t, api, locale } = useApp();
  const [reach, setReach] = useState<ReachEstimate | null>(null);
  const asked = JSON.stringify(targeting);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      void api
        .send<ReachEstimate>(
          'POST',
          `/v1/ads/advertisers/${organisation}/reach-estimate`,
          targeting,
        )
        .then((reply) => !gone && setReach(reply.kind === 'ok' ? reply.value : null));
    }, ASK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // Depends on less than it reads: another targeting
  }, [asked]);
  if (reach === null) return null;
  const { people, floor, unknown } = reach;
  return (
    <p class="ads-reach" role="status">
      <Icon name="people" />
      <span>
        <b>
          {people === undefined
            ? t('adReach.few', { floor: formatNumber(floor, locale) })
            : t('adReach.about', { people: formatNumber(people, locale) })}
        </b>
        <small>
          {t('adReach.text')}
          {unknown.length > 0 && ` ${t('adReach.unknown')}`}
        </small>
      </span>
    </p>
  );
}
