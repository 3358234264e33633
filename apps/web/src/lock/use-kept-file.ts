import { useEffect, useState } from 'preact/hooks';
import type { LockFile } from '@jhalak/contracts/lock';
import { thisDevice, watchDevice } from './this-device.ts';

/** @returns an address of a kept file's bytes; undefined while it is not here, or not wanted. */
export function useKeptFile(file: LockFile | undefined, wanted: boolean): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  const sha256 = wanted ? file?.sha256 : undefined;
  useEffect(() => {
    setUrl(undefined);
    if (sha256 === undefined || file === undefined) return;
    let made: string | undefined;
    let gone = false;
    const load = async (): Promise<void> => {
      const bytes = await (await thisDevice()).file(sha256);
      if (bytes === undefined || gone || made !== undefined) return;
      made = URL.createObjectURL(new Blob([bytes], { type: file.type }));
      setUrl(made);
    };
    // It may come a moment later than its card.
    const stop = watchDevice(() => void load());
    void load();
    return () => {
      gone = true;
      stop();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [sha256]);
  return url;
}
