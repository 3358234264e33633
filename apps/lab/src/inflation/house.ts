// A whole cell with a crowd of regulars, and what scripts can do to it over HTTP.

import { HOUSE_REGULARS } from '@jhalak/contracts/counting';
import type { Person } from '@jhalak/contracts/accounts';
import type { Video } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

/** Clips that regulars watched on the day before: more creators than a history asks for. */
const MAKERS = 6;
const DURATION_MS = 8_000;
/** Long enough for a view. */
const WATCH_MS = 4_000;

export type WatchedSurface = 'feed' | 'following' | 'clip';

/** A cell in which enough people have a history for newcomers to be told apart. */
export class InflationHouse {
  readonly cell: TestCell;
  /** Clips by creators who take part in nothing. */
  readonly clips: readonly string[];
  readonly regulars: readonly TestPerson[];
  #names = 0;

  private constructor(cell: TestCell, clips: readonly string[], regulars: readonly TestPerson[]) {
    this.cell = cell;
    this.clips = clips;
    this.regulars = regulars;
  }

  static async open(): Promise<InflationHouse> {
    const cell = await startCell();
    const clips: string[] = [];
    for (let maker = 0; maker < MAKERS; maker += 1) {
      const { personId } = await cell.account(`maker_${maker}`);
      clips.push(await cell.publish({ personId, caption: `honest ${maker}` }));
    }
    await cell.drain();
    const regulars: TestPerson[] = [];
    for (let nth = 0; nth < HOUSE_REGULARS + 2; nth += 1) regulars.push(await cell.viewer());
    const house = new InflationHouse(cell, clips, regulars);
    for (const person of regulars) await house.watch(person, clips);
    cell.parts.clock.advance(DAY_MS);
    await cell.drain();
    return house;
  }

  /** A script's own account. */
  async puppet(): Promise<TestPerson> {
    this.#names += 1;
    return await this.cell.account(`puppet_${this.#names}`);
  }

  /** A clip that some regulars watched today: `full` of its views count in full. */
  async target(maker: TestPerson, full: number, caption = 'pushed #pushed'): Promise<string> {
    const videoId = await this.cell.publish({ personId: maker.personId, caption });
    await this.cell.drain();
    for (const person of this.regulars.slice(0, full)) await this.watch(person, [videoId]);
    return videoId;
  }

  /** The token of a showing. A script that must wait until the feed shows the clip has it harder. */
  slot({ personId }: TestPerson, videoId: string, surface: WatchedSurface = 'feed'): string {
    return this.cell.cell.attention.issueSlot({
      ...{ personId, videoId, durationMs: DURATION_MS, surface, position: 0, personal: true },
    });
  }

  /** Sends what a player sends of a whole watch. */
  async watch(person: TestPerson, videoIds: readonly string[]): Promise<void> {
    const events = videoIds.flatMap((videoId) => this.watched(this.slot(person, videoId)));
    await this.send(person.token, events);
  }

  watched(slot: string, seq = 0): object[] {
    const at = this.cell.parts.clock.nowMs();
    return [
      { type: 'impression', slot, seq, at },
      { type: 'progress', slot, seq: seq + 1, at, watchMs: WATCH_MS },
    ];
  }

  /** @returns the status. */
  async send(token: string | undefined, events: readonly object[]): Promise<number> {
    return (await this.cell.api('POST', '/v1/events', { token, body: { events } })).status;
  }

  async countsOf(videoId: string): Promise<Video['counts']> {
    await this.cell.drain();
    return (await this.cell.api<Video>('GET', `/v1/videos/${videoId}`)).body.counts;
  }

  async followersOf(handle: string): Promise<number> {
    return (await this.cell.api<Person>('GET', `/v1/people/${handle}`)).body.counts.followers;
  }

  async close(): Promise<void> {
    await this.cell.close();
  }
}
