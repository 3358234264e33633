// People: who asks to follow, whom one may like, whom one keeps away; and somebody's followers and follows. One screen for these
// addresses: it reads which one is open itself.

import type { PersonCard } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { TabRow } from '../shell/tab-row.tsx';
import { CloseFriends } from './close-friends.tsx';
import { PeopleList } from './people-list.tsx';
import { PacksSection } from './packs/packs-section.tsx';
import { PackScreens } from './packs/pack-screens.tsx';
import { Requests } from './requests.tsx';
import { Suggestions } from './suggestions.tsx';
import { useClose } from './use-close.ts';
import { usePeople } from './use-people.ts';
import '../person/person.css';
import './people.css';

export function PeopleScreen() {
  const { t, route, viewer } = useApp();
  const [handle, list] = route.param.split('/');
  if (handle && (list === 'followers' || list === 'following'))
    return <ListOf key={route.param} handle={handle} list={list} />;
  if (handle === 'packs') return <PackScreens param={route.param.slice('packs/'.length)} />;
  if (handle === 'kept-away') return <KeptAway />;
  if (handle === 'close') return <CloseFriends />;
  return (
    <div class="screen people">
      <h1>{t('people.title')}</h1>
      {viewer?.handle !== undefined && <Requests />}
      <Suggestions />
      <PacksSection />
      <section class="row">
        <Link href="/people/close" class="button text">
          <Icon name="people" />
          {t('audience.close')}
        </Link>
        <Link href="/people/kept-away" class="button text">
          <Icon name="shield" />
          {t('people.keptAway')}
        </Link>
      </section>
    </div>
  );
}

function ListOf({ handle, list }: { handle: string; list: 'followers' | 'following' }) {
  const app = useApp();
  const { t, viewer } = app;
  const people = usePeople(`/v1/people/${encodeURIComponent(handle)}/${list}`);
  const setClose = useClose();
  const mine = viewer?.handle === handle && list === 'followers';

  async function sendAway(person: PersonCard): Promise<void> {
    const reply = await app.api.send(
      'DELETE',
      `/v1/followers/${encodeURIComponent(person.handle)}`,
    );
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    people.drop(person.handle);
    app.say(t('person.sentAway', { handle: person.handle }));
  }

  async function close({ handle: who, close: was }: PersonCard): Promise<void> {
    const on = was !== true;
    const show = (isClose: boolean): void => people.change(who, { close: isClose });
    if (await setClose(who, on, () => show(!on))) show(on);
  }

  return (
    <div class="screen people">
      <h1>
        <Link href={personPath(handle)}>
          <bdi>@{handle}</bdi>
        </Link>
      </h1>
      <TabRow class="people-tabs" label={`@${handle}`}>
        <Link href={`${personPath(handle)}/followers`} current={list === 'followers'}>
          {t('people.followers')}
        </Link>
        <Link href={`${personPath(handle)}/following`} current={list === 'following'}>
          {t('people.following')}
        </Link>
      </TabRow>
      <PeopleList
        people={people}
        label={list === 'followers' ? t('people.followers') : t('people.following')}
        empty={
          list === 'followers'
            ? t('people.noFollowers', { handle })
            : t('people.noFollowing', { handle })
        }
        {...(mine && {
          acts: (person: PersonCard) => (
            <>
              <button
                type="button"
                class="button"
                aria-pressed={person.close === true}
                aria-label={`${t('audience.close')}: @${person.handle}`}
                onClick={() => void close(person)}
              >
                <Icon name={person.close === true ? 'check' : 'plus'} />
                {t('audience.close')}
              </button>
              <button
                type="button"
                class="button"
                aria-label={`${t('person.sendAway')}: @${person.handle}`}
                onClick={() => void sendAway(person)}
              >
                {t('person.sendAway')}
              </button>
            </>
          ),
        })}
      />
    </div>
  );
}

function KeptAway() {
  const { t } = useApp();
  return (
    <div class="screen people">
      <h1>{t('people.keptAway')}</h1>
      <Ended kind="block" title={t('people.blocked')} empty={t('people.noBlocked')} />
      <Ended kind="mute" title={t('people.muted')} empty={t('people.noMuted')} />
    </div>
  );
}

function Ended({ kind, title, empty }: { kind: 'block' | 'mute'; title: string; empty: string }) {
  const app = useApp();
  const { t } = app;
  const people = usePeople(`/v1/${kind}s`);
  const end = kind === 'block' ? t('person.unblock') : t('person.unmute');

  async function keepAwayAgain(person: PersonCard, path: string): Promise<void> {
    people.putBack(person);
    const reply = await app.api.send('PUT', path);
    if (reply.kind === 'ok') return;
    people.drop(person.handle);
    sayFailure(app, reply);
  }

  async function letBack(person: PersonCard): Promise<void> {
    const { handle } = person;
    people.drop(handle);
    const path = `/v1/people/${encodeURIComponent(handle)}/${kind}`;
    const reply = await app.api.send('DELETE', path);
    if (reply.kind !== 'ok') {
      people.putBack(person);
      sayFailure(app, reply);
      return;
    }
    app.feeds.clear();
    app.say(
      kind === 'block'
        ? t('person.unblockedToast', { handle })
        : t('person.unmutedToast', { handle }),
      {
        label: t('common.undo'),
        run: () => void keepAwayAgain(person, path),
      },
    );
  }

  return (
    <section>
      <h2>{title}</h2>
      <PeopleList
        people={people}
        label={title}
        empty={empty}
        acts={(person) => (
          <button
            type="button"
            class="button"
            aria-label={`${end}: @${person.handle}`}
            onClick={() => void letBack(person)}
          >
            {end}
          </button>
        )}
      />
    </section>
  );
}
