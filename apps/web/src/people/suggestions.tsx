// Whom one may want to follow, each with its reason.

import { useEffect, useState } from 'preact/hooks';
import type { PersonSuggestion, SuggestionList, SuggestionReason } from '@jhalak/contracts/social';
import { languageName } from '../feed/clip-chips.tsx';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { FollowButton } from './follow-button.tsx';
import { PersonRow } from './person-row.tsx';

export function Suggestions() {
  const { t, api, viewer } = useApp();
  const [items, setItems] = useState<readonly PersonSuggestion[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<SuggestionList>('/v1/suggestions/people');
    if (reply.kind === 'ok') setItems(reply.value.items);
    else setFailure(reply);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once a person
  }, [viewer?.id]);
  return (
    <section>
      <h2>{t('people.suggestions')}</h2>
      <p class="soft">{t('people.never')}</p>
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {items === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {items?.length === 0 && <p class="soft">{t('people.noSuggestions')}</p>}
      <ul aria-label={t('people.suggestions')}>
        {items?.map(({ person, reason }) => (
          <Suggestion key={person.handle} person={person} reason={reason} />
        ))}
      </ul>
    </section>
  );
}

function Suggestion({ person, reason }: PersonSuggestion) {
  const { t } = useApp();
  const [standing, setStanding] = useState({
    followed: person.followed,
    requested: person.requested,
  });
  return (
    <PersonRow person={person} why={whyOf(t, reason)}>
      <FollowButton person={{ ...person, ...standing }} onChange={setStanding} />
    </PersonRow>
  );
}

function whyOf(t: ReturnType<typeof useApp>['t'], reason: SuggestionReason): string {
  if (reason.kind === 'followed_by') {
    const handles = reason.handles.map((handle) => `@${handle}`).join(', ');
    return t('people.because_followed', { count: reason.count, handles });
  }
  return t('people.because_popular', {
    genre: t(`genre.${reason.genre}`),
    language: languageName(reason.language),
  });
}
