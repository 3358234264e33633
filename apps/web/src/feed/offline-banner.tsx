import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** Says that the network is away, and sends what waited when it is back. */
export function OfflineBanner({ onBack }: { onBack: () => void }) {
  const { t, events } = useApp();
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
    };
    const back = () => {
      look();
      void events.flush(true);
      onBack();
    };
    look();
    addEventListener('online', back);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', back);
      removeEventListener('offline', look);
    };
    // Depends on less than it reads: what `onBack` does never changes for a feed.
  }, [events]);
  if (!offline) return null;
  return (
    <p class="offline-banner" role="status">
      <Icon name="offline" />
      {t('offline.banner')}
    </p>
  );
}
