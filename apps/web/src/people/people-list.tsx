import type { ComponentChildren } from 'preact';
import type { PersonCard } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { FollowButton } from './follow-button.tsx';
import { PersonRow } from './person-row.tsx';
import type { People } from './use-people.ts';

interface PeopleListProps {
  people: People;
  /** Said where nobody is in it. */
  empty: string;
  label: string;
  /** What can be done with each; default: follow. */
  acts?: (person: PersonCard) => ComponentChildren;
}

export function PeopleList({ people, empty, label, acts }: PeopleListProps) {
  const app = useApp();
  const { t } = app;
  const { items, failure, more, change } = people;
  if (failure !== null) {
    if (failure.kind !== 'problem' || failure.code !== 'person.private')
      return <Failed failure={failure} onRetry={people.again} />;
    return (
      <div class="state is-small" role="alert">
        <Icon name="shield" />
        <p>{t('person.privateTitle')}</p>
      </div>
    );
  }
  if (items === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  if (items.length === 0 && more === null) return <p class="soft">{empty}</p>;
  return (
    <>
      <ul aria-label={label}>
        {items.map((person) => (
          <PersonRow key={person.handle} person={person}>
            {acts !== undefined
              ? acts(person)
              : !person.self && (
                  <FollowButton
                    person={person}
                    onChange={(standing) => change(person.handle, standing)}
                  />
                )}
          </PersonRow>
        ))}
      </ul>
      {more !== null && (
        <button type="button" class="button more" onClick={more}>
          {t('common.more')}
        </button>
      )}
    </>
  );
}
