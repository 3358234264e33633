import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { StoryPage } from '@jhalak/contracts/stories';
import { formatCount, formatNumber } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';

/** Where reports give different figures, names or days for the same thing: each with those who say so. */
export function StoryDifferences({ story }: { story: StoryPage }) {
  const { t, locale } = useApp();
  if (story.disagreements.length === 0) return null;
  return (
    <section class="story-differences">
      <h2>{t('story.differ')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('story.what')}</th>
            <th scope="col">{t('story.value')}</th>
            <th scope="col">{t('story.who')}</th>
          </tr>
        </thead>
        {story.disagreements.map(({ quantity, values }) => (
          <tbody key={quantity}>
            {values.map((one, at) => (
              <tr key={String(one.value)}>
                {at === 0 && (
                  <th scope="rowgroup" rowSpan={values.length} lang="en">
                    {quantity}
                  </th>
                )}
                <td class={typeof one.value === 'number' ? 'is-number' : undefined}>
                  <b>{valueText(one.value, locale)}</b>
                </td>
                <td>{one.publishers.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** Counts from here on are read more easily with their word: 20 crore. */
const WORDS_FROM = 100_000;

/** @returns a number as the interface writes numbers; words as they stand. */
function valueText(value: number | string, locale: InterfaceLanguage): string {
  if (typeof value === 'string') return value;
  if (!Number.isInteger(value) || value < 0)
    return new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).format(value);
  return value >= WORDS_FROM ? formatCount(value, locale) : formatNumber(value, locale);
}
