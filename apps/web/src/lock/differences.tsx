import type { LockCard } from '@jhalak/contracts/lock';
import { useApp } from '../shell/app-context.ts';

/** Where a story's reports differ: each value with those who give it. */
export function Differences({ story }: { story: NonNullable<LockCard['story']> }) {
  const { t } = useApp();
  if (story.disagreements.length === 0) return null;
  return (
    <div class="differences">
      <h3>{t('story.differ')}</h3>
      {story.disagreements.map(({ quantity, values }) => (
        <dl key={quantity}>
          <dt>{quantity}</dt>
          {values.map(({ value, reports }) => (
            <dd key={value}>
              <b>{value}</b>
              <small>{reports.join(', ')}</small>
            </dd>
          ))}
        </dl>
      ))}
    </div>
  );
}
