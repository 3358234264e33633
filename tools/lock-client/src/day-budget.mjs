// A day's bytes: give the client a `fetch` that goes through this. It counts everything, and holds packs and files back that
// would pass the bound; the kill list, receipts and events are never held back. No packages. Types: day-budget.d.mts.

const DAY_MS = 86_400_000;
/** What the head of a request and its reply weigh, about, on a connection that stands. */
const HEAD_BYTES = 400;
const HELD_BACK = /^\/lock\/v1\/(?:packs|cards)\//;

export function withDayBudget(fetch, { store, dayBytesMax = 6_000_000, nowMs = () => Date.now() }) {
  const today = async () => {
    const day = Math.floor(nowMs() / DAY_MS);
    const kept = await store.get('day-bytes');
    return kept?.day === day ? kept : { day, bytes: 0 };
  };
  const hasRoom = async (bytes) => (await today()).bytes + HEAD_BYTES + bytes <= dayBytesMax;
  const counted = async (bytes) => {
    const kept = await today();
    await store.put('day-bytes', { ...kept, bytes: kept.bytes + HEAD_BYTES + bytes });
  };
  return async (url, init) => {
    const isHeldBack = HELD_BACK.test(new URL(url).pathname);
    if (isHeldBack && !(await hasRoom(0))) throw new Error('the bytes of the day are used up');
    const reply = await fetch(url, init);
    if (isHeldBack && !(await hasRoom(Number(reply.headers.get('content-length') ?? 0)))) {
      // The head says how much would come: the rest stays where it is.
      await reply.body?.cancel();
      await counted(0);
      throw new Error('this would pass the bytes of the day');
    }
    const bytes = new Uint8Array(await reply.arrayBuffer());
    await counted(bytes.length);
    const { status, headers } = reply;
    return new Response(bytes.length === 0 ? null : bytes, { status, headers });
  };
}
