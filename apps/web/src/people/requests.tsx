// Who waits to follow oneself. A refusal is sent a moment later, so that it can be taken back; nobody is told of it either way.

import { useEffect, useRef } from 'preact/hooks';
import type { PersonCard } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { PeopleList } from './people-list.tsx';
import { usePeople } from './use-people.ts';

/** As long as the note with its undo stands. */
const REFUSE_AFTER_MS = 8_000;

export function Requests() {
  const app = useApp();
  const { t, api } = app;
  const people = usePeople('/v1/follow-requests');
  const waiting = useRef(
    new Map<string, { timer: ReturnType<typeof setTimeout>; send: () => void }>(),
  );
  // Who goes on, or closes the page, before the time is over has not taken it back.
  useEffect(() => {
    const sendAll = (): void => waiting.current.forEach(({ send }) => send());
    addEventListener('pagehide', sendAll);
    return () => {
      removeEventListener('pagehide', sendAll);
      sendAll();
    };
  }, []);

  const pathOf = (handle: string) => `/v1/follow-requests/${encodeURIComponent(handle)}`;

  async function accept(person: PersonCard): Promise<void> {
    const { handle } = person;
    people.drop(handle);
    const reply = await api.send('POST', `${pathOf(handle)}/accept`);
    if (reply.kind === 'ok') {
      app.say(t('people.accepted', { handle }), {
        label: t('common.undo'),
        run: () => void api.send('DELETE', `/v1/followers/${encodeURIComponent(handle)}`),
      });
      return;
    }
    people.putBack(person);
    sayFailure(app, reply);
  }

  function refuse(person: PersonCard): void {
    const { handle } = person;
    people.drop(handle);
    const send = () => {
      clearTimeout(waiting.current.get(handle)?.timer);
      waiting.current.delete(handle);
      void api.send('POST', `${pathOf(handle)}/refuse`);
    };
    waiting.current.set(handle, { timer: setTimeout(send, REFUSE_AFTER_MS), send });
    app.say(t('people.refused', { handle }), {
      label: t('common.undo'),
      run: () => {
        clearTimeout(waiting.current.get(handle)?.timer);
        waiting.current.delete(handle);
        people.putBack(person);
      },
    });
  }

  return (
    <section>
      <h2>{t('people.requests')}</h2>
      <PeopleList
        people={people}
        label={t('people.requests')}
        empty={t('people.noRequests')}
        acts={(person) => (
          <>
            <button
              type="button"
              class="button primary"
              aria-label={`${t('people.accept')}: @${person.handle}`}
              onClick={() => void accept(person)}
            >
              {t('people.accept')}
            </button>
            <button
              type="button"
              class="button"
              aria-label={`${t('people.refuse')}: @${person.handle}`}
              onClick={() => refuse(person)}
            >
              {t('people.refuse')}
            </button>
          </>
        )}
      />
    </section>
  );
}
