// What the desk's lists have in common: waiting, failing, closed to this person, done.

import type { ComponentChildren } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import type { Asked } from './use-asked.ts';

interface DeskListProps<T> {
  asked: Asked<T>;
  isEmpty: (value: T) => boolean;
  empty: { title: string; text: string };
  children: (value: T) => ComponentChildren;
}

export function DeskList<T>({ asked, isEmpty, empty, children }: DeskListProps<T>) {
  const { t } = useApp();
  if (asked.value === null && asked.failure !== null)
    return (
      <NoPage
        closed={{ title: t('adDesk.closedTitle'), text: t('adDesk.closedText') }}
        path="/ad-desk"
        failure={asked.failure}
        onRetry={() => void asked.reload()}
      />
    );
  if (asked.value === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  if (isEmpty(asked.value))
    return (
      <div class="state is-small">
        <Icon name="check" />
        <h2>{empty.title}</h2>
        <p>{empty.text}</p>
      </div>
    );
  return <>{children(asked.value)}</>;
}
