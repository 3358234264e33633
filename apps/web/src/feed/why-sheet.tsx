// Why this clip: the sentence, what counted as bars, the clip that brought it, and the ways to change what comes.

import type { SlotWhy } from '@jhalak/contracts/feed';
import type { ClipOrigin } from '@jhalak/contracts/matching';
import type { ChoiceBody } from '@jhalak/contracts/taste';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { videoPath } from '../shell/routes.ts';
import { Sheet } from '../shell/sheet.tsx';
import { MuteWords } from '../taste/asked-list.tsx';
import { dropChoice, sendChoice } from '../taste/use-taste.ts';
import type { FeedClip } from './feed-store.ts';
import type { SheetHostProps } from './sheet-host.tsx';
import './why-sheet.css';

export function WhySheet({ clip, actions, store, onClose }: SheetHostProps & { clip: FeedClip }) {
  const { t, viewer } = useApp();
  const [why, setWhy] = useState<SlotWhy | null>(null);
  const { api } = useApp();
  useEffect(() => {
    if (clip.slot === null) return;
    void api.get<SlotWhy>(`/v1/feeds/why?slot=${encodeURIComponent(clip.slot)}`).then((reply) => {
      // Without it the sentence stands alone.
      if (reply.kind === 'ok') setWhy(reply.value);
    });
    // Depends on less than it reads: once a slot
  }, [clip.slot]);
  const code = clip.reason?.code;
  const because = clip.reason?.because;
  return (
    <Sheet title={t('why.title')} onClose={onClose}>
      <div class="why">
        <div class="why-said">
          {because !== undefined && (
            <Link href={videoPath(because.id)} class="why-because" label={t('why.because')}>
              <img src={because.poster} alt="" />
            </Link>
          )}
          <div>
            <p class="why-reason">{clip.reason?.text}</p>
            {code !== undefined && <p class="soft">{t(`why.${code}`)}</p>}
          </div>
        </div>
        {why !== null && <Counted why={why} />}
        <FirstBy id={clip.video.id} />
        <Steer clip={clip} actions={actions} store={store} onClose={onClose} />
        <p class="soft">{viewer?.personal === true ? t('why.personalOn') : t('why.personalOff')}</p>
        <div class="row">
          <Link href="/taste" class="button quiet">
            <Icon name="spark" />
            {t('why.taste')}
          </Link>
          <Link href="/settings" class="button quiet">
            <Icon name="settings" />
            {t('why.settings')}
          </Link>
        </div>
      </div>
    </Sheet>
  );
}

/** Whose clip this is a copy of, where that is known and may be told. */
function FirstBy({ id }: { id: string }) {
  const { t, api } = useApp();
  const [origin, setOrigin] = useState<ClipOrigin | null>(null);
  useEffect(() => {
    void api.get<ClipOrigin>(`/v1/videos/${id}/origin`).then((reply) => {
      // Without it nothing is credited, as with a clip of one's own.
      if (reply.kind === 'ok') setOrigin(reply.value);
    });
  }, [id]);
  const original = origin?.original ?? null;
  if (original === null) return null;
  return (
    <p>
      <Link href={videoPath(original.id)} class="inline-link">
        {t('why.firstBy', { handle: `@${original.handle}` })}
      </Link>
    </p>
  );
}

function Counted({ why: { parts, explored, propensity } }: { why: SlotWhy }) {
  const { t } = useApp();
  if (explored)
    return (
      <p class="why-drawn">
        {t('why.explored', { odds: Math.max(1, Math.round(1 / propensity)) })}
      </p>
    );
  if (parts.length === 0) return null;
  return (
    <section>
      <h3>{t('why.counted')}</h3>
      <ul class="why-parts">
        {parts.map(({ part, share }) => (
          <li key={part}>
            <span>{t(`why.part_${part}`)}</span>
            {share < 0 && <small>{t('why.against')}</small>}
            <i class={share < 0 ? 'why-bar is-against' : `why-bar is-${part}`}>
              <i style={{ inlineSize: `${Math.abs(share) * 100}%` }} />
            </i>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What can be asked for from here, each with undo. */
function Steer({
  clip,
  actions,
  store,
  onClose,
}: Pick<SheetHostProps, 'actions' | 'store' | 'onClose'> & { clip: FeedClip }) {
  const app = useApp();
  const { t } = app;
  const [mutes, setMutes] = useState(false);
  const { video } = clip;
  const { handle } = video.creator;
  const genre = t(`genre.${video.genre}`);
  const own = video.viewer?.own === true;

  async function ask(
    choice: ChoiceBody,
    said: string,
    isOver: (one: FeedClip) => boolean,
  ): Promise<void> {
    onClose();
    const kept = await sendChoice(app, choice);
    if (kept === undefined) return;
    if (choice.wish === 'none') store.dropAhead(isOver);
    app.feeds.delete('for-you:');
    app.say(said, { label: t('common.undo'), run: () => void dropChoice(app, kept.id) });
  }

  const steps: { icon: IconName; label: string; run: () => void; shown: boolean }[] = [
    {
      icon: 'plus',
      label: t('wish.moreOf', { name: genre }),
      run: () =>
        void ask(
          { of: 'genre', value: video.genre, wish: 'more' },
          t('wish.said_more', { name: genre }),
          none,
        ),
      shown: true,
    },
    {
      icon: 'down',
      label: t('wish.lessOf', { name: genre }),
      run: () =>
        void ask(
          { of: 'genre', value: video.genre, wish: 'less' },
          t('wish.said_less', { name: genre }),
          none,
        ),
      shown: true,
    },
    {
      icon: 'person',
      label: t('wish.noneOf', { name: `@${handle}` }),
      run: () =>
        void ask(
          { of: 'creator', value: handle, wish: 'none' },
          t('wish.said_none', { name: `@${handle}` }),
          (one) => one.video.creator.handle === handle,
        ),
      shown: !own,
    },
    {
      icon: 'heart',
      label: t('rail.follow', { handle }),
      run: () => {
        onClose();
        void actions.toggleFollow(video);
      },
      shown: !own && video.viewer?.followsCreator !== true,
    },
    {
      icon: 'hide',
      label: t('more.notInterested'),
      run: () => {
        onClose();
        actions.notInterested(video);
      },
      shown: true,
    },
    { icon: 'muted', label: t('why.mute'), run: () => setMutes(true), shown: !mutes },
  ];
  return (
    <section>
      <h3>{t('why.steer')}</h3>
      <ul class="why-steps">
        {steps
          .filter((step) => step.shown)
          .map((step) => (
            <li key={step.icon}>
              <button type="button" class="button" onClick={step.run}>
                <Icon name={step.icon} />
                {step.label}
              </button>
            </li>
          ))}
      </ul>
      {mutes && (
        <MuteWords
          onMute={async (words) => {
            const of = words.startsWith('#') ? 'tag' : 'words';
            await ask(
              { of, value: words, wish: 'none' },
              t('wish.said_mute', { name: words }),
              (one) => one.video.caption.toLowerCase().includes(words.toLowerCase()),
            );
          }}
        />
      )}
    </section>
  );
}

const none = (): boolean => false;
