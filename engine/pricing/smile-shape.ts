/**
 * The smile as a shape: every volatility as a multiple of that at the forward, over the distance from it in standard deviations. So
 * written a smile hardly changes through a day, and strikes that tell nothing of themselves are known from those that do.
 */

/** Distances that the shape is kept at, in standard deviations: from the least in equal steps. Beyond the ends it is flat. */
const DISTANCE_MIN = -8;
const STEP = 0.25;
const NODES = 65;

/** Where one strike was seen: its distance and its volatility. Ascending in the distance. */
export interface SmilePoint {
  readonly distance: number;
  readonly volatility: number;
}

/** One chain's shape. */
export class SmileShape {
  readonly #ratios = new Float64Array(NODES).fill(1);

  /** Takes the shape from points, straight between them and flat beyond. `atForward`: the volatility that counts as 1. */
  fit(points: readonly SmilePoint[], atForward: number): void {
    let upper = 0;
    for (let node = 0; node < NODES; node += 1) {
      const distance = DISTANCE_MIN + node * STEP;
      while (upper < points.length - 1 && points[upper]!.distance < distance) upper += 1;
      const right = points[upper];
      if (!right) return;
      const left = points[upper - 1];
      const isBetween = left !== undefined && right.distance > distance && right.distance > left.distance;
      const share = isBetween ? (distance - left.distance) / (right.distance - left.distance) : 1;
      const volatility = isBetween
        ? left.volatility + share * (right.volatility - left.volatility)
        : right.volatility;
      this.#ratios[node] = volatility / atForward;
    }
  }

  /** Multiple of the volatility at the forward. */
  at(distance: number): number {
    const place = (distance - DISTANCE_MIN) / STEP;
    if (!(place > 0)) return this.#ratios[0]!;
    if (place >= NODES - 1) return this.#ratios[NODES - 1]!;
    const node = Math.floor(place);
    const before = this.#ratios[node]!;
    return before + (place - node) * (this.#ratios[node + 1]! - before);
  }

  copy(): SmileShape {
    const twin = new SmileShape();
    twin.#ratios.set(this.#ratios);
    return twin;
  }
}
