// Tells a story in a terminal: numbered scenes, short lines, what took how long. Calm: nothing blinks, nothing is drawn over.

/** Longest line; terminals of 80 columns wrap nothing. */
const WIDTH = 78;

export class Narrator {
  readonly #say: (line: string) => void;
  readonly #startedMs = performance.now();
  readonly #scenes: { title: string; seconds: number }[] = [];
  #open: { title: string; startedMs: number } | undefined;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Begins the next scene; the one before is over. */
  scene(title: string): void {
    this.#close();
    this.#open = { title, startedMs: performance.now() };
    this.#say('');
    this.#say(`${String(this.#scenes.length + 1).padStart(2)}  ${title}`);
  }

  /** What happens, in sentences. */
  tell(text: string): void {
    for (const line of wrapped(text, WIDTH - 4)) this.#say(`    ${line}`);
  }

  /** A line as a command said it. */
  line(text: string): void {
    this.#say(`    ${text}`);
  }

  /** A command as its people would type it. */
  command(text: string): void {
    this.#say(`    $ npx jhalak ${text}`);
  }

  /** One fact: a name and what it is. */
  fact(name: string, value: string): void {
    this.#say(`    ${name.padEnd(22)} ${value}`);
  }

  /** Something was tried and refused, as it must be. */
  refused(what: string, why: string): void {
    this.tell(`refused  ${what}: ${why}`);
  }

  /** @returns each scene's time. */
  finish(): { title: string; seconds: number }[] {
    this.#close();
    return [...this.#scenes];
  }

  seconds(): number {
    return (performance.now() - this.#startedMs) / 1_000;
  }

  #close(): void {
    const open = this.#open;
    if (open === undefined) return;
    const seconds = (performance.now() - open.startedMs) / 1_000;
    this.#scenes.push({ title: open.title, seconds });
    this.#say(`    ${'·'.repeat(3)} ${seconds.toFixed(1)} s`);
    this.#open = undefined;
  }
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
