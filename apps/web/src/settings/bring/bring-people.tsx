// Whom somebody followed there and could follow here; nobody is followed by it.

import type { ImportPeople, ImportPerson } from '@jhalak/contracts/imports';
import { useEffect, useState } from 'preact/hooks';
import { FollowButton } from '../../people/follow-button.tsx';
import { useApp } from '../../shell/app-context.ts';
import { Avatar } from '../../shell/avatar.tsx';
import { Link } from '../../shell/link.tsx';
import { personPath } from '../../shell/routes.ts';

export function BringPeople({ id }: { id: string }) {
  const { t, api } = useApp();
  const [people, setPeople] = useState<readonly ImportPerson[] | null>(null);
  useEffect(() => {
    void api.get<ImportPeople>(`/v1/me/imports/${id}/people`).then((reply) => {
      if (reply.kind === 'ok') setPeople(reply.value.items);
    });
    // Depends on less than it reads: once for each archive
  }, [id]);
  // Not known is not nobody.
  if (people === null) return null;
  if (people.length === 0) return <p class="soft">{t('bring.nobody')}</p>;
  return (
    <>
      <h3 class="bring-people-title">{t('bring.people')}</h3>
      <ul class="bring-people">
        {people.map((person) => (
          <PersonRow key={person.handle} person={person} />
        ))}
      </ul>
    </>
  );
}

function PersonRow({ person }: { person: ImportPerson }) {
  const { t } = useApp();
  const { handle, displayName, sure, followed } = person;
  const [standing, setStanding] = useState({ followed, requested: false });
  return (
    <li>
      <Avatar handle={handle} />
      <Link href={personPath(handle)} class="bring-person">
        <b>
          <bdi>{displayName ?? `@${handle}`}</bdi>
        </b>
        <small>{sure ? <bdi>@{handle}</bdi> : t('bring.same', { handle })}</small>
      </Link>
      <FollowButton person={{ handle, private: false, ...standing }} onChange={setStanding} />
    </li>
  );
}
