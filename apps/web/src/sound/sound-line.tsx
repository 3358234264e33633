// A sound in a list: its cover, its name, and how often it is used or why it rises.

import type { ComponentChildren } from 'preact';
import type { SoundCard } from '@jhalak/contracts/sounds';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { soundName, soundPath } from './sound-name.ts';

interface SoundLineProps {
  sound: SoundCard;
  /** Default: how many clips use it. */
  children?: ComponentChildren;
}

export function SoundLine({ sound, children }: SoundLineProps) {
  const { t, locale } = useApp();
  const { id, title, creator, poster, uses } = sound;
  const name = { id, handle: creator.handle, ...(title === undefined ? {} : { title }) };
  return (
    <Link href={soundPath(id)} class="found-line">
      <img src={poster} alt="" loading="lazy" />
      <span>
        <b>
          <bdi>{soundName(t, name)}</bdi>
        </b>
        <small>
          {title !== undefined && <bdi>@{creator.handle} · </bdi>}
          {children ?? t('sound.uses', { count: uses, shown: formatCount(uses, locale) })}
        </small>
      </span>
    </Link>
  );
}
