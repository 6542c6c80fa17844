/** Where the sources about Dhan's wire disagree, a switch; a named profile is one value for each of them. Source: dhan-v2-wire 11. */
import { ConfigError } from '../errors.ts';

/** One point on which sources disagree. The first value is the observed wire. */
interface WireSwitch {
  readonly values: readonly [string, string, ...string[]];
  /** Where the reference tells it: rows of its section 11, or another section. */
  readonly source: string;
  /** What the switch decides, for the table of profiles. */
  readonly about: string;
}

/** Every switch, in the order of the reference. */
export const WIRE_SWITCHES = {
  ltt: {
    values: ['ist-shifted', 'true-utc'],
    source: '11.1 row 1',
    about: 'epoch of a last trade time on the live feed: IST wall clock counted as UTC, or true UTC',
  },
  previousClosePackets: {
    values: ['indices', 'all'],
    source: '11.1 row 2',
    about: 'who gets a previous close packet (code 6) with its snapshot',
  },
  sessionClose: {
    values: ['previous-close', 'after-close'],
    source: '11.1 row 3',
    about: "close field of a leg's Quote and Full packets while the session runs: the previous close, or 0",
  },
  marketStatusPackets: {
    values: ['off', 'on'],
    source: '11.1 row 8',
    about: "a market status packet (code 7, a header alone) at the session's open and close",
  },
  conflation: {
    values: ['grid', 'each-change'],
    source: '11.1 row 9',
    about: 'live feed packets: the last value per flush of the grid, or every change',
  },
  indexModes: {
    values: ['as-asked', 'ticker-only'],
    source: '11.1 row 10',
    about: 'an index subscribed in Quote or Full mode: served with zeros, or as Ticker',
  },
  messages: {
    values: ['one-packet', 'batch'],
    source: '11.1 row 12',
    about: 'packets per message of the live feed: one, or all of a flush',
  },
  sixthConnection: {
    values: ['packet-805', 'reset'],
    source: '11.1 row 13',
    about: 'how the oldest of six connections ends: packet 50 with 805 and a close, or a TCP reset',
  },
  badFeedLogin: {
    values: ['packet-50', 'reset'],
    source: '11.1 row 15',
    about: 'a feed login that is no good: packet 50 and a close, or a TCP reset',
  },
  depth200Token: {
    values: ['any', 'self-only'],
    source: '11.1 row 18',
    about: 'tokens of the 200-level depth feed: any, or a TCP reset after the subscription of an APP token',
  },
  numericSecurityIds: {
    values: ['ignored', 'accepted'],
    source: '11.1 row 22',
    about: 'subscriptions whose SecurityId is a number instead of a string',
  },
  surplusInstruments: {
    values: ['ignored', 'disconnect-804'],
    source: '6.2',
    about:
      'more than 100 instruments in one subscription: the surplus is passed over, or the session ends with 804',
  },
  chainLegs: {
    values: ['with-ids', 'before-2026-02'],
    source: '4.2',
    about:
      'a leg of the option chain: with average_price and security_id, as since 9 February 2026, or without the two',
  },
  deadToken: {
    values: ['dh-906', 'dh-901'],
    source: '11.2 row 25',
    about: "the Java tier's answer to an expired or replaced token: 400 DH-906, or 401 DH-901",
  },
  orderById: {
    values: ['list', 'object'],
    source: '11.2 row 28',
    about: 'GET /orders/{id} of a known order: a list of one, or the order itself',
  },
  unknownOrder: {
    values: ['empty-list', 'dh-905'],
    source: '11.2 row 29',
    about: 'GET /orders/{id} of an order nobody placed: 200 with an empty list, or 400 DH-905',
  },
  placedStatus: {
    values: ['transit', 'pending'],
    source: '11.2 row 33',
    about: 'orderStatus in the answer to an order that is placed',
  },
  emptyOptionals: {
    values: ['refused', 'accepted'],
    source: '11.2 row 35',
    about: 'empty texts in optional fields of an order',
  },
  neverTraded: {
    values: ['1980', 'empty'],
    source: '4.3',
    about: 'last_trade_time of an instrument without a trade today: 01/01/1980 00:00:00, or an empty text',
  },
  rollingInterval25: {
    values: ['accepted', 'refused'],
    source: '11.2 row 42',
    about: 'rollingoption bars of 25 minutes',
  },
  rollingDaysMax: {
    values: ['45', '30'],
    source: '11.2 row 43',
    about: 'longest span of a rollingoption call in days',
  },
  rollingToDate: {
    values: ['inclusive', 'exclusive'],
    source: '11.2 row 44',
    about: "whether a rollingoption call's toDate counts",
  },
  openInterestList: {
    values: ['when-asked', 'always'],
    source: '11.2 row 46',
    about: 'the open_interest list of a chart',
  },
  chartNumbers: {
    values: ['java', 'java-without-exponent', 'plain'],
    source: '11.2 row 48',
    about: 'chart numbers: 1.7E7 and 12.0, 17000000.0 and 12.0, or 17000000 and 12',
  },
  convertAnswer: {
    values: ['202-empty', '200-json'],
    source: '11.2 row 54',
    about: 'POST /positions/convert: 202 without a body, or 200 with one that the official SDK can read',
  },
  staticIpFields: {
    values: ['seven', 'four'],
    source: '11.2 row 57',
    about: 'keys of GET /ip/getIP',
  },
  emptyHoldings: {
    values: ['dh-1111', 'empty-list'],
    source: '11.2 row 59',
    about: 'GET /holdings of an empty demat: 500 DH-1111, or 200 with an empty list',
  },
  holdingMtf: {
    values: ['all', 'none'],
    source: '11.2 row 60',
    about: 'the three keys of shares bought on margin (mtf_t1_qty, mtf_tq_qty, mtf_qty) in GET /holdings',
  },
  marketOrders: {
    values: ['market', 'limit'],
    source: '11.2 row 64',
    about:
      'a market order in the order book: MARKET at 0 as it was placed, or LIMIT at the price that protects it, as Dhan announced for 21 March 2026',
  },
  staticIp: {
    values: ['off', 'orders', 'orders-and-controls'],
    source: '11.2 row 65',
    about:
      'whom a caller from an address that is not registered is refused: nobody, placing orders, or every write of the account',
  },
  orderAlertKeys: {
    values: ['with-twins', 'pascal-case'],
    source: '11.3 row 71',
    about: 'keys of an order update: seven of them in camelCase too, as in the classic sample, or once each',
  },
  orderStatusCase: {
    values: ['upper', 'title'],
    source: '11.3 row 72',
    about: 'Status of an order update: CANCELLED, or Cancelled as in the classic sample',
  },
  orderAlerts: {
    values: ['one-by-one', 'joined'],
    source: '8',
    about: 'order updates of the same moment: a text frame each, or their JSON objects back to back in one',
  },
  greekClock: {
    values: ['dhan', 'clean'],
    source: '11.2 row 68',
    about:
      "end of an option for the chain's greeks: 15:30 UTC of its expiry date as Dhan has it, or the end of its session",
  },
  seedNames: {
    values: ['unknown', 'accepted'],
    source: 'design decision 2',
    about:
      "the first original system's names: id 13626, segment I, ExpiryDate, GET /v2/market-data/quote/{id}",
  },
  backendBody: {
    values: ['envelope', 'flat'],
    source: 'design decision 8',
    about: "the reference backend's options/live body: its envelope, or the documents' flat one",
  },
  cadenceMs: {
    values: ['250', '100', '1000'],
    source: 'design decision 12',
    about: 'milliseconds between flushes of the feeds',
  },
} as const satisfies Readonly<Record<string, WireSwitch>>;

export type WireSwitchName = keyof typeof WIRE_SWITCHES;

/** One value for every switch. */
export type WireProfile = {
  readonly [Name in WireSwitchName]: (typeof WIRE_SWITCHES)[Name]['values'][number];
};

/** Every switch at its first value: what was seen on the real wire. */
const OBSERVED = Object.fromEntries(
  Object.entries(WIRE_SWITCHES).map(([name, { values }]) => [name, values[0]]),
) as WireProfile;

/**
 * `observed`: the real wire as it was recorded. `documented`: the letter of Dhan's documents. `sdk`: what the official Python SDK and its
 * fixtures are at ease with. `seed-compat`: the documents of the first original system.
 */
export const WIRE_PROFILES = {
  observed: OBSERVED,
  documented: {
    ...OBSERVED,
    ltt: 'true-utc',
    previousClosePackets: 'all',
    sessionClose: 'after-close',
    conflation: 'each-change',
    surplusInstruments: 'disconnect-804',
    deadToken: 'dh-901',
    orderById: 'object',
    placedStatus: 'pending',
    emptyOptionals: 'accepted',
    rollingDaysMax: '30',
    rollingToDate: 'exclusive',
    openInterestList: 'always',
    chartNumbers: 'plain',
    staticIpFields: 'four',
    emptyHoldings: 'empty-list',
  },
  sdk: {
    ...OBSERVED,
    previousClosePackets: 'all',
    numericSecurityIds: 'accepted',
    deadToken: 'dh-901',
    orderById: 'object',
    emptyOptionals: 'accepted',
    chartNumbers: 'plain',
    convertAnswer: '200-json',
    emptyHoldings: 'empty-list',
  },
  'seed-compat': {
    ...OBSERVED,
    numericSecurityIds: 'accepted',
    seedNames: 'accepted',
    backendBody: 'flat',
    cadenceMs: '100',
  },
} as const satisfies Readonly<Record<string, WireProfile>>;

export type WireProfileName = keyof typeof WIRE_PROFILES;

/**
 * Reads `NAME` or `NAME,switch=value,...`, switch names in kebab-case: `observed,messages=batch,greek-clock=clean`.
 * Errors: ConfigError that lists the accepted names or values.
 */
export function parseWireProfile(text: string): WireProfile {
  const [name = '', ...changes] = text.split(',');
  if (!Object.hasOwn(WIRE_PROFILES, name))
    throw notAWire(`a profile (${Object.keys(WIRE_PROFILES).join(', ')})`, name);
  return Object.assign(
    { ...WIRE_PROFILES[name as WireProfileName] },
    ...changes.map(switched),
  ) as WireProfile;
}

/** The profile as `parseWireProfile` reads it: the name of the nearest one and what differs from it. */
export function wireProfileText(profile: WireProfile): string {
  const texts = Object.entries(WIRE_PROFILES).map(([name, base]) => [
    name,
    ...SWITCH_NAMES.filter((each) => profile[each] !== base[each]).map(
      (each) => `${wireSwitchFlag(each)}=${profile[each]}`,
    ),
  ]);
  return texts.reduce((nearest, text) => (text.length < nearest.length ? text : nearest)).join(',');
}

/** A switch as users write it: `greek-clock`. */
export function wireSwitchFlag(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

function switched(change: string): Partial<WireProfile> {
  const [flag = '', value = ''] = change.split('=', 2);
  const name = SWITCH_NAMES.find((candidate) => wireSwitchFlag(candidate) === flag);
  if (!name) throw notAWire(`a switch (${SWITCH_NAMES.map(wireSwitchFlag).join(', ')})`, flag);
  const values: readonly string[] = WIRE_SWITCHES[name].values;
  if (!values.includes(value)) throw notAWire(`${flag}=${values.join('|')}`, change);
  return { [name]: value };
}

const SWITCH_NAMES = Object.keys(WIRE_SWITCHES) as readonly WireSwitchName[];

function notAWire(expected: string, seen: string): ConfigError {
  return new ConfigError(
    `--wire: expected ${expected}, was "${seen}". Write a profile and, behind commas, what differs: observed,messages=batch.`,
  );
}
