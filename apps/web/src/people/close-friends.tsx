// One's close friends: who is on the list, and off it again. Nobody else sees it.

import type { PersonCard } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { PeopleList } from './people-list.tsx';
import { useClose } from './use-close.ts';
import { usePeople } from './use-people.ts';

export function CloseFriends() {
  const { t } = useApp();
  const people = usePeople('/v1/close-friends');
  const setClose = useClose();

  async function remove(person: PersonCard): Promise<void> {
    people.drop(person.handle);
    const isDone = await setClose(person.handle, false, () => people.putBack(person));
    if (!isDone) people.putBack(person);
  }

  return (
    <div class="screen people">
      <h1>{t('audience.close')}</h1>
      <p class="soft">{t('close.hint')}</p>
      <PeopleList
        people={people}
        label={t('audience.close')}
        empty={t('close.empty')}
        acts={(person) => (
          <button
            type="button"
            class="button"
            aria-label={`${t('packs.drop')}: @${person.handle}`}
            onClick={() => void remove(person)}
          >
            {t('packs.drop')}
          </button>
        )}
      />
    </div>
  );
}
