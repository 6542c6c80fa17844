/** Names of what contracts are written on, in upper case. Source: dhan-v2-wire 4.2, 5.1; index names as the exchanges print them. */
import { UNDERLYINGS } from '../instrument.ts';
import type { PlainSymbol } from './market-symbol.ts';

/** Names of the six indices besides their symbols; the first is the one their exchange prints. */
const INDEX_NAMES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  NIFTY: ['NIFTY 50', 'NIFTY50', 'CNX NIFTY'],
  BANKNIFTY: ['NIFTY BANK', 'NIFTYBANK', 'BANK NIFTY', 'CNX BANK'],
  FINNIFTY: ['NIFTY FIN SERVICE', 'NIFTY FINANCIAL SERVICES', 'FIN NIFTY'],
  MIDCPNIFTY: ['NIFTY MID SELECT', 'NIFTY MIDCAP SELECT', 'MIDCAP NIFTY', 'MIDCPNIFTY SELECT'],
  SENSEX: ['BSE SENSEX', 'S&P BSE SENSEX', 'SENSEX 30'],
  BANKEX: ['BSE BANKEX', 'S&P BSE BANKEX'],
};

/** Indices with contracts that have no market here; their names end in digits, which only a list can tell from a year. */
const OTHER_INDICES: readonly PlainSymbol[] = [
  { kind: 'index', exchange: 'NSE', symbol: 'NIFTYNXT50' },
  { kind: 'index', exchange: 'BSE', symbol: 'SENSEX50' },
];

const COMMODITIES = [
  'ALUMINI',
  'ALUMINIUM',
  'CARDAMOM',
  'COPPER',
  'COTTON',
  'COTTONCNDY',
  'COTTONOIL',
  'CRUDEOIL',
  'CRUDEOILM',
  'ELECDMBL',
  'GOLD',
  'GOLDGUINEA',
  'GOLDM',
  'GOLDPETAL',
  'GOLDTEN',
  'KAPAS',
  'LEAD',
  'LEADMINI',
  'MCXBULLDEX',
  'MCXMETLDEX',
  'MENTHAOIL',
  'NATGASMINI',
  'NATURALGAS',
  'NICKEL',
  'SILVER',
  'SILVERM',
  'SILVERMIC',
  'STEELREBAR',
  'ZINC',
  'ZINCMINI',
] as const;

/** Pairs with contracts of their own segments, which are not read here. */
export const CURRENCY_PAIRS: ReadonlySet<string> = new Set(['USDINR', 'EURINR', 'GBPINR', 'JPYINR']);

const BY_SYMBOL: ReadonlyMap<string, PlainSymbol> = new Map(
  [
    ...UNDERLYINGS.map(({ symbol, exchange }): PlainSymbol => ({ kind: 'index', exchange, symbol })),
    ...OTHER_INDICES,
    ...COMMODITIES.map((symbol): PlainSymbol => ({ kind: 'commodity', exchange: 'MCX', symbol })),
  ].map((named) => [named.symbol, named]),
);

const SYMBOL_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(INDEX_NAMES).flatMap(([symbol, names]) => names.map((name) => [name, symbol])),
);

/** The index or commodity of that symbol or name, in upper case; undefined for any other, which may be a share. */
export function knownUnderlying(name: string): PlainSymbol | undefined {
  return BY_SYMBOL.get(SYMBOL_BY_NAME.get(name) ?? name);
}

/** Names of an index besides its symbol; empty for any other. */
export function otherNamesOf(symbol: string): readonly string[] {
  return INDEX_NAMES[symbol] ?? [];
}

/** True for what an NSE symbol can look like: at most ten characters, not all digits. */
export function isShareName(name: string): boolean {
  return name.length <= SHARE_NAME_LENGTH_MAX && /^(?=.*[A-Z])[A-Z0-9][A-Z0-9&-]*$/.test(name);
}

const SHARE_NAME_LENGTH_MAX = 10;
