// The feed's sheets: why this clip, more, report, keys, sign in.

import type { Video } from '@jhalak/contracts/videos';
import { KeepButton } from '../kept/keep-button.tsx';
import { CommentsSheet } from '../comments/comments-sheet.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { FolderSheet } from '../saved/folder-sheet.tsx';
import { ShareClip } from '../share/share-clip.tsx';
import { Link } from '../shell/link.tsx';
import { ReportSheet } from '../shell/report-sheet.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { SubtitleChoice } from '../subtitles/subtitle-choice.tsx';
import type { FeedClip } from './feed-store.ts';
import { WhySheet } from './why-sheet.tsx';
import type { OpenSheet, SheetHostProps } from './sheet-host.tsx';

export function FeedSheets(props: SheetHostProps & { sheet: OpenSheet }) {
  const { sheet, onClose } = props;
  switch (sheet.kind) {
    case 'why':
      return <WhySheet {...props} clip={sheet.clip} />;
    case 'more':
      return <MoreSheet {...props} clip={sheet.clip} />;
    case 'report':
      return (
        <ReportSheet
          path={`/v1/videos/${sheet.clip.video.id}/reports`}
          onReported={props.actions.reported}
          onClose={onClose}
        />
      );
    case 'share':
      return (
        <ShareClip
          video={sheet.video}
          onChange={(change) => props.store.patchVideo(sheet.video.id, change)}
          onShared={props.actions.shared}
          onClose={onClose}
        />
      );
    case 'folder':
      return <FolderSheet videoId={sheet.video.id} onClose={onClose} />;
    case 'comments':
      return (
        <CommentsSheet
          video={sheet.clip.video}
          onCount={(by) => props.store.patchVideo(sheet.clip.video.id, (one) => withMore(one, by))}
          onClose={onClose}
        />
      );
    case 'ad':
      return <sheet.Body onClose={onClose} />;
    case 'help':
      return <KeysSheet onClose={onClose} />;
    case 'sign-in':
      return <SignInSheet onClose={onClose} />;
  }
}

function withMore(video: Video, by: number): Video {
  const comments = Math.max(0, video.counts.comments + by);
  return { ...video, counts: { ...video.counts, comments } };
}

function MoreSheet({ clip, actions, onClose, open }: SheetHostProps & { clip: FeedClip }) {
  const { t } = useApp();
  const { video } = clip;
  const items: { icon: IconName; label: string; run: () => void; shown: boolean }[] = [
    {
      icon: 'hide',
      label: t('more.notInterested'),
      run: () => {
        actions.notInterested(video);
        onClose();
      },
      shown: clip.slot !== null,
    },
    {
      icon: 'spark',
      label: t('why.title'),
      run: () => open({ kind: 'why', clip }),
      shown: clip.reason !== null,
    },
    {
      icon: 'share',
      label: t('rail.share'),
      run: () => open({ kind: 'share', video }),
      shown: true,
    },
    {
      icon: 'flag',
      label: t('more.report'),
      run: () => open({ kind: 'report', clip }),
      shown: video.viewer?.own !== true,
    },
  ];
  return (
    <Sheet title={t('rail.more')} onClose={onClose}>
      <ul class="menu">
        {items
          .filter((item) => item.shown)
          .map((item) => (
            <li key={item.icon}>
              <button type="button" onClick={item.run}>
                <Icon name={item.icon} />
                {item.label}
              </button>
            </li>
          ))}
      </ul>
      <SubtitleChoice video={video} />
      {video.viewer?.saved === true && <KeepButton video={video} onDone={onClose} />}
    </Sheet>
  );
}

function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  const rows: [string[], string][] = [
    [['↓', 'J'], t('feed.next')],
    [['↑', 'K'], t('feed.previous')],
    [['Space', 'P'], t('keys.toggle')],
    [['L'], t('rail.like')],
    [['M'], t('keys.sound')],
    [['?'], t('keys.title')],
  ];
  return (
    <Sheet title={t('keys.title')} onClose={onClose}>
      <dl class="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function SignInSheet({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  return (
    <Sheet title={t('signInFirst.title')} onClose={onClose}>
      <p class="soft">{t('signInFirst.text')}</p>
      <div class="actions">
        <Link href="/signup" class="button primary">
          {t('account.signUp')}
        </Link>
        <Link href="/signin" class="button">
          {t('account.signIn')}
        </Link>
      </div>
    </Sheet>
  );
}
