/**
 * Everything the engine needs from the world, as interfaces. Adapters (engine/adapters) implement them against the real
 * exchange, sockets, files and databases; mock-dhan/in-process.ts implements the transports in memory; tests use fakes.
 */
import type { ExchangeSegment } from './market/instrument.ts';
import type { FollowedFuture } from './market/followed-future.ts';
import type { ExpiryChain } from './market/option-chain.ts';
import type { OptionChainSnapshot } from './market/option-chain-snapshot.ts';
import type { MasterRow } from './market/instrument-master.ts';

/** Epoch milliseconds, UTC. Market times are shown in IST by engine/market/ist-time.ts. */
export interface Clock {
  nowMs(): number;
}

/** Takes back what was planned; harmless once it ran. */
export interface TimerHandle {
  cancel(): void;
}

/** Runs a callback once when the clock reaches `atMs` (at once, but never synchronously, if that is past). */
export interface Timers {
  at(atMs: number, run: () => void): TimerHandle;
}

/** SHA-256 over everything passed to `update`, in order. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digestHex(): string;
}

/** Lossless compression of what is stored, and a checksum over it. */
export interface BlockPacker {
  compress(bytes: Uint8Array): Uint8Array;
  /** Throws when the bytes are damaged or give more than `byteLength` bytes. */
  decompress(bytes: Uint8Array, byteLength: number): Uint8Array;
  /** CRC-32. */
  checksum(bytes: Uint8Array): number;
}

/** Bytes at rest, such as a file's, read piece by piece. */
export interface ByteSource {
  readonly byteLength: number;
  /** Whoever asks has looked that the bytes are there; they are only valid until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** What a login needs. Never logged, never put into an error, a report or a recording. */
export interface Credentials {
  readonly clientId: string;
  readonly accessToken: string;
}

/** A request as a transport sends it. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case header names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long it took, where whoever asked knows better than a caller's clock. */
  readonly latencyMs?: number;
}

/** One HTTP exchange. Rejects with UpstreamError('transport') when no answer came. */
export interface HttpTransport {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Why a socket ended: `code` and `reason` of the close frame, 1006 without one. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/** Who hears what a socket brings. */
export interface SocketHandlers {
  /** One WebSocket message; binary bytes are only valid during the call. */
  onMessage(message: Uint8Array | string): void;
  onClose(close: SocketClose): void;
}

/** An open socket, from the side that sends. */
export interface SocketConnection {
  send(text: string): void;
  close(): void;
}

/** Opens a WebSocket. Rejects with UpstreamError (`transport`, or `rate-limit` on a 429 upgrade). */
export interface SocketTransport {
  connect(url: string, handlers: SocketHandlers): Promise<SocketConnection>;
}

/** `GET /profile`, as far as the engine reads it. `tokenValidUntilMs` is undefined when the text could not be read. */
export interface Profile {
  readonly clientId: string;
  readonly tokenValidUntilMs: number | undefined;
  readonly dataPlan: string;
  readonly activeSegment: string;
}

/** The exchange's REST half. Every call rejects with UpstreamError, whose `failure` says what kind of no it was. */
export interface ExchangeRest {
  profile(credentials: Credentials): Promise<Profile>;
  /** Nearest first, `YYYY-MM-DD`. */
  expiryList(credentials: Credentials, underlying: InstrumentKey): Promise<readonly string[]>;
  optionChain(
    credentials: Credentials,
    underlying: InstrumentKey,
    expiry: string,
  ): Promise<OptionChainSnapshot>;
  /** The detailed scrip master; needs no login. */
  instrumentMaster(): Promise<readonly MasterRow[]>;
}

/** What a feed subscription delivers: last price; that and the day's quote; that and five levels of depth. */
export type FeedMode = 'ticker' | 'quote' | 'full';

/** Who hears what the live feed brings. */
export interface FeedHandlers {
  /** One binary message, one or more packets back to back; the bytes are only valid during the call. */
  onFrame(frame: Uint8Array): void;
  onClose(close: SocketClose): void;
}

/** An accepted login on the live feed. */
export interface FeedConnection {
  /** Any number of instruments; the adapter splits them into messages of at most 100. */
  subscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): void;
  unsubscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): void;
  close(): void;
}

/** The exchange's live feed. Rejects with UpstreamError (`authentication`, `rate-limit` or `transport`). */
export interface ExchangeFeed {
  connect(credentials: Credentials, handlers: FeedHandlers): Promise<FeedConnection>;
}

/** A row of the table `dhan_credentials` (seed-requirements B1), as far as the engine reads it. */
export interface StoredCredentials {
  readonly clientId: string;
  readonly accessToken: string;
  readonly isDefault: boolean;
  /** Epoch ms; undefined when the column is empty. */
  readonly savedAtMs: number | undefined;
}

/** `absent`: no database file. `empty`: the table has no row. */
export type CredentialStoreState =
  | { readonly kind: 'absent'; readonly location: string }
  | { readonly kind: 'empty'; readonly location: string }
  | { readonly kind: 'rows'; readonly location: string; readonly rows: readonly StoredCredentials[] };

/** The database of the credentials. */
export interface CredentialStore {
  /** Rejects with StoreError when the database exists but cannot be read. */
  load(): Promise<CredentialStoreState>;
}

/** One leg's closing quote; prices in rupees. */
export interface ClosingLeg {
  readonly strike: number;
  readonly optionType: 'CE' | 'PE';
  readonly securityId: number;
  readonly ltp: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
  readonly oi: number;
}

/** One expiry as it closed; prices in rupees. */
export interface ClosingChain {
  /** Session the prices belong to, `YYYY-MM-DD`. */
  readonly tradingDate: string;
  readonly underlying: string;
  readonly expiry: string;
  readonly spot: number;
  readonly legs: readonly ClosingLeg[];
}

/** Closing prices of past sessions. */
export interface ClosingPriceStore {
  save(chains: readonly ClosingChain[]): Promise<void>;
  /** The latest saved session strictly before `date` (`YYYY-MM-DD`); empty when there is none. */
  loadBefore(date: string): Promise<readonly ClosingChain[]>;
}

/** An API key as a store holds it: the digest of its text, never the text. Source: seed-requirements B8. */
export interface ApiKeyRecord {
  /** The eight hex digits after `sb_`, which are no secret. */
  readonly keyId: string;
  /** SHA-256 of the whole key, hex. */
  readonly digest: string;
  readonly userId: number;
  readonly permissions: readonly string[];
  readonly perSecondMax: number;
  readonly perMinuteMax: number;
  /** Addresses (`10.0.0.7`) and subnets (`10.0.0.0/8`) that it may be used from; empty lets every address in. */
  readonly addresses: readonly string[];
  /** Epoch ms; undefined for a key that does not expire. */
  readonly expiresAtMs: number | undefined;
  readonly isActive: boolean;
}

/** One call with an API key that is known, let in or not. Nothing of it is a secret. */
export interface ApiKeyUsage {
  readonly keyId: string;
  readonly userId: number;
  readonly method: string;
  /** Without its query. */
  readonly route: string;
  readonly status: number;
  /** Epoch ms. */
  readonly atMs: number;
}

/** The API keys of a backend, and who called what with them. */
export interface ApiKeyStore {
  find(keyId: string): Promise<ApiKeyRecord | undefined>;
  /** Remembers when a key was last let in, epoch ms. */
  used(keyId: string, atMs: number): Promise<void>;
  /** Keeps a call, of which the newest are kept. Never waits and never throws. */
  note(usage: ApiKeyUsage): void;
}

/** One line of the backend's log, level as in pino. */
export interface LogSink {
  line(level: 'debug' | 'info' | 'warn' | 'error', text: string): void;
}

/** What the engine published, in order. The replay digest is one, the bus another. */
export interface Journal {
  underlyingTick(atMs: number, symbol: string, ltp: number): void;
  legTick(atMs: number, chain: ExpiryChain, leg: number): void;
  chainRepriced(atMs: number, chain: ExpiryChain): void;
  /** Of the futures that an engine follows; who has no use for them leaves it out. */
  futureTick?(atMs: number, future: FollowedFuture): void;
}

/** An instrument as the feed and the quote API address it. */
export interface InstrumentKey {
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: number;
}

/** One published fact. */
export interface BusMessage {
  /** `ticker:nifty:underlying`. */
  readonly channel: string;
  /** Names one run of the publisher. */
  readonly run: string;
  /** Counts the messages of this channel and run from 1. With `run` it is the key by which a consumer knows what it has had. */
  readonly sequence: number;
  /** A JSON object. */
  readonly json: string;
}

/** Counts since start. */
export interface BusCounts {
  readonly published: number;
  /** Accepted and not yet delivered to the server. */
  readonly waiting: number;
  /** Given up because too many waited. */
  readonly dropped: number;
  readonly reconnects: number;
}

/** Ends a subscription; may be called twice. */
export interface BusSubscription {
  close(): Promise<void>;
}

/** Carries what the engine published to whoever asks for it. */
export interface TickBus {
  /** Where messages go, in words and without a password. */
  readonly description: string;
  counts(): BusCounts;
  /** Never waits and never throws; messages of one channel keep their order. */
  publish(message: BusMessage): void;
  /** The newest from now on; what passes while the connection is down is not heard. */
  subscribe(
    channels: readonly string[],
    onMessage: (channel: string, json: string) => void,
  ): Promise<BusSubscription>;
  /**
   * Everything from now on, each message once, those of a broken connection too; `backMs` reads what passed in so many milliseconds before as well, where the
   * bus keeps it.
   */
  follow(
    channels: readonly string[],
    onMessage: (message: BusMessage) => void,
    options?: { readonly backMs?: number },
  ): Promise<BusSubscription>;
  /** Delivers what still waits, if the server can be reached. */
  close(): Promise<void>;
}

/**
 * One leg's minute. Prices in rupees, times epoch ms. `volumeFrom` and `volumeTo`: the day's volume at its first and last tick, so that bars of one minute that
 * were built in two parts can be merged.
 */
export interface OptionBar {
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  readonly strike: number;
  readonly type: 'CE' | 'PE';
  readonly minuteMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volumeFrom: number;
  readonly volumeTo: number;
  readonly oi: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
}

/**
 * What the legs of one expiry came to at the end of one minute (or so far, while it runs). Volumes are the day's, in units; null where nothing was traded or held
 * that a figure could be worked out from. `pcr` and `maxPain` are by volume, their second forms by open interest; strikes in rupees, times epoch ms.
 */
export interface ExpiryMinute {
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  readonly minuteMs: number;
  readonly callVolume: number;
  readonly putVolume: number;
  readonly callOi: number;
  readonly putOi: number;
  readonly pcr: number | null;
  readonly pcrOi: number | null;
  readonly maxPain: number | null;
  readonly maxPainOi: number | null;
  /** Its newest tick. */
  readonly asOfMs: number;
}

/** Which minutes of an underlying are asked for: both ends included. */
export interface ExpiryMinuteQuery {
  readonly symbol: string;
  /** Empty for all. */
  readonly expiries: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Minute bars at rest, one per symbol, expiry, strike, type and minute, and the figures of each expiry beside them. */
export interface OptionBarStore {
  /** Where, in words and without a password. */
  readonly description: string;
  /**
   * Merges into what is there, both or neither: saving a bar again, or parts of it in any order, ends in the same; of a minute's figures the newest stand.
   * Rejects with StoreError.
   */
  save(bars: readonly OptionBar[], minutes: readonly ExpiryMinute[]): Promise<void>;
  /** In the order of their key. Rejects with StoreError. */
  load(): Promise<readonly OptionBar[]>;
  /** The newest bar of every leg that has one since then. Rejects with StoreError. */
  newest(sinceMs: number): Promise<readonly OptionBar[]>;
  /** By expiry, oldest first; a day of every expiry at most. Rejects with StoreError. */
  minutes(asked: ExpiryMinuteQuery): Promise<readonly ExpiryMinute[]>;
  close(): Promise<void>;
}
