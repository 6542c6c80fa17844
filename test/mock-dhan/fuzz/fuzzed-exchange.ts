import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { LOT, buy } from '#test/support/trading-account.ts';

/** Enough for every budget to be whole again, and no more than 7000 calls a day. */
const BETWEEN_CALLS_MS = 15_000;

/** A call as it goes out; `headers` come on top of the login's, an undefined one takes its place away. */
export interface FuzzCall {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** One exchange under many calls, each of which finds it with its budgets whole and knows what the ones before were told. */
export class FuzzedExchange {
  readonly #exchange: MockExchange;
  #consentId = 'none';
  #tokenId = 'none';
  #orderId = '1';
  #alertId = '1';

  constructor(wire: WireProfile) {
    const small = createSmallExchange({ wire });
    this.#exchange = small.exchange;
    // A position, for the calls that need one.
    buy(small, { quantity: 2 * LOT });
  }

  async answer(
    call: FuzzCall,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
    const { app, clock } = this.#exchange;
    clock.set(clock.nowMs() + BETWEEN_CALLS_MS);
    const mayHaveBody = call.method !== 'GET' && call.method !== 'HEAD';
    const response = await app.fetch(
      new Request(`http://exchange.test${this.#knowing(call.path)}${this.#knowing(call.query)}`, {
        method: call.method,
        headers: this.#headersOf(call),
        ...(mayHaveBody && call.body !== undefined ? { body: call.body } : {}),
      }),
    );
    const text = await response.text();
    this.#consentId = /"consent(?:App)?Id":"([^"]+)"/.exec(text)?.[1] ?? this.#consentId;
    this.#orderId = /"orderId":"(\d+)"/.exec(text)?.[1] ?? this.#orderId;
    this.#alertId = /"alertId":"(\d+)"/.exec(text)?.[1] ?? this.#alertId;
    this.#tokenId = /tokenId=([^&]+)/.exec(response.headers.get('location') ?? '')?.[1] ?? this.#tokenId;
    return { status: response.status, headers: response.headers, text };
  }

  #headersOf({ headers }: FuzzCall): Headers {
    const { accessToken, clientId } = this.#exchange.accounts.credentialsOf()!;
    const sent = new Headers();
    for (const [name, value] of Object.entries({
      'access-token': accessToken,
      'client-id': clientId,
      ...headers,
    }))
      if (value !== undefined) sent.set(name, value);
    return sent;
  }

  #knowing(text: string): string {
    const { totpSecret } = this.#exchange.accounts.all[0]!.secrets;
    return text
      .replace('%24totp', totpAt(totpSecret, this.#exchange.clock.nowMs()))
      .replaceAll('%24consent', this.#consentId)
      .replace('%24tokenId', this.#tokenId)
      .replace('%24orderId', this.#orderId)
      .replace('%24alertId', this.#alertId);
  }
}
