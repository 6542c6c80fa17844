/** The calls by which a wire is compared: reads of data, each as a client makes it. */
import { addDays } from '../../market/ist-time.ts';

/** What a question may depend on. */
export interface QuestionMoment {
  /** The exchange's date, `YYYY-MM-DD`. */
  readonly today: string;
  /** Nearest listed expiry of NIFTY; empty before the list was read. */
  readonly expiry: string;
}

/** One read. */
export interface WireQuestion {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** Below the REST base. */
  readonly path: string;
  readonly tier: 'java' | 'go';
  /** See ObservedCall. */
  readonly isOfAccount?: true;
  /** Asked with a token that is none, to see how that is refused. */
  readonly hasFalseToken?: true;
  readonly body?: (moment: QuestionMoment) => object;
  /** How long the exchange wants peace afterwards, ms. Source: dhan-v2-wire, rate limits. */
  readonly pauseMs: number;
}

/** Below the limits of every family. */
const PAUSE_MS = 250;
const QUOTE_PAUSE_MS = 1100;
const NIFTY = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' } as const;
const CHART = { securityId: '13', exchangeSegment: 'IDX_I', instrument: 'INDEX' } as const;
const CHART_DAYS = 5;

/** In the order they are asked; the expiry list comes before what needs an expiry. */
export const WIRE_QUESTIONS: readonly WireQuestion[] = [
  read('profile', '/profile', { tier: 'java' }),
  post('expirylist', '/optionchain/expirylist', { tier: 'go', pauseMs: PAUSE_MS, body: () => NIFTY }),
  post('ltp', '/marketfeed/ltp', { tier: 'go', pauseMs: QUOTE_PAUSE_MS, body: () => ({ IDX_I: [13] }) }),
  post('ohlc', '/marketfeed/ohlc', { tier: 'go', pauseMs: QUOTE_PAUSE_MS, body: () => ({ IDX_I: [13] }) }),
  post('quote', '/marketfeed/quote', { tier: 'go', pauseMs: QUOTE_PAUSE_MS, body: () => ({ IDX_I: [13] }) }),
  post('optionchain', '/optionchain', {
    tier: 'go',
    pauseMs: PAUSE_MS,
    body: ({ expiry }) => ({ ...NIFTY, Expiry: expiry }),
  }),
  post('intraday', '/charts/intraday', {
    tier: 'java',
    pauseMs: PAUSE_MS,
    body: ({ today }) => ({
      ...CHART,
      interval: '1',
      fromDate: `${addDays(today, -CHART_DAYS)} 09:15:00`,
      toDate: `${today} 15:30:00`,
    }),
  }),
  read('fundlimit', '/fundlimit', { tier: 'java', isOfAccount: true }),
  read('holdings', '/holdings', { tier: 'java', isOfAccount: true }),
  read('static-ip', '/ip/getIP', { tier: 'java', isOfAccount: true }),
  read('refused-login', '/profile', { tier: 'java', hasFalseToken: true }),
  read('unknown-path', '/preopen-drift', { tier: 'java' }),
];

function read(
  id: string,
  path: string,
  rest: Pick<WireQuestion, 'tier' | 'isOfAccount' | 'hasFalseToken'>,
): WireQuestion {
  return { id, method: 'GET', path, pauseMs: PAUSE_MS, ...rest };
}

function post(id: string, path: string, rest: Pick<WireQuestion, 'tier' | 'body' | 'pauseMs'>): WireQuestion {
  return { id, method: 'POST', path, ...rest };
}
