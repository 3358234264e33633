/**
 * @returns a name, a size, an address as it stands in a line of any direction: its letters turn neither themselves around (an
 * `@` before a name, a unit behind a number) nor what stands beside them. In elements of its own a `bdi` does the same.
 */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
