// A clip's own page. When it cannot be shown, says why and what one can do.

import { useEffect, useState } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useLazy } from '../shell/use-lazy.ts';
import type { ScreenProblem } from '../session/page-data.ts';
import { FeedScreen } from './feed-screen.tsx';
import { FeedSkeleton } from './feed-states.tsx';

export function VideoScreen() {
  const app = useApp();
  const { firstScreen, route, feeds } = app;
  const [video, setVideo] = useState<Video | undefined>(firstScreen.video);
  const found = video !== undefined || feeds.has(`video:${route.param}`);
  const [problem, setProblem] = useState<ScreenProblem | null>(firstScreen.problem ?? null);
  async function load(): Promise<void> {
    setProblem(null);
    const reply = await app.api.get<Video>(`/v1/videos/${encodeURIComponent(route.param)}`);
    const kept = await keptHere(route.param);
    if (reply.kind === 'ok')
      setVideo(kept ? { ...reply.value, renditions: kept.renditions } : reply.value);
    else if (reply.kind === 'offline' && kept) setVideo(kept);
    else setProblem(reply.kind === 'offline' ? { status: 0, code: 'offline' } : reply);
  }
  useEffect(() => {
    if (!found && problem === null) void load();
    // Depends on less than it reads: once a clip; the screen has the clip's key
  }, []);
  if (problem !== null) return <VideoProblem problem={problem} onRetry={() => void load()} />;
  return found ? (
    <FeedScreen video={video} />
  ) : (
    <div class="feed">
      <div class="stage">
        <FeedSkeleton />
      </div>
    </div>
  );
}

/** The clip as it plays from this phone; the code for it comes only where something is kept. */
async function keptHere(id: string): Promise<Video | undefined> {
  try {
    if (localStorage.getItem('jhalak.kept')?.includes(id) !== true) return undefined;
    return (await import('../kept/kept-clips.ts')).keptVideo(id);
  } catch {
    return undefined;
  }
}

const loadLaw = () => import('../region/withheld-law.tsx').then((module) => module.WithheldLaw);

type ProblemKind = 'gone' | 'withheld' | 'ageGated' | 'offline' | 'server';

function VideoProblem({ problem, onRetry }: { problem: ScreenProblem; onRetry: () => void }) {
  const { t, route } = useApp();
  const kind = kindOf(problem);
  const Law = useLazy(kind === 'withheld' ? loadLaw : null, () => undefined);
  const mayPass = kind === 'offline' || kind === 'server';
  const icons: Record<ProblemKind, IconName> = {
    gone: 'hide',
    withheld: 'shield',
    ageGated: 'person',
    offline: 'offline',
    server: 'retry',
  };
  return (
    <div class="screen state">
      <Icon name={icons[kind]} />
      <h1>{t(`video.${kind}Title`)}</h1>
      <p>{t(`video.${kind}Text`)}</p>
      {Law !== null && <Law kind="clip" id={route.param} />}
      {kind === 'ageGated' && (
        <Link href="/settings" class="button">
          {t('video.ageGatedAction')}
        </Link>
      )}
      {mayPass && (
        <button type="button" class="button primary" onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
      <Link href="/" class={mayPass ? 'button quiet' : 'button primary'}>
        {t('notFound.action')}
      </Link>
    </div>
  );
}

function kindOf({ status, code }: ScreenProblem): ProblemKind {
  if (code === 'offline') return 'offline';
  if (code === 'video.withheld' || status === 451) return 'withheld';
  if (code === 'video.age_gated') return 'ageGated';
  return status >= 500 ? 'server' : 'gone';
}
