// The certificate as one page without anything outside of it: to be read, printed and kept.

import type { Certificate, CertifiedAct } from './certificate.ts';

const ACTS: Readonly<Record<CertifiedAct['act'], string>> = {
  open: 'opened the deal',
  add_bidder: 'added a bidder',
  drop_bidder: 'ended a bid',
  give_copy: 'gave a copy',
  return_copy: 'returned a copy',
  declare: 'declared interests',
  screen: 'screened owners',
  allow: 'allowed an owner',
  inventory: 'froze the inventory',
  propose: 'proposed',
  approve: 'approved',
  done: 'carried out',
  thaw: 'thawed the cell',
  abort: 'aborted the deal',
};

const NOBODY: Readonly<Record<Certificate['kind'], string>> = {
  sale: 'nobody yet',
  restructure: 'nobody yet',
  wind_down: 'nobody: it ended for good',
  hold: 'nobody: it was held, and its owner stays',
};

const STYLE = `
  @page { size: A4; margin: 18mm 16mm; }
  body { font: 14px/1.5 system-ui, sans-serif; color: #1c1a17; background: #fff; margin: 0 auto; max-width: 900px; padding: 40px 28px; }
  h1 { font-size: 28px; font-weight: 600; margin: 0 0 4px; letter-spacing: -.01em; }
  h2 { font-size: 15px; font-weight: 600; margin: 34px 0 8px; }
  .lead { color: #5d574e; margin: 0 0 26px; }
  dl { display: grid; grid-template-columns: 160px 1fr; gap: 6px 16px; margin: 0; }
  dt { color: #5d574e; } dd { margin: 0; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #e8e3da; }
  th { font-weight: 500; color: #5d574e; font-size: 12px; }
  tr { break-inside: avoid; }
  .number { font-variant-numeric: tabular-nums; color: #5d574e; white-space: nowrap; }
  .digest { font: 10px/1.6 ui-monospace, monospace; color: #5d574e; overflow-wrap: anywhere; }
  pre { font: 11px/1.6 ui-monospace, monospace; background: #f6f3ee; padding: 12px 14px; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
  ul { padding-left: 18px; }
  @media print { body { padding: 0; } h2 { break-after: avoid; } }
`;

/** @returns one HTML document. Cost: none. */
export function certificatePage(told: Certificate): string {
  const { deal, cell, region, epochs, seller, buyer, acts, documents, log, notClaimed } = told;
  const title = `Hand-over of ${cell}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLE}</style></head><body>
<h1>${text(title)}</h1>
<p class="lead">${text(leadOf(told))}</p>
<dl>
<dt>Deal</dt><dd>${text(deal)}</dd>
<dt>Region</dt><dd>${text(region.toUpperCase())}</dd>
<dt>From</dt><dd>${text(seller)}, owner epoch ${epochs.from}</dd>
<dt>To</dt><dd>${text(buyer ?? NOBODY[told.kind])}${epochs.to === null ? '' : `, owner epoch ${epochs.to}`}</dd>
<dt>Acts</dt><dd>${acts.length}, each signed by one person</dd>
</dl>
<h2>What was done, by whom</h2>
<table><thead><tr><th>#</th><th>when (UTC)</th><th>who</th><th>what</th></tr></thead><tbody>
${acts.map(actRow).join('\n')}
</tbody></table>
<h2>Documents</h2>
<table><thead><tr><th>document</th><th>SHA-256</th></tr></thead><tbody>
${documents.map(({ name, sha256 }) => `<tr><td>${text(name)}</td><td class="digest">${text(sha256)}</td></tr>`).join('\n')}
</tbody></table>
<h2>Check it without us</h2>
<p>Everything on this page stands in the folder that it came in. Two commands of any Linux check it:</p>
<pre>cd certificate
sh verify.sh</pre>
<p>The public log of the cell is verified with this key, up to this point:</p>
<pre>${text(log.vkey)}

${text(log.checkpoint.trim())}</pre>
<h2>What is not claimed</h2>
<ul>${notClaimed.map((one) => `<li>${text(one)}</li>`).join('')}</ul>
</body></html>
`;
}

function leadOf({ state, buyer }: Certificate): string {
  if (state === 'closed') return `Handed over whole to ${buyer ?? ''}. The deal is closed.`;
  if (state === 'aborted') return 'This deal was aborted; nothing was handed over.';
  return `Not finished: the deal waits for ${state.replace('_', ' ')}.`;
}

function actRow({ seq, atMs, person, party, act, step, names }: CertifiedAct): string {
  const when = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  const what = `${ACTS[act]}${step === undefined ? '' : `: ${step.replace('_', ' ')}`}`;
  const digest = names === undefined ? '' : `<div class="digest">${text(names)}</div>`;
  return `<tr><td class="number">${seq}</td><td class="number">${when}</td><td>${text(person)}<div class="number">${text(party)}</div></td><td>${text(what)}${digest}</td></tr>`;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
