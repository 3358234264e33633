import type { Video } from '@jhalak/contracts/videos';
import type { Translate } from '../i18n/translate.ts';

/** @returns how a sound is called: by its title, else after whose it is, else only that it is a sound. */
export function soundName(t: Translate, { title, handle }: NonNullable<Video['sound']>): string {
  if (title !== undefined) return title;
  return handle === undefined ? t('sound.some') : t('sound.original', { handle });
}

export const soundPath = (id: string): string => `/sound/${encodeURIComponent(id)}`;
