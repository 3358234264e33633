// The page that checks a public log without a network: one file, to be carried away (build/verify-page.ts makes it).

import { browserCrypto } from './browser-crypto.ts';
import { chosenFiles, droppedFiles } from './files.ts';
import { judge, type GivenFile, type Verdict } from './judge.ts';
import { showVerdict } from './verdict-view.ts';
import { en } from './words/en.ts';
import { hi } from './words/hi.ts';
import { id } from './words/id.ts';
import { ta } from './words/ta.ts';
import { te } from './words/te.ts';
import type { Words } from './words/words.ts';

const WORDS: Readonly<Record<string, Words>> = { en, hi, ta, te, id };

let files: readonly GivenFile[] = [];
let older: GivenFile | undefined;
let verdict: Verdict | undefined;
let words = en;

function part<Kind extends HTMLElement>(name: string, kind: new () => Kind): Kind {
  const found = document.getElementById(name);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${name}`);
  return found;
}

const key = part('key', HTMLTextAreaElement);
const witnesses = part('witnesses', HTMLTextAreaElement);
const drop = part('drop', HTMLElement);
const check = part('check', HTMLButtonElement);
const result = part('result', HTMLElement);
const progress = part('progress', HTMLElement);

/** Texts of the page are the words of the same name: `data-word`. */
function speak(language: string): void {
  words = WORDS[language] ?? en;
  document.documentElement.lang = language in WORDS ? language : 'en';
  document.title = words.title;
  for (const place of document.querySelectorAll<HTMLElement>('[data-word]')) {
    const text = words[place.dataset['word'] as keyof Words];
    if (typeof text === 'string') place.textContent = text;
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset['language'] === language));
  showGiven();
  if (verdict !== undefined) showVerdict(result, verdict, words);
}

function showGiven(): void {
  const names = files.length === 1 ? (files[0]?.path ?? '') : words.given(String(files.length));
  part('given', HTMLElement).textContent = files.length === 0 ? '' : names;
  part('given-older', HTMLElement).textContent = older?.path ?? '';
  // A deal's acts are checked without a key of a log too; where one is needed, the verdict says so.
  check.disabled = files.length === 0;
}

function take(given: readonly GivenFile[]): void {
  files = given;
  clearVerdict();
  showGiven();
}

function clearVerdict(): void {
  verdict = undefined;
  result.className = 'verdict';
  result.replaceChildren();
}

async function run(): Promise<void> {
  check.disabled = true;
  clearVerdict();
  verdict = await judge(browserCrypto, {
    ...{ files, older },
    vkey: key.value,
    witnesses: witnesses.value,
    onProgress: (done, of) => {
      progress.textContent = words.checking(String(done), String(of));
    },
  });
  progress.textContent = '';
  showVerdict(result, verdict, words);
  check.disabled = false;
  result.focus();
}

function listen(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-language]'))
    button.addEventListener('click', () => speak(button.dataset['language'] ?? 'en'));
  for (const field of [key, witnesses])
    field.addEventListener('input', () => {
      clearVerdict();
      showGiven();
    });
  for (const name of ['file', 'folder']) {
    const input = part(name, HTMLInputElement);
    input.addEventListener('change', () => take(chosenFiles(input.files)));
  }
  const olderInput = part('older', HTMLInputElement);
  olderInput.addEventListener('change', () => {
    older = chosenFiles(olderInput.files)[0];
    clearVerdict();
    showGiven();
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer.items).then(take);
  });
  check.addEventListener('click', () => void run());
}

listen();
// From a disk it is kept already.
part('keep', HTMLElement).hidden = location.protocol === 'file:';
const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in WORDS);
speak(wanted ?? 'en');
