import type { InstrumentKey } from '#engine/ports.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import type { FeedState } from '#engine/recording/feed-state.ts';
import { encodeFrame } from '#engine/recording/frames.ts';
import { packetForMode } from '#engine/recording/mode-packets.ts';
import { instrumentNumber } from '#engine/recording/recorded-packets.ts';
import type { RecordedPacket } from '#engine/recording/recorded-packets.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason, ServedMode } from '#engine/wire/feed-codes.ts';
import { encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import { disconnectMeaning } from '#engine/wire/feed-codes.ts';
import { parseDepthRequest, parseFeedRequest } from '#engine/wire/feed-requests.ts';
import { parseFirstVersionLogin } from '#engine/wire/first-version-login.ts';
import { parseOrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { CLOSE_NORMAL, ClientSession } from '../feed/client-session.ts';
import type { SessionOptions } from '../feed/client-session.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import { encodeDisconnectPacket } from '../feed/feed-session.ts';

const BINARY_FRAME = 0x82;
const TEXT_FRAME = 0x81;

/** One recorded WebSocket message, its packets apart; of the order updates the text. */
export type PlayedMessage =
  | { readonly kind: 'packets'; readonly packets: readonly RecordedPacket[] }
  | { readonly kind: 'text'; readonly text: Uint8Array };

/** What the sessions of a recorded feed share. */
interface RecordedFloor {
  readonly feed: FeedType;
  readonly state: FeedState;
  /** Whether the feed has fallen silent. */
  readonly isMuted: () => boolean;
}

/** One client of a recorded feed: what it asked for, and what it is sent of the recording. Any login is good. */
export class RecordedSession extends ClientSession {
  readonly #feed: FeedType;
  readonly #state: FeedState;
  readonly #isMuted: () => boolean;
  /** By instrument; a depth feed has one mode only. */
  readonly #modes = new Map<number, Set<ServedMode>>();

  constructor(floor: RecordedFloor, options: SessionOptions) {
    super(options);
    this.#feed = floor.feed;
    this.#state = floor.state;
    this.#isMuted = floor.isMuted;
  }

  /** As this kind of socket says it: packet 50, or where there are no packets in the close frame. */
  override disconnect(reason: DisconnectReason): void {
    if (this.isEnded) return;
    if (this.#feed === 'order-update') this.close(CLOSE_NORMAL, `${reason}: ${disconnectMeaning(reason)}`);
    else
      this.endWith(
        this.#feed === 'live' ? encodeDisconnectPacket(reason) : encodeDepthDisconnect(reason),
        reason,
      );
  }

  /** What of these messages it asked for, in one write where each is one packet; packets of one message stay one message. */
  deliver(messages: readonly PlayedMessage[]): void {
    if (this.isEnded || this.clientId === '') return;
    const chosen = messages.map((message) => this.#chosenOf(message)).filter(({ length }) => length > 0);
    if (chosen.every(({ length }) => length === 1)) this.#sendFrames(chosen.flat());
    else for (const packets of chosen) this.send(Buffer.concat(packets), packets.length);
  }

  /** Whether that recorded socket speaks to this client: it tells of an instrument that the client asked for. */
  hears(connection: number): boolean {
    return this.#modes.keys().some((instrument) => this.#state.isToldBy(connection, instrument));
  }

  /** Ends as the recorded socket was ended by the exchange: by packet 50 where one came before the close. */
  endAsRecorded(
    close: { readonly code: number; readonly reason: string },
    farewell: Uint8Array | undefined,
  ): void {
    if (this.isEnded) return;
    if (farewell) this.send(farewell, 1);
    if (!this.isEnded) this.close(close.code, close.reason);
  }

  protected override obey(text: string): void {
    if (this.#feed === 'order-update') this.#logIn(text);
    else if (this.#feed === 'live') this.#obeyLive(text);
    else this.#obeyDepth(text);
  }

  protected override obeyBinary(bytes: Uint8Array): void {
    const login = this.clientId === '' ? parseFirstVersionLogin(bytes) : undefined;
    if (login) this.loggedIn(login.clientId, login.token);
  }

  protected override release(): void {
    this.#modes.clear();
  }

  #logIn(text: string): void {
    const login = this.clientId === '' ? parseOrderUpdateLogin(text) : undefined;
    if (login) this.loggedIn(login.clientId, login.token ?? '');
  }

  #obeyLive(text: string): void {
    const request = parseFeedRequest(text, WIRE_PROFILES.observed);
    if (request?.kind === 'subscribe') this.#subscribe(request.instruments, request.mode);
    else if (request?.kind === 'unsubscribe') this.#unsubscribe(request.instruments, request.mode);
    else if (request) this.leave();
  }

  #obeyDepth(text: string): void {
    const request = parseDepthRequest(text, WIRE_PROFILES.observed);
    if (request?.kind === 'subscribe') this.#subscribe(request.instruments, 'depth');
    else if (request?.kind === 'unsubscribe') this.#unsubscribe(request.instruments, 'depth');
    else if (request) this.leave();
  }

  /** Whoever comes late is told at once what the recording said last. */
  #subscribe(instruments: readonly InstrumentKey[], mode: ServedMode): void {
    this.journal.changed('subscribed', instruments);
    const snapshot: PlayedMessage[] = [];
    for (const key of instruments) {
      const instrument = numberOf(key);
      const modes = this.#modes.get(instrument) ?? new Set();
      this.#modes.set(instrument, modes.add(mode));
      for (const packet of this.#state.packetsOf(instrument))
        snapshot.push({ kind: 'packets', packets: [packet] });
    }
    this.instrumentCount = this.#modes.size;
    if (!this.#isMuted()) this.deliver(snapshot);
  }

  #unsubscribe(instruments: readonly InstrumentKey[], mode: ServedMode): void {
    for (const key of instruments) {
      const modes = this.#modes.get(numberOf(key));
      modes?.delete(mode);
      if (modes?.size === 0) this.#modes.delete(numberOf(key));
    }
    this.instrumentCount = this.#modes.size;
    this.journal.changed('unsubscribed', instruments);
  }

  #sendFrames(packets: readonly Uint8Array[]): void {
    if (packets.length === 0) return;
    const firstByte = this.#feed === 'order-update' ? TEXT_FRAME : BINARY_FRAME;
    this.sendFrames(Buffer.concat(packets.map((packet) => encodeFrame(firstByte, packet))), packets.length);
  }

  #chosenOf(message: PlayedMessage): readonly Uint8Array[] {
    return message.kind === 'text'
      ? [message.text]
      : message.packets.flatMap((packet) => this.#chosen(packet));
  }

  #chosen(packet: RecordedPacket): Uint8Array[] {
    if (packet.code === RESPONSE_CODES.marketStatus && this.#feed === 'live') return [packet.bytes];
    const modes = this.#modes.get(packet.instrument);
    if (!modes) return [];
    if (this.#feed !== 'live') return [packet.bytes];
    const has = (code: number): boolean => this.#state.has(packet.instrument, code);
    return [...modes].flatMap((mode) => packetForMode(mode, packet, has) ?? []);
  }
}

function numberOf({ exchangeSegment, securityId }: InstrumentKey): number {
  return instrumentNumber(EXCHANGE_SEGMENT_CODES[exchangeSegment], securityId);
}
