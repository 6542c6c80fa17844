import { istDate } from '#engine/market/ist-time.ts';
import { SeededRandom } from '#engine/seeded-random.ts';

/** A consent that an app or a partner asked for, and who may have given it. */
export interface Consent {
  readonly id: string;
  /** The app or partner that asked, which alone may redeem it. */
  readonly askedBy: string;
  /** Whose login it asks for; a partner leaves it to whoever logs in. */
  readonly clientId: string | undefined;
}

/** What a browser brought back: a token id is worth one access token, once. */
export interface GrantedConsent {
  readonly askedBy: string;
  readonly clientId: string;
}

/** Source: dhan-v2-wire 1.4. */
const CONSENTS_PER_DAY_MAX = 25;
/** Consents and token ids kept at most; the oldest are forgotten. */
const KEPT_MAX = 1000;

/** Consents on their way from an app through a browser and back. Ids come from the seed, in the order they are asked for. */
export class Consents {
  readonly #random: SeededRandom;
  readonly #asked = new Map<string, Consent>();
  readonly #granted = new Map<string, GrantedConsent>();
  readonly #askedToday = new Map<string, number>();
  #date = '';

  /** `exchange` keeps the ids of exchanges apart that share a seed. */
  constructor(seed: number, exchange = '') {
    this.#random = new SeededRandom(seed).fork(`consents${exchange}`);
  }

  /** Takes one consent off the client's budget of the IST day at `nowMs`, epoch ms; false when it is used up. */
  takeOfDay(clientId: string, nowMs: number): boolean {
    const date = istDate(nowMs);
    if (date !== this.#date) {
      this.#date = date;
      this.#askedToday.clear();
    }
    const asked = this.#askedToday.get(clientId) ?? 0;
    if (asked >= CONSENTS_PER_DAY_MAX) return false;
    this.#askedToday.set(clientId, asked + 1);
    return true;
  }

  ask(request: Omit<Consent, 'id'>): Consent {
    const consent = { ...request, id: this.#nextId() };
    keep(this.#asked, consent.id, consent);
    return consent;
  }

  find(consentId: string): Consent | undefined {
    return this.#asked.get(consentId);
  }

  /** Whether it is the id of a consent or of a token id here, not used up yet. */
  knows(id: string): boolean {
    return this.#asked.has(id) || this.#granted.has(id);
  }

  /** The user agreed: the consent is used up, and the token id that the browser brings back is answered. */
  grant(consent: Consent, clientId: string): string {
    this.#asked.delete(consent.id);
    const tokenId = this.#nextId();
    keep(this.#granted, tokenId, { askedBy: consent.askedBy, clientId });
    return tokenId;
  }

  /** What a token id is worth to `askedBy`; undefined when it is unknown, used up or another's. */
  redeem(tokenId: string, askedBy: string): GrantedConsent | undefined {
    const granted = this.#granted.get(tokenId);
    if (granted?.askedBy !== askedBy) return undefined;
    this.#granted.delete(tokenId);
    return granted;
  }

  /** A UUID in form, version 4. */
  #nextId(): string {
    const words = Array.from({ length: 4 }, () => this.#random.nextUint32().toString(16).padStart(8, '0'));
    return words.join('').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
  }
}

function keep<Value>(kept: Map<string, Value>, id: string, value: Value): void {
  kept.set(id, value);
  if (kept.size <= KEPT_MAX) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
