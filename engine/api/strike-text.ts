import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { GreekColumns } from '../pricing/kernel/greek-columns.ts';
import type { BackendBody } from './backend-context.ts';

/** One strike as a JSON member, `"23000.0":{"CE":{...},"PE":{...}}`: the envelope's with `greeks`, without them the documents' own. */
export function strikeText(
  chain: ExpiryChain,
  strikeIndex: number,
  greeks: GreekColumns | undefined,
): string {
  const legText = (leg: number): string =>
    greeks ? observedLeg(chain, leg, greeks) : documentedLeg(chain, leg);
  const key = strikeKey(chain.strikes[strikeIndex]!, greeks ? 'envelope' : 'flat');
  const call = strikeIndex * 2;
  return `"${key}":{"CE":${legText(call)},"PE":${legText(call + 1)}}`;
}

/** As Python prints a float (`23000.0`, `22987.5`); the documents' body writes `23000`. Source: seed-requirements I17. */
export function strikeKey(strike: number, body: BackendBody): string {
  return body === 'envelope' && Number.isInteger(strike) ? `${strike}.0` : String(strike);
}

function observedLeg(chain: ExpiryChain, leg: number, greeks: GreekColumns): string {
  const source = LEG_SOURCES[chain.source[leg]!] ?? 'none';
  return (
    `{"token":${number(chain.securityIds[leg]!)},${quoteMembers(chain, leg)}` +
    `,"oi":${number(chain.oi[leg]!)},"volume":${number(chain.volume[leg]!)}` +
    `,${greekMembers(greeks, leg)},"source":"${source}"}`
  );
}

/** Greeks have five decimals, as the exchange prints them. */
function greekMembers({ impliedVolatility, delta, gamma, theta, vega }: GreekColumns, leg: number): string {
  return (
    `"iv":${Math.round(impliedVolatility[leg]! * 10_000) / 10_000}` +
    `,"greeks":{"delta":${delta[leg]},"gamma":${gamma[leg]},"theta":${theta[leg]},"vega":${vega[leg]}}`
  );
}

function documentedLeg(chain: ExpiryChain, leg: number): string {
  return `{${quoteMembers(chain, leg)}}`;
}

function quoteMembers(chain: ExpiryChain, leg: number): string {
  const { tickSize } = chain;
  return (
    `"ltp":${priceText(chain.ltp[leg]!, tickSize)},"bid":${priceText(chain.bid[leg]!, tickSize)}` +
    `,"ask":${priceText(chain.ask[leg]!, tickSize)}`
  );
}

/** The price on its tick grid, to the paisa: 234.95 for 234.95000000000002 at a tick of 0.05. */
function priceText(rupees: number, tickSize: number): string {
  return number(Math.round(Math.round(rupees / tickSize) * tickSize * 100) / 100);
}

/** JSON has no NaN and no infinity: a figure that is none is null, as JSON.stringify writes it. */
function number(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}
