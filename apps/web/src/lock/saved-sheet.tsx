// What was saved. Only where it leads is kept here: its words are asked for now, so that what was taken down is gone.

import { useEffect, useState } from 'preact/hooks';
import type { StoryPage } from '@jhalak/contracts/stories';
import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { tellingFor } from '../stories/telling-for.ts';
import { thisDevice } from './this-device.ts';

interface SavedItem {
  open: string;
  language: string;
  title: string;
}

/** Asked for at once; older ones come when newer ones are let go. */
const SHOWN_MAX = 20;

export function SavedSheet({ onClose }: { onClose: () => void }) {
  const { t, api } = useApp();
  const [items, setItems] = useState<readonly SavedItem[] | 'offline' | null>(null);
  useEffect(() => {
    void (async () => {
      const { saved } = await (await thisDevice()).facts();
      const found = await Promise.all(
        saved.slice(0, SHOWN_MAX).map(async ({ open, language }) => {
          const reply = await api.get<Video | StoryPage>(itemPath(open));
          if (reply.kind === 'offline') return 'offline' as const;
          if (reply.kind !== 'ok') return null;
          const title =
            'tellings' in reply.value
              ? tellingFor(reply.value, language)?.headline.text
              : reply.value.caption;
          return { open, language, title: title || open };
        }),
      );
      if (found.includes('offline')) setItems('offline');
      else setItems(found.filter((one) => one !== null && one !== 'offline'));
    })();
  }, []);
  return (
    <Sheet title={t('lock.savedTitle')} onClose={onClose}>
      {items === null && <p class="soft">{t('common.loading')}</p>}
      {items === 'offline' && <p class="soft">{t('lock.savedOffline')}</p>}
      {Array.isArray(items) && items.length === 0 && <p class="soft">{t('lock.savedNone')}</p>}
      {Array.isArray(items) && (
        <ul class="menu lock-saved">
          {items.map(({ open, language, title }) => (
            <li key={open}>
              <Link href={open} lang={language}>
                {title}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}

/** `/v/ID` and `/stories/ID` are pages; the API tells of the same things elsewhere. */
const itemPath = (open: string): string =>
  open.startsWith('/v/') ? `/v1/videos/${open.slice(3)}` : `/v1${open}`;
