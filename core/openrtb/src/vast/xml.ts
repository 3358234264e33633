// XML of strangers: bytes, depth and elements are bounded before a parser sees them; a document type, and with it every entity of
// its own, is refused. The parser (@rgrove/parse-xml) is strict, knows no DTD and opens nothing.

import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';
import { accept, bodyFault, refuse, type Fault, type Verdict } from '../faults.ts';

/** IAB's largest sample has 12 kB; some answers carry ten ads. */
export const VAST_BYTES_MAX = 1_048_576;
/** The deepest element of VAST 4.2 is at nine, extensions aside. */
const XML_DEPTH_MAX = 32;
/** Ten ads with forty trackers each have some 2,000. */
const XML_ELEMENTS_MAX = 20_000;

/**
 * Reads one XML text.
 *
 * @param body text, or bytes in UTF-8, or in UTF-16 with its byte order mark. @returns the root element.
 */
export function readXml(body: Uint8Array | string): Verdict<XmlElement> {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (size > VAST_BYTES_MAX)
    return refuse(bodyFault('too_large', `The document has more than ${VAST_BYTES_MAX} bytes.`));
  const text = typeof body === 'string' ? body : decode(body);
  if (text === undefined || !text.isWellFormed())
    return refuse(bodyFault('malformed', 'The document is not in the encoding that it states.'));
  const shape = shapeFault(text);
  if (shape !== undefined) return refuse(shape);
  try {
    // White space before the declaration is common, and harmless once it is gone.
    const { root } = parseXml(text.trimStart());
    return root === null ? refuse(bodyFault('malformed', 'There is no element.')) : accept(root);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    // Of the parser's words only the place: the rest repeats what was sent.
    const place = `line ${error.line}, column ${error.column}`;
    return refuse(bodyFault('malformed', `The document is not well-formed XML (${place}).`));
  }
}

function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-16be';
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  try {
    const text = new TextDecoder(marked ? utf16 : 'utf-8', { fatal: true }).decode(bytes);
    const [, stated = 'utf-8'] =
      /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})/.exec(text) ?? [];
    const fits = marked ? /^utf-?16/i.test(stated) : /^(utf-?8|us-ascii)$/i.test(stated);
    // In UTF-16 nothing need be stated.
    return fits || (marked && stated === 'utf-8') ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Looks at the brackets only, in one pass; what it misreads the parser refuses afterwards. */
function shapeFault(text: string): Fault | undefined {
  let depth = 0;
  let elements = 0;
  let at = text.indexOf('<');
  while (at !== -1) {
    let end: number;
    if (text.startsWith('<!--', at)) end = after(text, '-->', at + 4);
    else if (text.startsWith('<![CDATA[', at)) end = after(text, ']]>', at + 9);
    else if (text.startsWith('<!', at))
      return bodyFault(
        'unsafe',
        'A document type is not read here: it could name files and entities.',
      );
    else if (text.startsWith('<?', at)) end = after(text, '?>', at + 2);
    else {
      end = endOfTag(text, at);
      if (text[at + 1] === '/') depth -= 1;
      else {
        elements += 1;
        if (text[end - 2] !== '/') depth += 1;
      }
    }
    if (depth > XML_DEPTH_MAX)
      return bodyFault('too_large', `It is nested deeper than ${XML_DEPTH_MAX}.`);
    if (elements > XML_ELEMENTS_MAX)
      return bodyFault('too_large', `It has more than ${XML_ELEMENTS_MAX} elements.`);
    at = text.indexOf('<', end);
  }
  return undefined;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

/** A `>` inside quotes ends nothing. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at + 1;
  }
  return text.length;
}

/** @returns a name without its prefix. */
export function localName(element: XmlElement): string {
  return element.name.replace(/^[^:]*:/, '');
}

/** @returns the elements right below, of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement => child instanceof XmlElement && localName(child) === name,
  );
}

/** @returns the first element down that way. */
export function childAt(
  element: XmlElement | undefined,
  ...way: readonly string[]
): XmlElement | undefined {
  return way.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** @returns its text without white space around; empty when it is not there. */
export function textOf(element: XmlElement | undefined): string {
  return element?.text.trim() ?? '';
}
