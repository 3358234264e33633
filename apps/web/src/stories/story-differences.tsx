import type { StoryPage } from '@jhalak/contracts/stories';
import { useApp } from '../shell/app-context.ts';
import { quantityText, valueText } from './quantity-text.ts';

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
                  <th
                    scope="rowgroup"
                    rowSpan={values.length}
                    lang={quantityText(quantity, locale).language}
                  >
                    {quantityText(quantity, locale).text}
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
