// What happened to a clip on its way, step by step with its time: for whoever wants to know why it takes long or went wrong.

import { useApp, type App } from '../shell/app-context.ts';
import type { Flight } from '../uploads/flight.ts';
import type { UploadQueue } from '../uploads/upload-queue.ts';

/** Steps that have words of their own; what is not known here is named as the server names it. */
const OWN_WORDS = [
  ...([
    'created',
    'received',
    'checking',
    'encoding',
    'extended',
    'encoded',
    'without_av1',
  ] as const),
  ...(['retried', 'ladder_incomplete', 'expired'] as const),
];
/** Steps that are ends: their words stand on the card too. */
const ENDS = ['held', 'published', 'refused', 'failed'] as const;
const FIRST_RUN = 'run_1';
/** Before the code of why the AV1 rendition could not be made. */
const AV1_LEFT_OUT = 'av1_left_out:';

export function FlightRecorder({ flight, queue }: { flight: Flight; queue: UploadQueue }) {
  const app = useApp();
  const time = new Intl.DateTimeFormat(app.locale === 'en' ? 'en-IN' : app.locale, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  return (
    <details
      class="recorder"
      onToggle={(event) => {
        if (event.currentTarget.open && flight.steps.length === 0) void queue.look(flight.id);
      }}
    >
      <summary>{app.t('flight.recorder')}</summary>
      <ol>
        {flight.steps.map(plainStep).map(({ atMs, step, detail }, at) => (
          <li key={at}>
            <time dateTime={new Date(atMs).toISOString()}>{time.format(atMs)}</time>
            <span>
              {stepWords(app, step)}
              {detail !== undefined && detail !== FIRST_RUN && <code>{detail}</code>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** All sizes but one are not all. */
function plainStep(told: Flight['steps'][number]): Flight['steps'][number] {
  if (told.step !== 'encoded' || !told.detail?.startsWith(AV1_LEFT_OUT)) return told;
  return { ...told, step: 'without_av1', detail: told.detail.slice(AV1_LEFT_OUT.length) };
}

function stepWords({ t }: App, step: string): string {
  const own = OWN_WORDS.find((one) => one === step);
  if (own !== undefined) return t(`step.${own}`);
  const end = ENDS.find((one) => one === step);
  return end === undefined ? step : t(`flight.${end}`);
}
