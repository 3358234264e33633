import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** Says that the network is away, and sends what waited when it is back. */
export function OfflineBanner() {
  const { t, events } = useApp();
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
      if (navigator.onLine) void events.flush(true);
    };
    look();
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, [events]);
  if (!offline) return null;
  return (
    <p class="offline-banner" role="status">
      <Icon name="offline" />
      {t('offline.banner')}
    </p>
  );
}
