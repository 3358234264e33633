import { useEffect, useState } from 'preact/hooks';

/** @param onBack called when the page comes back to the screen. @returns whether the page is hidden. */
export function useHidden(onBack: () => void): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    const onChange = (): void => {
      setHidden(document.hidden);
      if (!document.hidden) onBack();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, []);
  return hidden;
}
