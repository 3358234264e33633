import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * Loads a component the first time that it is wanted.
 *
 * @param load null while it is not wanted.
 * @param onFailure called when it cannot be had, as without network.
 * @returns the component once it is there.
 */
export function useLazy<P>(
  load: (() => Promise<ComponentType<P>>) | null,
  onFailure: () => void,
): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<{ component: ComponentType<P> } | null>(null);
  const wanted = load !== null && loaded === null;
  useEffect(() => {
    if (load === null || loaded !== null) return;
    load().then((component) => setLoaded({ component }), onFailure);
    // Depends on less than it reads: asked once each time it becomes wanted
  }, [wanted]);
  return loaded?.component ?? null;
}
