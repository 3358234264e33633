// Whom somebody followed, trusted or proposed there and who is here; nobody is followed, put on a list or into a pack by it.

import type { ImportPack, ImportPeople, ImportPerson } from '@jhalak/contracts/imports';
import type { PackMade } from '@jhalak/contracts/packs';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FollowButton } from '../../people/follow-button.tsx';
import { useClose } from '../../people/use-close.ts';
import { useApp } from '../../shell/app-context.ts';
import { Avatar } from '../../shell/avatar.tsx';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { personPath } from '../../shell/routes.ts';
import { sayFailure } from '../../shell/say-failure.ts';

export function BringPeople({ id }: { id: string }) {
  const { t, api } = useApp();
  const [people, setPeople] = useState<ImportPeople | null>(null);
  useEffect(() => {
    void api.get<ImportPeople>(`/v1/me/imports/${id}/people`).then((reply) => {
      if (reply.kind === 'ok') setPeople(reply.value);
    });
    // Depends on less than it reads: once for each archive
  }, [id]);
  // Not known is not nobody.
  if (people === null) return null;
  const { items, close, packs } = people;
  if (items.length + close.length + packs.length === 0)
    return <p class="soft">{t('bring.nobody')}</p>;
  return (
    <>
      {items.length > 0 && (
        <>
          <h3 class="bring-people-title">{t('bring.people')}</h3>
          <Followable people={items} />
        </>
      )}
      {close.length > 0 && (
        <>
          <h3 class="bring-people-title">{t('audience.close')}</h3>
          <ul class="bring-people">
            {close.map((person) => (
              <PersonRow key={person.handle} person={person}>
                <CloseButton handle={person.handle} />
              </PersonRow>
            ))}
          </ul>
        </>
      )}
      {packs.map((pack, at) => (
        <PackHere key={at} pack={pack} />
      ))}
    </>
  );
}

function Followable({ people }: { people: readonly ImportPerson[] }) {
  return (
    <ul class="bring-people">
      {people.map((person) => (
        <PersonRow key={person.handle} person={person}>
          <Follow person={person} />
        </PersonRow>
      ))}
    </ul>
  );
}

/** A pack of there. It is made here when its person says so, of those who are surely the same; others can be added to it. */
function PackHere({ pack }: { pack: ImportPack }) {
  const app = useApp();
  const { t, api } = app;
  const { name, text, language, people } = pack;
  const sure = people.filter((person) => person.sure);
  const [isMade, setMade] = useState(false);
  async function make(): Promise<void> {
    setMade(true);
    const handles = sure.map(({ handle }) => handle);
    const body = { name, text, language, people: handles };
    const reply = await api.send<PackMade>('POST', '/v1/packs', body);
    if (reply.kind !== 'ok') {
      setMade(false);
      sayFailure(app, reply);
      return;
    }
    app.navigate(`/packs/${reply.value.pack.id}/edit`);
  }
  return (
    <>
      <h3 class="bring-people-title">
        {t('packs.title')}: <bdi lang={language}>{name}</bdi>
      </h3>
      {people.length === 0 ? (
        <p class="soft">{t('packs.empty')}</p>
      ) : (
        <Followable people={people} />
      )}
      {sure.length > 0 && (
        <button type="button" class="button" disabled={isMade} onClick={() => void make()}>
          <Icon name="plus" />
          {t('packs.new')}
        </button>
      )}
    </>
  );
}

function PersonRow({
  person: { handle, displayName, sure },
  children,
}: {
  person: ImportPerson;
  children: ComponentChildren;
}) {
  const { t } = useApp();
  return (
    <li>
      <Avatar handle={handle} />
      <Link href={personPath(handle)} class="bring-person">
        <b>
          <bdi>{displayName ?? `@${handle}`}</bdi>
        </b>
        <small>{sure ? <bdi>@{handle}</bdi> : t('bring.same', { handle })}</small>
      </Link>
      {children}
    </li>
  );
}

function Follow({ person: { handle, followed } }: { person: ImportPerson }) {
  const [standing, setStanding] = useState({ followed, requested: false });
  return <FollowButton person={{ handle, private: false, ...standing }} onChange={setStanding} />;
}

function CloseButton({ handle }: { handle: string }) {
  const { t } = useApp();
  const setClose = useClose();
  const [on, setOn] = useState(false);
  async function change(): Promise<void> {
    if (await setClose(handle, !on, () => setOn(on))) setOn(!on);
  }
  return (
    <button
      type="button"
      class="button"
      aria-label={`${t(on ? 'close.remove' : 'close.add')}: @${handle}`}
      onClick={() => void change()}
    >
      {t(on ? 'close.remove' : 'close.add')}
    </button>
  );
}
