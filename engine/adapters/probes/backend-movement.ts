import type { Clock, Timers } from '../../ports.ts';
import { readBackendChain, readPrices } from '../../verify/backend-answers.ts';
import { nearTheMoney } from '../../verify/chain-coverage.ts';
import type { BackendChain } from '../../verify/backend-answers.ts';
import type { CoveredLeg } from '../../verify/chain-coverage.ts';
import { membersOf } from '../../verify/http-answer.ts';
import type { HttpAnswer } from '../../verify/http-answer.ts';
import { areFollowing } from '../../verify/legs-following.ts';
import type { LegsFollowing } from '../../verify/legs-following.ts';
import type { BackendMovement, LiveAnswer } from '../../verify/targets.ts';
import { pollUntil } from './poll-until.ts';

/** Two looks a second: several feed cadences of 100 and 250 ms, and half of one of 1,000 ms, lie between them. */
const LOOK_EVERY_MS = 500;

/** One tick of an option, in rupees. */
const PRICE_MIN = 0.05;

/** What is asked again and again while a backend is watched, and for how long. */
export interface BackendWatch {
  readonly clock: Clock & Timers;
  readonly deadlineMs: number;
  readonly underlyings: readonly string[];
  readonly askChain: (underlying: string) => Promise<LiveAnswer>;
  readonly askPrices: () => Promise<HttpAnswer>;
}

/** Watches every underlying and the legs near its money until all of them moved or the deadline passed. */
export async function watchBackend(watch: BackendWatch): Promise<readonly BackendMovement[]> {
  const { clock, deadlineMs, underlyings } = watch;
  const startedAtMs = clock.nowMs();
  const observers = underlyings.map((underlying) => new UnderlyingObserver(underlying, startedAtMs));
  await pollUntil({ clock, deadlineMs, everyMs: LOOK_EVERY_MS }, async () => {
    const listed = await watch.askPrices();
    const prices = readPrices(listed.value);
    for (const observer of observers) {
      if (observer.isDone) continue;
      const { underlying } = observer;
      const live = await watch.askChain(underlying);
      observer.look(prices.get(underlying), live, {
        nowMs: clock.nowMs(),
        statedPriceAgeMs: statedAgeMs(listed.value, receivedAt(listed.value, underlying)),
        statedLegsAgeMs: statedAgeMs(live.answer.value, lastUpdated(live.answer.value)),
      });
    }
    return observers.every((observer) => observer.isDone);
  });
  return observers.map((observer) => observer.movement(clock.nowMs() - startedAtMs));
}

/** What one underlying did since it was first looked at. */
class UnderlyingObserver {
  readonly underlying: string;
  readonly #startedAtMs: number;
  #expiry: string | undefined;
  #priceFrom: number | undefined;
  #priceTo: number | undefined;
  #movedAfterMs: number | undefined;
  #price: number | undefined;
  #priceChangedAtMs = 0;
  #legsChangedAtMs: number | undefined;
  #lastLook: Look | undefined;
  /** Fixed by the first chain that has strikes, so that a moving window does not bring in legs that had no time to follow. */
  #nearStrikes: ReadonlySet<number> | undefined;
  readonly #calls = new LegObserver();
  readonly #puts = new LegObserver();

  constructor(underlying: string, startedAtMs: number) {
    this.underlying = underlying;
    this.#startedAtMs = startedAtMs;
  }

  /** True once the price and enough legs have moved, so that more looks would not change the verdict. */
  get isDone(): boolean {
    return (
      this.#movedAfterMs !== undefined &&
      areFollowing(this.#calls.following()) &&
      areFollowing(this.#puts.following())
    );
  }

  look(listedPrice: number | undefined, { expiry, answer }: LiveAnswer, look: Look): void {
    const chain = readBackendChain(answer.value);
    const price = listedPrice ?? chain?.spot;
    this.#lastLook = look;
    if (price !== this.#price) this.#priceChangedAtMs = look.nowMs;
    this.#price = price;
    this.#priceFrom ??= price;
    this.#priceTo = price ?? this.#priceTo;
    if (price !== undefined && price !== this.#priceFrom)
      this.#movedAfterMs ??= look.nowMs - this.#startedAtMs;
    this.#expiry ??= expiry;
    if (chain === undefined) return;
    this.#nearStrikes ??= strikesNear(chain, price);
    for (const { strike, ce, pe } of chain.strikes) {
      if (!this.#nearStrikes?.has(strike)) continue;
      const hasChanged = [this.#calls.look(strike, ce), this.#puts.look(strike, pe)].includes(true);
      if (hasChanged) this.#legsChangedAtMs = look.nowMs;
    }
  }

  movement(watchedMs: number): BackendMovement {
    return {
      underlying: this.underlying,
      expiry: this.#expiry,
      priceFrom: this.#priceFrom,
      priceTo: this.#priceTo,
      hasMoved: this.#movedAfterMs !== undefined,
      movedAfterMs: this.#movedAfterMs,
      watchedMs,
      calls: this.#calls.following(),
      puts: this.#puts.following(),
      priceAgeMs: this.#price === undefined ? undefined : this.#ageMs(this.#priceChangedAtMs),
      legsAgeMs: this.#legsChangedAtMs === undefined ? undefined : this.#ageMs(this.#legsChangedAtMs),
      statedPriceAgeMs: this.#lastLook?.statedPriceAgeMs,
      statedLegsAgeMs: this.#lastLook?.statedLegsAgeMs,
    };
  }

  #ageMs(changedAtMs: number): number {
    return (this.#lastLook?.nowMs ?? changedAtMs) - changedAtMs;
  }
}

/** Undefined for an empty chain: there is nothing to watch yet. */
function strikesNear(
  { strikes, spot }: BackendChain,
  price: number | undefined,
): ReadonlySet<number> | undefined {
  if (strikes.length === 0) return undefined;
  return new Set(nearTheMoney({ strikes, spot: price ?? spot }).map(({ strike }) => strike));
}

/** First price of each leg of one kind, and which of them have had another since. */
class LegObserver {
  readonly #first = new Map<number, string>();
  readonly #followed = new Set<number>();

  readonly #last = new Map<number, string>();

  /**
   * Tells whether the leg's price is another than at the look before. A leg that begins at the lowest price there is has nowhere to
   * go while its underlying moves a little: it is not counted among the followers.
   */
  look(strike: number, leg: CoveredLeg | undefined): boolean {
    if (leg === undefined) return false;
    const price = `${leg.ltp} ${leg.bid} ${leg.ask}`;
    const first = this.#first.get(strike);
    if (first !== undefined && first !== price) this.#followed.add(strike);
    if (first === undefined && leg.ltp !== PRICE_MIN) this.#first.set(strike, price);
    const hasChanged = this.#last.get(strike) !== price;
    this.#last.set(strike, price);
    return hasChanged;
  }

  following(): LegsFollowing {
    return { seen: this.#first.size, followed: this.#followed.size };
  }
}

/** One look: when it was, and how old the backend itself says its figures are. */
interface Look {
  readonly nowMs: number;
  readonly statedPriceAgeMs: number | undefined;
  readonly statedLegsAgeMs: number | undefined;
}

/** When `/prices` says that the symbol's price arrived there. */
function receivedAt(body: unknown, symbol: string): unknown {
  return membersOf(membersOf(body)['received_at'])[symbol];
}

/** When `options/live` says that the chain last changed there. */
function lastUpdated(body: unknown): unknown {
  return membersOf(membersOf(body)['data'])['last_updated'];
}

/** The body's own `timestamp` minus a time in it; undefined where one of them cannot be read. */
function statedAgeMs(body: unknown, time: unknown): number | undefined {
  const ageMs = epochMsOf(membersOf(body)['timestamp']) - epochMsOf(time);
  return Number.isFinite(ageMs) ? ageMs : undefined;
}

function epochMsOf(time: unknown): number {
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}
