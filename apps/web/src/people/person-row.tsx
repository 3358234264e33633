import type { ComponentChildren } from 'preact';
import type { PersonCard } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import './people.css';

/** One person in a list: who they are, why they are here, and what can be done. */
export function PersonRow({
  person,
  why,
  children,
}: {
  person: PersonCard;
  why?: string;
  children?: ComponentChildren;
}) {
  const { t } = useApp();
  const { handle, displayName } = person;
  return (
    <li class="person-row">
      <Link href={personPath(handle)} class="person-who">
        <Avatar handle={handle} />
        <span>
          <b>
            <bdi>{displayName || `@${handle}`}</bdi>
            {person.private && <i class="chip chip-sample">{t('person.private')}</i>}
          </b>
          {displayName && (
            <small>
              <bdi>@{handle}</bdi>
            </small>
          )}
          {why !== undefined && <small>{why}</small>}
        </span>
      </Link>
      <div class="person-acts">{children}</div>
    </li>
  );
}
