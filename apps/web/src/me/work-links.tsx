import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useWorkPlaces } from '../work/use-work-places.ts';

/** The ways to where this person works; nothing for nearly everybody. */
export function WorkLinks() {
  return (
    <>
      {useWorkPlaces().map(({ href, title, icon }) => (
        <Link key={href} href={href} class="button">
          <Icon name={icon} />
          {title}
        </Link>
      ))}
    </>
  );
}
