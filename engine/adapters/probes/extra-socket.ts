import { UpstreamError } from '../../errors.ts';
import type { Clock, Credentials, SocketTransport, Timers } from '../../ports.ts';
import { redactSecrets } from '../../verify/redact.ts';
import type { ExtraSocket, SocketFacts } from '../../verify/targets.ts';
import { decodeDepthFrame } from '../../wire/depth-packets.ts';
import { disconnectMeaning } from '../../wire/feed-codes.ts';
import { encodeDepthSubscribe } from '../../wire/feed-requests.ts';
import { encodeOrderUpdateLogin } from '../../wire/order-update-login.ts';
import type { ObservedInstrument } from './feed-observer.ts';
import { pollUntil } from './poll-until.ts';

/** Where the sockets beside the live feed are, and what opens them. */
export interface ExtraSocketAccess {
  readonly sockets: SocketTransport;
  readonly urls: Readonly<Record<ExtraSocket, string>>;
}

const LOOK_EVERY_MS = 50;
const FINDINGS_MAX = 3;
/** A refused login on the order-update socket is reset after some 10 ms, without a word. */
const LOGIN_SETTLES_MS = 1_000;

/** Opens it, says what a client says first, waits for what comes and closes it. A refusal is a fact. */
export async function openExtraSocket(opening: {
  readonly access: ExtraSocketAccess;
  readonly socket: ExtraSocket;
  readonly credentials: Credentials;
  readonly clock: Clock & Timers;
  /** Whose depth is asked for. */
  readonly instrument: ObservedInstrument | undefined;
  /** How long the first packet may take. */
  readonly packetDeadlineMs: number;
}): Promise<SocketFacts> {
  const { access, socket, credentials, clock, packetDeadlineMs } = opening;
  const url = access.urls[socket];
  const instrument = socket === 'order-updates' ? undefined : opening.instrument;
  const seen = new SocketWitness(socket, clock);
  const isSilent = instrument === undefined;
  const startedAtMs = clock.nowMs();
  try {
    const connection = await access.sockets.connect(loginUrl(url, socket, credentials), seen.handlers);
    const openedAtMs = clock.nowMs();
    if (socket === 'order-updates') connection.send(encodeOrderUpdateLogin(credentials));
    else if (instrument)
      connection.send(encodeDepthSubscribe(socket === 'depth-20' ? 20 : 200, instrument.key));
    const deadlineMs = isSilent ? LOGIN_SETTLES_MS : packetDeadlineMs;
    await pollUntil({ clock, deadlineMs, everyMs: LOOK_EVERY_MS }, () => seen.isDecided);
    const watchedMs = clock.nowMs() - openedAtMs;
    // Told before the close, which is ours.
    const facts = seen.facts(openedAtMs);
    connection.close();
    return { url, instrument: instrument?.name, watchedMs, ...facts };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const ended = redactSecrets(error.message, [credentials.accessToken]);
    return {
      url,
      instrument: instrument?.name,
      watchedMs: clock.nowMs() - startedAtMs,
      ended,
      firstPacketAfterMs: undefined,
      findings: [],
    };
  }
}

/** What a socket brought. */
class SocketWitness {
  readonly #socket: ExtraSocket;
  readonly #clock: Clock;
  readonly #findings: string[] = [];
  #firstAtMs: number | undefined;
  #ended: string | undefined;

  constructor(socket: ExtraSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  readonly handlers = {
    onMessage: (message: Uint8Array | string): void => this.#onMessage(message),
    onClose: ({ code, reason }: { readonly code: number; readonly reason: string }): void => {
      this.#ended ??= `closed with ${code} ${reason}`.trim();
    },
  };

  /** True once more waiting would change nothing. */
  get isDecided(): boolean {
    return this.#ended !== undefined || this.#firstAtMs !== undefined;
  }

  facts(openedAtMs: number): Pick<SocketFacts, 'ended' | 'firstPacketAfterMs' | 'findings'> {
    return {
      ended: this.#ended,
      firstPacketAfterMs: this.#firstAtMs === undefined ? undefined : this.#firstAtMs - openedAtMs,
      findings: [...this.#findings],
    };
  }

  #onMessage(message: Uint8Array | string): void {
    if (this.#socket === 'order-updates' || typeof message === 'string') {
      this.#firstAtMs ??= this.#clock.nowMs();
      return;
    }
    const { packets, finding } = decodeDepthFrame(message, this.#socket === 'depth-20' ? 20 : 200);
    for (const packet of packets)
      if (packet.kind === 'disconnect')
        this.#ended ??= `code ${packet.reason} (${disconnectMeaning(packet.reason)})`;
      else this.#firstAtMs ??= this.#clock.nowMs();
    if (finding && this.#findings.length < FINDINGS_MAX) this.#findings.push(finding.message);
  }
}

/** The depth hosts log in by the query, the order updates by their first message. */
function loginUrl(url: string, socket: ExtraSocket, { clientId, accessToken }: Credentials): string {
  if (socket === 'order-updates') return url;
  const login = new URL(url);
  login.searchParams.set('token', accessToken);
  login.searchParams.set('clientId', clientId);
  login.searchParams.set('authType', '2');
  return login.href;
}
