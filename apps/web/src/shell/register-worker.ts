/** Installs the service worker. Without TLS, or where it is forbidden, the app works without. */
export async function registerWorker(): Promise<void> {
  try {
    await navigator.serviceWorker.register('/sw.js');
  } catch (error) {
    console.warn('offline pages are not available', error);
  }
}
