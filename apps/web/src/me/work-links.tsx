import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { workPlacesOf } from './work-places.ts';

/** The ways to where this person works; nothing for nearly everybody. */
export function WorkLinks() {
  const { t, viewer } = useApp();
  return (
    <>
      {workPlacesOf(viewer).map(({ href, title, icon }) => (
        <Link key={href} href={href} class="button">
          <Icon name={icon} />
          {t(title)}
        </Link>
      ))}
    </>
  );
}
