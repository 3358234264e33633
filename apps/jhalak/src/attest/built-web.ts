import type { WebBuild } from '../http/web-host.ts';

/**
 * The web app is built before the program starts; asking again costs some milliseconds and covers a start without npm.
 *
 * @returns the build of exactly these sources.
 */
export async function builtWeb(): Promise<WebBuild & { cached: boolean }> {
  const { buildWeb } = (await import(new URL('../../../web/build.ts', import.meta.url).href)) as {
    buildWeb(): Promise<WebBuild & { cached: boolean }>;
  };
  return await buildWeb();
}
