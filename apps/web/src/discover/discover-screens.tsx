// The screens of discovering come together: whoever opens one soon opens another.

import { useState } from 'preact/hooks';
import { GenreScreen } from '../genre/genre-screen.tsx';
import { useApp } from '../shell/app-context.ts';
import { SoundScreen } from '../sound/sound-screen.tsx';
import { TagScreen } from '../tag/tag-screen.tsx';
import { DiscoverScreen } from './discover-screen.tsx';
import { arrive } from './kept-places.ts';
import './discover.css';

export function DiscoverScreens() {
  const { route } = useApp();
  // Before anything is drawn: what is kept is for who comes back.
  useState(arrive);
  if (route.name === 'tag') return <TagScreen />;
  if (route.name === 'sound') return <SoundScreen key={route.param} />;
  return route.name === 'genre' ? <GenreScreen /> : <DiscoverScreen />;
}
