import type { ModerationCase } from '@jhalak/contracts/safety';
import { languageName } from '../feed/clip-chips.tsx';
import { Avatar } from '../shell/avatar.tsx';
import { useApp, type App } from '../shell/app-context.ts';

interface CaseCardProps {
  item: ModerationCase;
  current: boolean;
  onOpen: () => void;
}

export function CaseCard({ item, current, onOpen }: CaseCardProps) {
  const app = useApp();
  const { t } = app;
  const { video, person, reasons } = item;
  return (
    <button type="button" class="case" aria-current={current ? 'true' : undefined} onClick={onOpen}>
      {video === undefined ? (
        <Avatar handle={person?.handle ?? ''} />
      ) : (
        <img src={video.poster} alt="" loading="lazy" />
      )}
      <span>
        {video === undefined ? (
          <b dir="auto">@{person?.handle}</b>
        ) : item.comment === undefined ? (
          <b dir="auto" lang={video.language}>
            {video.caption || `@${video.creator.handle}`}
          </b>
        ) : (
          <b>
            {t('case.comment')}{' '}
            <bdi lang={item.comment.language ?? undefined}>{item.comment.text}</bdi>
          </b>
        )}
        <small>
          {t('case.reports', { count: item.reports })} ·{' '}
          {video !== undefined && (
            <>
              <span lang={video.language}>{languageName(video.language)}</span> ·{' '}
            </>
          )}
          {waitedText(app, Date.now() - item.firstReportAtMs)}
        </small>
        <span class="chips">
          {reasons.map(({ reason, count }) => (
            <span key={reason} class="chip chip-reason">
              {t(`reason.${reason}`)} {count > 1 ? count : ''}
            </span>
          ))}
        </span>
      </span>
    </button>
  );
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "waiting 4 min". */
function waitedText({ t }: App, ms: number): string {
  if (ms >= DAY_MS) return t('case.waitedDays', { count: Math.floor(ms / DAY_MS) });
  if (ms >= HOUR_MS) return t('case.waitedHours', { count: Math.floor(ms / HOUR_MS) });
  return t('case.waitedMinutes', { count: Math.max(1, Math.floor(ms / MINUTE_MS)) });
}
