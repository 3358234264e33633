// Discover: one asks, or looks at what rises and at the channels. What is asked for stands in the address.

import { useState } from 'preact/hooks';
import { PacksSection } from '../people/packs/packs-section.tsx';
import { useApp } from '../shell/app-context.ts';
import { queryPart, RESULT_KINDS } from './ask-paths.ts';
import { Channels } from './channels.tsx';
import { useKeptScroll } from './kept-places.ts';
import { Results } from './results.tsx';
import { RisingNow } from './rising.tsx';
import { SearchField } from './search-field.tsx';

export function DiscoverScreen() {
  const { t } = useApp();
  const words = new URLSearchParams(location.search).get('q')?.trim() ?? '';
  const kind = queryPart('kind', RESULT_KINDS);
  const [asking, setAsking] = useState(false);
  const scroller = useKeptScroll(location.search);
  return (
    <div class={asking ? 'screen discover is-asking' : 'screen discover'} ref={scroller}>
      <SearchField words={words} asking={asking} onAsking={setAsking} />
      <div class="discover-body">
        <h1 class={words === '' ? '' : 'hidden'}>
          {words === '' ? t('discover.title') : t('discover.results', { words })}
        </h1>
        {words === '' ? (
          <>
            <RisingNow />
            <Channels />
            <PacksSection quiet />
          </>
        ) : (
          <Results key={`${words} ${kind ?? ''}`} words={words} kind={kind} />
        )}
      </div>
    </div>
  );
}
