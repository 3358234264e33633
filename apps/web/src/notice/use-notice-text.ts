import type { NoticeList } from '@jhalak/contracts/consent-notice';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { loadNoticeFont } from './notice-font.ts';
import { noticeList, shownNotice, type ShownNotice } from './notice-text.ts';

export interface NoticeState {
  list: NoticeList | undefined;
  language: string;
  choose: (language: string) => void;
  shown: ShownNotice | undefined;
  /** It could not be had, or is not what was published. */
  failed: boolean;
  retry: () => void;
}

/** The notice in the interface's language first; any other of its languages when it is chosen. */
export function useNoticeText(): NoticeState {
  const { api, locale } = useApp();
  const [list, setList] = useState<NoticeList>();
  const [chosen, choose] = useState<string>();
  const [shown, setShown] = useState<ShownNotice>();
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  const language = chosen ?? locale;
  useEffect(() => {
    let left = false;
    async function load(): Promise<void> {
      const all = list ?? (await noticeList(api));
      const one =
        all?.languages.find((each) => each.language === language) ??
        all?.languages.find((each) => each.language === 'en');
      const [text] = await Promise.all([
        all && one && shownNotice(all.version, one),
        one && loadNoticeFont(one.language),
      ]);
      if (left) return;
      setList(all);
      setShown(text);
      setFailed(text === undefined);
    }
    setFailed(false);
    void load();
    return () => {
      left = true;
    };
    // Depends on less than it reads: the list is fetched once, with the first text.
  }, [language, round]);
  return { list, language, choose, shown, failed, retry: () => setRound(round + 1) };
}
