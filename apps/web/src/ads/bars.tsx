// A small chart of our own: bars in SVG, said in one sentence to those who do not see it. The table beside it has every figure.

interface Bar {
  key: string;
  name: string;
  value: number;
  /** The value as people write it. */
  text: string;
}

interface BarsProps {
  /** What is charted, and its largest. */
  label: string;
  bars: readonly Bar[];
}

const BAR_PX = 10;
const GAP_PX = 2;
const HEIGHT_PX = 100;
/** A value that is there is to be seen. */
const LEAST_PX = 1.5;

/** Upright, in the order of time; first and last are named below. */
export function TimeBars({ label, bars }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure class="ads-chart">
      <svg
        viewBox={`0 0 ${bars.length * BAR_PX} ${HEIGHT_PX}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {bars.map(({ key, name, value, text }, at) => {
          const height = value === 0 ? 0 : Math.max(LEAST_PX, (value / most) * HEIGHT_PX);
          return (
            <rect
              key={key}
              x={at * BAR_PX + GAP_PX / 2}
              y={HEIGHT_PX - height}
              width={BAR_PX - GAP_PX}
              height={height}
            >
              <title>
                {name}: {text}
              </title>
            </rect>
          );
        })}
      </svg>
      <figcaption aria-hidden="true">
        <span>{bars[0]?.name}</span>
        <span>{bars.length > 1 ? bars.at(-1)?.name : ''}</span>
      </figcaption>
    </figure>
  );
}

/** Lying, the largest first, each with its name and figure. */
export function NamedBars({ label, bars }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul class="ads-named" aria-label={label}>
      {bars.map(({ key, name, value, text }) => (
        <li key={key}>
          <span dir="auto">{name}</span>
          <b>{text}</b>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width={value === 0 ? 0 : Math.max(1, (value / most) * 100)} height={4} />
          </svg>
        </li>
      ))}
    </ul>
  );
}
