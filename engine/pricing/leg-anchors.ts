import { MS_PER_MINUTE } from '../market/ist-time.ts';
import { LEARNT_MINUTES } from './quote-response.ts';

/** What was known of a leg at an earlier moment: its own price, the model's, and its strike's volatility. */
export interface PastAnchor {
  readonly price: number;
  readonly model: number;
  readonly volatility: number;
  readonly atMs: number;
}

/** A past anchor is looked back at once it is this much of its age old. */
const DUE_SHARE = 0.75;
const PASTS = LEARNT_MINUTES.length;

/** Per leg what its last own price was and what the model said then, the ticks not yet taken in, and a few older anchors to learn from. */
export class LegAnchors {
  static readonly pastCount = PASTS;
  /** 1 once the leg had a price of its own. */
  readonly hasPrice: Uint8Array;
  /** Own price, model price at that moment (rupees), and the moment (epoch ms). */
  readonly price: Float64Array;
  readonly model: Float64Array;
  readonly atMs: Float64Array;
  /** The leg is priced at `gain` times its model price plus `offset`. */
  readonly gain: Float64Array;
  readonly offset: Float64Array;
  /** 1 for a leg whose own tick was noted and not yet taken in; `freshLegs` lists the first `freshCount`. */
  readonly isFresh: Uint8Array;
  readonly freshLegs: Uint32Array;
  freshCount = 0;
  readonly #pastPrice: Float64Array;
  readonly #pastModel: Float64Array;
  readonly #pastVolatility: Float64Array;
  readonly #pastAtMs: Float64Array;

  constructor(legCount: number) {
    this.hasPrice = new Uint8Array(legCount);
    this.price = new Float64Array(legCount);
    this.model = new Float64Array(legCount);
    this.atMs = new Float64Array(legCount);
    this.gain = new Float64Array(legCount).fill(1);
    this.offset = new Float64Array(legCount);
    this.isFresh = new Uint8Array(legCount);
    this.freshLegs = new Uint32Array(legCount);
    this.#pastPrice = new Float64Array(legCount * PASTS);
    this.#pastModel = new Float64Array(legCount * PASTS);
    this.#pastVolatility = new Float64Array(legCount * PASTS);
    this.#pastAtMs = new Float64Array(legCount * PASTS);
  }

  /** A tick of the leg's own, to be taken in with the others of its moment. */
  note(leg: number, price: number): void {
    this.price[leg] = price;
    this.hasPrice[leg] = 1;
    if (this.isFresh[leg] === 1) return;
    this.isFresh[leg] = 1;
    this.freshLegs[this.freshCount] = leg;
    this.freshCount += 1;
  }

  clearFresh(): void {
    for (let index = 0; index < this.freshCount; index += 1) this.isFresh[this.freshLegs[index]!] = 0;
    this.freshCount = 0;
  }

  /** From here on the leg stands at `price` where the model says `model`. */
  anchor(leg: number, { price, model, atMs }: Pick<PastAnchor, 'price' | 'model' | 'atMs'>): void {
    this.hasPrice[leg] = 1;
    this.price[leg] = price;
    this.model[leg] = model;
    this.atMs[leg] = atMs;
    this.respond(leg, this.gain[leg]!, 1);
  }

  /** The leg follows `share` of what the model moves, and `kept` of its distance from the model stays. */
  respond(leg: number, share: number, kept: number): void {
    const model = this.model[leg]!;
    this.gain[leg] = share;
    this.offset[leg] = kept * this.price[leg]! + (1 - kept - share) * model;
  }

  /** The leg has no price of its own any more: the model's is its price. */
  release(leg: number): void {
    this.hasPrice[leg] = 0;
    this.gain[leg] = 1;
    this.offset[leg] = 0;
  }

  isPastDue(leg: number, age: number, nowMs: number): boolean {
    const atMs = this.#pastAtMs[leg * PASTS + age]!;
    return nowMs - atMs >= DUE_SHARE * LEARNT_MINUTES[age]! * MS_PER_MINUTE;
  }

  past(leg: number, age: number): PastAnchor {
    const index = leg * PASTS + age;
    return {
      price: this.#pastPrice[index]!,
      model: this.#pastModel[index]!,
      volatility: this.#pastVolatility[index]!,
      atMs: this.#pastAtMs[index]!,
    };
  }

  setPast(leg: number, age: number, { price, model, volatility, atMs }: PastAnchor): void {
    const index = leg * PASTS + age;
    this.#pastPrice[index] = price;
    this.#pastModel[index] = model;
    this.#pastVolatility[index] = volatility;
    this.#pastAtMs[index] = atMs;
  }

  copyFrom(other: LegAnchors): void {
    this.hasPrice.set(other.hasPrice);
    this.price.set(other.price);
    this.model.set(other.model);
    this.atMs.set(other.atMs);
    this.gain.set(other.gain);
    this.offset.set(other.offset);
    this.#pastPrice.set(other.#pastPrice);
    this.#pastModel.set(other.#pastModel);
    this.#pastVolatility.set(other.#pastVolatility);
    this.#pastAtMs.set(other.#pastAtMs);
  }
}
