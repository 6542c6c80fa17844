import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

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

  constructor(wire: WireProfile) {
    this.#exchange = createSmallExchange({ wire }).exchange;
  }

  async answer(
    call: FuzzCall,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
    const { app, clock } = this.#exchange;
    clock.set(clock.nowMs() + BETWEEN_CALLS_MS);
    const mayHaveBody = call.method !== 'GET' && call.method !== 'HEAD';
    const response = await app.fetch(
      new Request(`http://exchange.test${call.path}${this.#knowing(call.query)}`, {
        method: call.method,
        headers: this.#headersOf(call),
        ...(mayHaveBody && call.body !== undefined ? { body: call.body } : {}),
      }),
    );
    const text = await response.text();
    this.#consentId = /"consent(?:App)?Id":"([^"]+)"/.exec(text)?.[1] ?? this.#consentId;
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

  #knowing(query: string): string {
    const { totpSecret } = this.#exchange.accounts.all[0]!.secrets;
    return query
      .replace('%24totp', totpAt(totpSecret, this.#exchange.clock.nowMs()))
      .replaceAll('%24consent', this.#consentId)
      .replace('%24tokenId', this.#tokenId);
  }
}
