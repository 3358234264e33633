// Codes of the TEST provider: for whoever tries the cell out without a company that sends text messages.

import type { TestMessages } from '@jhalak/contracts/sign-in';
import { useEffect, useState } from 'preact/hooks';
import { timeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';

/** A code that was just asked for is here within this time. */
const REFRESH_MS = 3_000;

/** Nothing where a real provider sends, and for whoever is no operator. */
export function TestCodes() {
  const { t, api, locale } = useApp();
  const [list, setList] = useState<TestMessages | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const look = async (): Promise<void> => {
      const reply = await api.get<TestMessages>('/v1/sms-test/messages');
      if (gone) return;
      if (reply.kind === 'ok') setList(reply.value);
      // A real provider, or not for this person: there is nothing to come back for.
      if (reply.kind === 'problem' && reply.status < 500) return;
      timer = setTimeout(() => void look(), REFRESH_MS);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api]);
  if (list === null) return null;
  return (
    <section id="codes" class="test-codes" aria-labelledby="test-codes">
      <h2 id="test-codes">{t('testCodes.title')}</h2>
      <p class="soft">{t('testCodes.text')}</p>
      {list.items.length === 0 && <p class="glass-none">{t('testCodes.none')}</p>}
      <ul>
        {list.items.map((one) => (
          <li key={one.id}>
            <b dir="ltr">{one.code}</b>
            <span>
              {t('testCodes.to', { ending: one.ending })} · {timeText(one.atMs, locale)}
            </span>
            <blockquote lang={one.language}>{one.text}</blockquote>
          </li>
        ))}
      </ul>
    </section>
  );
}
