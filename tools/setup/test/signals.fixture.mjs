// The program that continueOnNode24 runs in a test. `stubborn`: says each signal it gets and ends a moment after
// the first; `plain`: has no handlers of its own; a number: ends with that code.

const [kind] = process.argv.slice(2);
/** Longer than a second copy of a signal would take to arrive. */
const LATER_MS = 700;

if (/^\d+$/.test(kind)) process.exit(Number(kind));
const stay = setInterval(() => undefined, 60_000);
if (kind === 'stubborn') {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      console.log(`got ${name}`);
      setTimeout(() => {
        console.log('ended cleanly');
        clearInterval(stay);
        process.exit(7);
      }, LATER_MS);
    });
  }
}
// Whoever reads this line may signal at once: it comes when every handler stands.
console.log(`child ${process.pid} on ${process.versions.node.split('.')[0]}`);
