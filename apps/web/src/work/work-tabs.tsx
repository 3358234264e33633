import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useWorkPlaces } from './use-work-places.ts';

/** At the side of wide screens: the ways to where this person works. Fetched only for who works somewhere. */
export function WorkTabs() {
  const { route } = useApp();
  return (
    <>
      {useWorkPlaces().map(({ href, title, icon }) => (
        <Link key={href} href={href} class="tab tab-wide" current={href === `/${route.name}`}>
          <Icon name={icon} />
          <span>{title}</span>
        </Link>
      ))}
    </>
  );
}
