import type { LockCard } from '@jhalak/contracts/lock';
import { useApp } from '../shell/app-context.ts';
import { quantityText, valueText } from '../stories/quantity-text.ts';

/** Where a story's reports differ: each value with those who give it. */
export function Differences({ story }: { story: NonNullable<LockCard['story']> }) {
  const { t, locale } = useApp();
  if (story.disagreements.length === 0) return null;
  return (
    <div class="differences">
      <h3>{t('story.differ')}</h3>
      {story.disagreements.map(({ quantity, values }) => (
        <dl key={quantity}>
          <dt lang={quantityText(quantity, locale).language}>
            {quantityText(quantity, locale).text}
          </dt>
          {values.map(({ value, reports }) => (
            <dd key={value}>
              <b>{valueText(value, locale)}</b>
              <small>{reports.join(', ')}</small>
            </dd>
          ))}
        </dl>
      ))}
    </div>
  );
}
