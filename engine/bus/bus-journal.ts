import type { FollowedFuture } from '../market/followed-future.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { BusMessage, Journal } from '../ports.ts';
import { channelsOf } from './channels.ts';
import type { TickChannels } from './channels.ts';
import { nameContract } from './leg-name.ts';
import { futureBody, legNames, nextUnderlyingBody, optionBody } from './tick-bodies.ts';
import type { LegNaming, UnderlyingBody } from './tick-bodies.ts';

/** A chain that is repriced four times a second is told of once a second. */
const REPRICED_EVERY_MS = 1000;

export interface BusJournalOptions {
  readonly publish: (message: BusMessage) => void;
  /** Names this run of the publisher; another run must have another. */
  readonly run: string;
  readonly nameOf: LegNaming;
}

interface ToldChain {
  readonly ltp: Float64Array;
  readonly names: readonly string[];
  toldAtMs: number;
}

/**
 * Publishes what the engine journals: every tick of an underlying or future and every own tick of a leg at once, repriced chains at most once a second and of
 * them only the legs whose price is another than the one last told.
 */
export class BusJournal implements Journal {
  readonly #options: BusJournalOptions;
  readonly #channels = new Map<string, TickChannels>();
  readonly #sequences = new Map<string, number>();
  readonly #underlyings = new Map<string, UnderlyingBody>();
  readonly #told = new WeakMap<ExpiryChain, ToldChain>();

  constructor(options: BusJournalOptions) {
    this.#options = options;
  }

  underlyingTick(atMs: number, symbol: string, ltp: number): void {
    const body = nextUnderlyingBody(this.#underlyings.get(symbol), { symbol, ltp, atMs });
    this.#underlyings.set(symbol, body);
    this.#publish(this.#channelsOf(symbol).underlying, body);
  }

  /** A leg that is quoted and was never traded has no price to tell. */
  legTick(atMs: number, chain: ExpiryChain, leg: number): void {
    const ltp = chain.ltp[leg]!;
    if (ltp <= 0) return;
    this.#publishLeg(atMs, chain, leg);
    this.#toldOf(chain).ltp[leg] = ltp;
  }

  futureTick(atMs: number, future: FollowedFuture): void {
    const body = futureBody(future, { atMs, name: nameContract(future) });
    this.#publish(this.#channelsOf(future.underlying).futures, body);
  }

  chainRepriced(atMs: number, chain: ExpiryChain): void {
    const told = this.#toldOf(chain);
    if (atMs - told.toldAtMs < REPRICED_EVERY_MS) return;
    told.toldAtMs = atMs;
    for (const [leg, ltp] of chain.ltp.entries()) {
      if (ltp === told.ltp[leg] || ltp <= 0 || chain.securityIds[leg] === 0) continue;
      this.#publishLeg(atMs, chain, leg);
      told.ltp[leg] = ltp;
    }
  }

  #publishLeg(atMs: number, chain: ExpiryChain, leg: number): void {
    const spot = this.#underlyings.get(chain.underlying)?.close ?? 0;
    const name = this.#toldOf(chain).names[leg]!;
    this.#publish(this.#channelsOf(chain.underlying).options, optionBody(chain, leg, { atMs, spot, name }));
  }

  #publish(channel: string, body: object): void {
    const sequence = (this.#sequences.get(channel) ?? 0) + 1;
    this.#sequences.set(channel, sequence);
    const message: BusMessage = { channel, run: this.#options.run, sequence, json: JSON.stringify(body) };
    this.#options.publish(message);
  }

  #channelsOf(symbol: string): TickChannels {
    const channels = this.#channels.get(symbol) ?? channelsOf(symbol);
    this.#channels.set(symbol, channels);
    return channels;
  }

  #toldOf(chain: ExpiryChain): ToldChain {
    let told = this.#told.get(chain);
    if (!told) {
      told = {
        ltp: new Float64Array(chain.ltp.length),
        names: legNames(chain, this.#options.nameOf),
        toldAtMs: Number.NEGATIVE_INFINITY,
      };
      this.#told.set(chain, told);
    }
    return told;
  }
}
