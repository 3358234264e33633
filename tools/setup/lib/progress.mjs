// One line a step on stderr, so that stdout stays the program's own. A terminal gets a spinner; a log gets the
// step's name at once and its outcome when it is known.

/** Fast enough to look alive, slow enough to cost nothing. */
const FRAME_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const isTerminal = process.stderr.isTTY === true;

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @returns `0.4 s`, or `37 ms` below a tenth of a second. */
export function duration(ms) {
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Runs one step with its line.
 *
 * @param name what is being done, a few words.
 * @param work gets `detail(text)` to show what goes on (terminals only); what it returns is shown behind the name.
 */
export async function step(name, work) {
  const beganMs = performance.now();
  let shownDetail = '';
  let frame = 0;
  const draw = () => {
    const text = `${FRAMES[frame++ % FRAMES.length]} ${name} ${duration(performance.now() - beganMs)} ${shownDetail}`;
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  };
  const timer = isTerminal ? setInterval(draw, FRAME_MS) : undefined;
  if (!isTerminal) process.stderr.write(`  ${name} ... `);
  const finish = (mark, text) => {
    clearInterval(timer);
    const time = duration(performance.now() - beganMs);
    process.stderr.write(
      isTerminal ? `\r\x1b[K${mark} ${name}${text} ${time}\n` : `${mark}${text} ${time}\n`,
    );
  };
  try {
    const outcome = await work((text) => (shownDetail = text));
    finish('✓', outcome === undefined ? '' : ` (${outcome})`);
  } catch (error) {
    finish('✗', '');
    throw error;
  }
}
