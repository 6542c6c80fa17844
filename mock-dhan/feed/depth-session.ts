import type { Clock, InstrumentKey } from '#engine/ports.ts';
import { encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { parseDepthRequest } from '#engine/wire/feed-requests.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { TokenConsumer } from '../world/tokens.ts';
import type { World } from '../world/world.ts';
import { ClientSession } from './client-session.ts';
import type { SessionOptions } from './client-session.ts';
import { SubscriptionNotes } from './subscription-notes.ts';
import type { CarryingSession, InstrumentDelivery } from '../explain/explained-exchange.ts';
import { PACKETS_PER_UPDATE } from './depth-tape.ts';
import type { DepthTape, DepthUpdate } from './depth-tape.ts';

/** What every session of a depth feed shares. */
export interface DepthFloor {
  readonly world: World;
  readonly tape: DepthTape;
  readonly levels: DepthFeedLevels;
  /** Scenario time. */
  readonly clock: Clock;
  readonly wire: WireProfile;
  isMuted(): boolean;
}

/** Instruments per connection. Source: dhan-v2-wire 7. */
const INSTRUMENTS_MAX = { 20: 50, 200: 1 } as const satisfies Record<DepthFeedLevels, number>;

/** One client of a depth feed: its subscriptions and what it is sent of them. */
export class DepthSession extends ClientSession implements CarryingSession {
  readonly #floor: DepthFloor;
  readonly #isRefusedHere: boolean;
  /** Board indexes, and the packets of each that were handed to the line. */
  readonly #subscribed = new Map<number, number>();
  readonly notes = new SubscriptionNotes();
  /** Subscribed books that moved while the client was busy. */
  readonly #held = new Set<number>();

  /** `consumer`: what the client's token was made for. */
  constructor(floor: DepthFloor, options: SessionOptions & { readonly consumer: TokenConsumer }) {
    super(options);
    this.#floor = floor;
    const { levels, wire } = floor;
    this.#isRefusedHere = levels === 200 && wire.depth200Token === 'self-only' && options.consumer === 'APP';
  }

  /** The depth feeds' own packet 50, then the close. */
  override disconnect(reason: DisconnectReason): void {
    this.endWith(encodeDepthDisconnect(reason), reason);
  }

  deliveryOf(index: number): InstrumentDelivery | undefined {
    const note = this.notes.of(index);
    if (!note) return undefined;
    return {
      sinceMs: note.sinceMs,
      modes: [],
      moves: this.#floor.tape.movesOf(index) - note.versionThen,
      packets: this.#subscribed.get(index) ?? 0,
      isHeldBack: this.#held.has(index),
    };
  }

  /** Sends those of a flush's `updates` that this session subscribed to, stacked in one message; a slow reader may have to wait for them. */
  deliver(updates: readonly DepthUpdate[]): void {
    if (this.isEnded) return;
    const mine = updates.filter(({ instrument }) => this.#subscribed.has(instrument));
    if (this.mustConflate()) this.#hold(mine);
    else if (this.#held.size > 0) this.#catchUp(mine);
    else this.#sendStacked(mine);
  }

  protected override obey(text: string): void {
    const request = parseDepthRequest(text, this.#floor.wire);
    if (!request) return;
    switch (request.kind) {
      case 'subscribe':
        if (this.#isRefusedHere) this.reset();
        else this.#subscribe(request.instruments);
        break;
      case 'unsubscribe':
        this.#unsubscribe(request.instruments);
        break;
      case 'disconnect':
        this.leave();
        break;
    }
  }

  protected override release(): void {
    for (const index of this.#subscribed.keys()) this.#remove(index);
  }

  #hold(updates: readonly DepthUpdate[]): void {
    this.countHeldBack(updates.length * PACKETS_PER_UPDATE);
    for (const { instrument } of updates) this.#held.add(instrument);
  }

  /** Every book that moved meanwhile, as it stands now. */
  #catchUp(updates: readonly DepthUpdate[]): void {
    this.#hold(updates);
    const newest = [...this.#held].map((index) => this.#floor.tape.snapshot(index));
    this.#held.clear();
    this.#sendStacked(newest.filter((update) => update !== undefined));
  }

  #sendStacked(updates: readonly DepthUpdate[]): void {
    if (updates.length === 0) return;
    for (const { instrument } of updates)
      this.#subscribed.set(instrument, (this.#subscribed.get(instrument) ?? 0) + PACKETS_PER_UPDATE);
    this.send(stacked(updates), updates.length * PACKETS_PER_UPDATE);
  }

  #subscribe(instruments: readonly InstrumentKey[]): void {
    const { world, tape, clock, levels } = this.#floor;
    world.sync(clock.nowMs());
    const listed = instruments.filter((key) => tape.indexOf(key) >= 0);
    for (const key of instruments) if (tape.indexOf(key) < 0) this.notes.askedForUnlisted(key, clock.nowMs());
    this.journal.changed('subscribed', listed);
    const asked = new Set(listed.map((key) => tape.indexOf(key)));
    for (const index of asked) {
      if (!this.#subscribed.has(index) && this.instrumentCount >= INSTRUMENTS_MAX[levels]) {
        this.disconnect(804);
        return;
      }
      this.#add(index);
    }
    if (this.#floor.isMuted()) return;
    this.#sendStacked(
      [...asked].map((index) => tape.snapshot(index)).filter((update) => update !== undefined),
    );
  }

  #unsubscribe(instruments: readonly InstrumentKey[]): void {
    const { tape } = this.#floor;
    this.journal.changed(
      'unsubscribed',
      instruments.filter((key) => this.#subscribed.has(tape.indexOf(key))),
    );
    for (const key of instruments) this.#remove(tape.indexOf(key));
  }

  #add(index: number): void {
    if (this.#subscribed.has(index)) return;
    this.#subscribed.set(index, 0);
    this.instrumentCount += 1;
    const { tape, clock } = this.#floor;
    tape.addReader(index);
    this.notes.began(index, { sinceMs: clock.nowMs(), versionThen: tape.movesOf(index) });
  }

  #remove(index: number): void {
    if (!this.#subscribed.delete(index)) return;
    this.#held.delete(index);
    this.notes.ended(index);
    this.instrumentCount -= 1;
    this.#floor.tape.removeReader(index);
  }
}

function stacked(updates: readonly DepthUpdate[]): Uint8Array {
  const [only] = updates;
  if (only && updates.length === 1) return only.bytes;
  const message = new Uint8Array(updates.reduce((length, { bytes }) => length + bytes.length, 0));
  let at = 0;
  for (const { bytes } of updates) {
    message.set(bytes, at);
    at += bytes.length;
  }
  return message;
}
