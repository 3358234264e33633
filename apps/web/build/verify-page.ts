// Makes the page that checks a public log: one HTML file with everything in it, so that it can be carried away, opened
// from a disk, and compared by its digest. Its own policy lets it run nothing but its own script, and reach no network.

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LANGUAGES = {
  en: 'English',
  hi: 'हिन्दी',
  ta: 'தமிழ்',
  te: 'తెలుగు',
  id: 'Bahasa Indonesia',
} as const;

const BODY = `<nav class="languages" aria-label="Language">${Object.entries(LANGUAGES)
  .map(([code, name]) => `<button data-language="${code}" lang="${code}">${name}</button>`)
  .join('')}</nav>
<header><h1 data-word="title"></h1><p class="soft" data-word="lead"></p></header>
<main>
<section><h2 id="key-title" data-word="keyTitle"></h2><p class="soft" id="key-hint" data-word="keyHint"></p>
<textarea id="key" rows="3" spellcheck="false" autocomplete="off" aria-labelledby="key-title" aria-describedby="key-hint"></textarea></section>
<section><h2 data-word="filesTitle"></h2><p class="soft" data-word="filesHint"></p>
<div class="drop" id="drop"><p class="soft" data-word="drop"></p><div class="row">
<label class="choose"><span data-word="chooseFile"></span><input type="file" id="file" multiple></label>
<label class="choose"><span data-word="chooseFolder"></span><input type="file" id="folder" webkitdirectory></label>
</div><p class="given" id="given" aria-live="polite"></p></div></section>
<details><summary data-word="more"></summary><div>
<section><h2 id="witness-title" data-word="witnessTitle"></h2><p class="soft" id="witness-hint" data-word="witnessHint"></p>
<textarea id="witnesses" rows="2" spellcheck="false" autocomplete="off" aria-labelledby="witness-title" aria-describedby="witness-hint"></textarea></section>
<section><h2 data-word="olderTitle"></h2><p class="soft" data-word="olderHint"></p>
<label class="choose"><span data-word="chooseOlder"></span><input type="file" id="older"></label><p class="given" id="given-older"></p></section>
</div></details>
<button class="check" id="check" data-word="check" disabled></button>
<p class="soft" id="progress" role="status"></p>
<section class="verdict" id="result" role="status" tabindex="-1"></section>
</main>
<footer><a id="keep" href="/verify.html" download="jhalak-verify.html" data-word="keep"></a></footer>`;

/** Bundles and writes `verify.html`. @param bundle makes `verify.js` in the folder that it is given. */
export async function writeVerifyPage(
  clientFolder: string,
  styleFile: string,
  bundle: (folder: string) => Promise<unknown>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-verify-'));
  try {
    await bundle(folder);
    const script = (await readFile(join(folder, 'verify.js'), 'utf8')).trim();
    if (/<\/script/i.test(script)) throw new Error('the script would end its own element');
    const style = (await readFile(styleFile, 'utf8')).trim();
    await writeFile(join(clientFolder, 'verify.html'), pageOf(script, style));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pageOf(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Jhalak</title>
<style>${style}</style>
</head>
<body>
${BODY}
<script>${script}</script>
</body>
</html>
`;
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
