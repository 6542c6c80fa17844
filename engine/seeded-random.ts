/** Reproducible randomness: one seed per run; each consumer forks its own stream by name, so adding one shifts no other. */
export class SeededRandom {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = mix(this.#seed ^ 0x9e3779b9);
  }

  /** An independent stream that depends only on this stream's seed and `name`. */
  fork(name: string): SeededRandom {
    let hash = mix(this.#seed ^ 0x85ebca6b);
    for (let index = 0; index < name.length; index += 1) hash = mix(hash ^ name.charCodeAt(index));
    return new SeededRandom(hash);
  }

  /** Uniform 32-bit integer. */
  nextUint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    return mix(this.#state);
  }

  /** Uniform in [0, 1). */
  nextFloat(): number {
    return this.nextUint32() / 4_294_967_296;
  }

  /** Standard normal: the sum of 12 uniforms less 6, which needs no transcendental function. */
  nextNormal(): number {
    let sum = 0;
    for (let index = 0; index < 12; index += 1) sum += this.nextFloat();
    return sum - 6;
  }
}

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97) >>> 0;
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
