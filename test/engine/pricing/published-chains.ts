import { genuineBodies } from '#test/support/recorded-bodies.ts';

/** A leg that Dhan published with a volatility and greeks. */
export interface PublishedLeg {
  readonly strike: number;
  readonly optionType: 'CE' | 'PE';
  readonly ltp: number;
  /** Percent. */
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
}

export interface PublishedChain {
  /** When the answer was given, as in its file name. */
  readonly name: string;
  readonly expiry: string;
  readonly spot: number;
  readonly legs: readonly PublishedLeg[];
}

interface LegBody {
  readonly greeks: Readonly<Record<'delta' | 'gamma' | 'theta' | 'vega', number>>;
  readonly implied_volatility: number;
  readonly last_price: number;
}

interface ChainBody {
  readonly data: {
    readonly last_price: number;
    readonly oc: Readonly<Record<string, Readonly<Record<'ce' | 'pe', LegBody | undefined>>>>;
  };
}

/** The recorded option chains that are at hand: one is committed, seven more are in the data folder where there is one. */
export function publishedChains(): PublishedChain[] {
  return genuineBodies()
    .filter(({ file }) => file.startsWith('POST_optionchain_200_'))
    .map(({ file, request_body, text }) => {
      const { data } = JSON.parse(text) as ChainBody;
      const name = file.slice('POST_optionchain_200_'.length, -'.body.json'.length);
      const expiry = /"expiry":"([\d-]+)"/i.exec(request_body)![1]!;
      return { name, expiry, spot: data.last_price, legs: publishedLegs(data.oc) };
    });
}

/** Legs without a volatility or delta are those that never traded, or whose price implied none. */
function publishedLegs(strikes: ChainBody['data']['oc']): PublishedLeg[] {
  return Object.entries(strikes).flatMap(([strike, legs]) =>
    (['CE', 'PE'] as const).flatMap((optionType) => {
      const leg = legs[optionType === 'CE' ? 'ce' : 'pe'];
      if (!leg || !(leg.implied_volatility > 0) || leg.greeks.delta === 0) return [];
      const { implied_volatility: impliedVolatility, last_price: ltp, greeks } = leg;
      return [{ strike: Number(strike), optionType, ltp, impliedVolatility, ...greeks }];
    }),
  );
}
