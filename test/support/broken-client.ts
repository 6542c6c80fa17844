/** A client that does what clients of this exchange are known to do wrong, for scenarios to catch. */
import { setImmediate } from 'node:timers/promises';
import { watchBehaviour } from '#mock-dhan/journal/expectation-watch.ts';
import { createRehearsal, scenarioCredentials } from '#cli/rehearsal.ts';
import type { Rehearsal } from '#cli/rehearsal.ts';
import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import { MS_PER_SECOND, istToEpochMs } from '#engine/market/ist-time.ts';
import type { SocketConnection } from '#engine/ports.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import type { InProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';

/** Plays the scenario's day with the broken client and tells what became of each expectation. */
export async function playBroken(name: string): Promise<readonly BehaviourFinding[]> {
  const loaded = loadScenario(name);
  const { clock: times } = loaded.scenario;
  const wire = { ...WIRE_PROFILES.observed, messages: 'batch' } as const;
  const rehearsal = createRehearsal(loaded, { seed: undefined, startAt: times.startAt, isRaw: false, wire });
  const transports = inProcessTransports(rehearsal.exchange);
  const client = new BrokenClient(rehearsal, transports);
  const judge = watchBehaviour(rehearsal.exchange, client);
  const endMs = istToEpochMs(times.date, times.endAt);
  for (let atMs = rehearsal.clock.nowMs(); atMs < endMs; atMs += MS_PER_SECOND) {
    client.everySecond();
    do await setImmediate();
    while (transports.inFlight() > 0);
    rehearsal.clock.advanceTo(atMs + MS_PER_SECOND);
    judge.look(rehearsal.clock.nowMs());
  }
  rehearsal.exchange.close();
  return judge.findings(true);
}

/**
 * Subscribes once and for all at its first connection, comes back every second with whatever token it has, asks for a chain every second
 * whatever the answer is, takes one tick for the life of all and every number for a price, and calls itself healthy.
 */
class BrokenClient implements BackendFacts {
  readonly #rehearsal: Rehearsal;
  readonly #transports: InProcessTransports;
  #connection: SocketConnection | undefined;
  #isConnecting = false;
  #hasSubscribed = false;
  #heardAtMs = 0;
  /** By security id alone. */
  readonly #prices = new Map<number, number>();

  constructor(rehearsal: Rehearsal, transports: InProcessTransports) {
    this.#rehearsal = rehearsal;
    this.#transports = transports;
  }

  everySecond(): void {
    if (!this.#connection && !this.#isConnecting) void this.#connect();
    void this.#askForChain();
  }

  status(): 'healthy' {
    return 'healthy';
  }

  lastTickAtMs(): number {
    return this.#heardAtMs;
  }

  pricedPercent(underlying: string): number {
    const { instruments } = this.#rehearsal.exchange.world.universe;
    const legs = instruments.filter((one) => one.kind === 'option' && one.underlying === underlying);
    const priced = legs.filter(({ securityId }) => (this.#prices.get(securityId) ?? 1) > 0);
    return (100 * priced.length) / legs.length;
  }

  hasLogged(): boolean {
    return false;
  }

  async #connect(): Promise<void> {
    const { clientId, accessToken } = scenarioCredentials(this.#rehearsal);
    const url = `ws://exchange.memory/?version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
    this.#isConnecting = true;
    try {
      this.#connection = await this.#transports.sockets.connect(url, {
        onMessage: (message) => this.#read(message),
        onClose: () => {
          this.#connection = undefined;
        },
      });
      if (!this.#hasSubscribed) this.#subscribe(this.#connection);
    } catch {
      // Tries again in a second, whatever it was.
    } finally {
      this.#isConnecting = false;
    }
  }

  /** The first packet of a message, whatever it is and however long. */
  #read(message: Uint8Array | string): void {
    if (typeof message === 'string' || message.length < 12) return;
    this.#heardAtMs = this.#rehearsal.clock.nowMs();
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    for (let at = 0; at + 12 <= view.byteLength; at += Math.max(view.getUint16(at + 1, true), 12))
      this.#prices.set(view.getUint32(at + 4, true), view.getFloat32(at + 8, true));
  }

  #subscribe(connection: SocketConnection): void {
    this.#hasSubscribed = true;
    const { instruments } = this.#rehearsal.exchange.world.universe;
    for (const message of encodeSubscribe('full', instruments)) connection.send(message);
  }

  async #askForChain(): Promise<void> {
    const { clientId, accessToken } = scenarioCredentials(this.#rehearsal);
    const { underlyings } = this.#rehearsal.exchange.world.universe;
    const [underlying] = underlyings;
    await this.#transports.http.send({
      method: 'POST',
      url: 'http://exchange.memory/v2/optionchain',
      headers: { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' },
      body: JSON.stringify({
        UnderlyingScrip: underlying?.securityId,
        UnderlyingSeg: 'IDX_I',
        Expiry: underlying?.expiries[0],
      }),
    });
  }
}
