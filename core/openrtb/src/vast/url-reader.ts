// Addresses in a VAST document.

import type { XmlElement } from '@rgrove/parse-xml';
import type { FaultList } from '../faults.ts';
import { isWebUrl } from '../urls.ts';
import { childrenOf, textOf } from './xml.ts';

/** Addresses of one name below one element: measurers by the dozen are seen. */
const URLS_MAX = 200;

/** Reads addresses, and notes those that are none of the web. */
export class UrlReader {
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  /** @returns the addresses of the elements of that name; empty ones are placeholders, which VAST allows. */
  all(parent: XmlElement | undefined, name: string, way: string): string[] {
    const elements = childrenOf(parent, name);
    if (elements.length > URLS_MAX)
      this.#faults.add(`${way}.${name}`, 'too_large', `More than ${URLS_MAX} addresses.`);
    return elements
      .slice(0, URLS_MAX)
      .flatMap((element, at) => this.one(textOf(element), `${way}.${name}[${at}]`) ?? []);
  }

  /** @returns the address, or undefined when there is none. */
  one(text: string, way: string): string | undefined {
    if (text === '') return undefined;
    if (!isWebUrl(text))
      this.#faults.add(way, 'unsafe', `${way} is no address of the web (http or https).`);
    return text;
  }
}
