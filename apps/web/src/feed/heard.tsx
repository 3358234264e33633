// What is heard in a clip, as a line that runs past; it leads to the sound's page.

import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { soundName, soundPath } from '../sound/sound-name.ts';

export function Heard({ sound }: { sound: NonNullable<Video['sound']> }) {
  const { t } = useApp();
  const name = soundName(t, sound);
  return (
    <Link href={soundPath(sound.id)} class="heard" label={name}>
      <Icon name={sound.silence ? 'muted' : 'sound'} />
      <span data-again={name}>
        <bdi>{name}</bdi>
      </span>
    </Link>
  );
}
