// One belief: what taught it, and everything that can be done about it.

import type { TasteBelief, TasteProfile, Wish } from '@jhalak/contracts/taste';
import type { Video } from '@jhalak/contracts/videos';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { videoPath } from '../shell/routes.ts';
import { Sheet } from '../shell/sheet.tsx';
import { nameOf, tintOf } from './belief-name.tsx';
import { kindText } from './taste-map.tsx';
import type { TasteState } from './use-taste.ts';

interface BeliefSheetProps {
  belief: TasteBelief;
  profile: TasteProfile;
  clips: ReadonlyMap<string, Video>;
  taste: TasteState;
  onClose: () => void;
}

export function BeliefSheet({ belief, profile, clips, taste, onClose }: BeliefSheetProps) {
  const { t } = useApp();
  const { of, value } = belief;
  const name = nameOf(t, of, value);
  const chosen = profile.choices.find((one) => one.of === of && one.value === value);
  const taught = belief.taughtBy.flatMap((id) => clips.get(id) ?? []);

  async function wish(next: Wish | 'as_is'): Promise<void> {
    if (next !== 'as_is')
      await taste.choose({ of, value, wish: next }, t(`wish.said_${next}`, { name }));
    else if (chosen !== undefined) await taste.unchoose(chosen, t('wish.said_back', { name }));
  }

  return (
    <Sheet title={name} onClose={onClose}>
      <div class={`belief-sheet ${tintOf(belief)}`}>
        <p class="soft">{kindText(t, belief)}</p>
        <span class={belief.strength < 0 ? 'taste-bar is-against' : 'taste-bar'}>
          <i style={{ inlineSize: `${Math.abs(belief.strength) * 100}%` }} />
        </span>
        {taught.length > 0 ? (
          <>
            <h3>{t('taste.taughtBy')}</h3>
            <ul class="taste-strip">
              {taught.map((video) => (
                <li key={video.id}>
                  <Link href={videoPath(video.id)} class="taste-clip">
                    <img src={video.poster} alt="" loading="lazy" decoding="async" />
                    <span lang={video.language} dir="auto">
                      {video.caption || `@${video.creator.handle}`}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p class="soft">{t('taste.taughtLongAgo')}</p>
        )}
        <Segments<Wish | 'as_is'>
          label={t('wish.label')}
          value={chosen?.wish ?? 'as_is'}
          choices={[
            ['none', t('wish.none')],
            ['less', t('wish.less')],
            ['as_is', t('wish.asIs')],
            ['more', t('wish.more')],
          ]}
          onChange={(next) => void wish(next)}
        />
        <div class="actions">
          <button
            type="button"
            class="button"
            onClick={() => {
              void taste.edit([{ of, value }], t('taste.forgotten', { name }));
              onClose();
            }}
          >
            <Icon name="trash" />
            {t('taste.forget')}
          </button>
          {of === 'creator' && (
            <Link href={`/@${encodeURIComponent(value)}`} class="button quiet">
              {t('taste.visit')}
            </Link>
          )}
        </div>
      </div>
    </Sheet>
  );
}
