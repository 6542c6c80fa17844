import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { parseChainCsv } from '#scenarios/convert/chain-csv.ts';

const HEADER =
  'ts_iso,captured_at,underlying,spot,spot_src,fwd,expiry,strike,' +
  'ce_ltp,ce_bid,ce_bid_qty,ce_ask,ce_ask_qty,ce_iv,ce_oi,ce_oi_chg,ce_vol,ce_net_chg,' +
  'pe_ltp,pe_bid,pe_bid_qty,pe_ask,pe_ask_qty,pe_iv,pe_oi,pe_oi_chg,pe_vol,pe_net_chg';
const FIRST =
  '2025-08-29T09:22:45+05:30,x,NIFTY,24545.47,derived,,2025-09-02,24550,' +
  '90.5,90.4,150,90.6,75,8.1,100,10,2000,-5.5,' +
  '80,79.9,75,80.1,300,8.2,4.67,-1,3,2.25';
const SECOND =
  '2025-08-29T09:23:45+05:30,x,NIFTY,24550.1,derived,,2025-09-02,24500,' +
  '0.0,1.0,75,2.0,75,0,0,0,0,0.0,0,0,0,0,0,0,0,0,0,0';
const FACTS = { symbol: 'NIFTY', lotSize: 75, strikeInterval: 50, previousClose: 24_500.9 };

const parse = (...lines: string[]) => parseChainCsv([HEADER, ...lines, ''].join('\n'), FACTS);

test('volume and open interest become units, quantities stay', () => {
  const chain = parse(FIRST).snapshots[0]!.chains[0]!;
  expect([...chain.volume]).toEqual([150_000, 225]);
  expect([...chain.oi]).toEqual([7500, 350]);
  expect([...chain.bidQuantity]).toEqual([150, 75]);
  expect([...chain.ltp]).toEqual([90.5, 80]);
});

test('times are IST and the spot is marked derived', () => {
  const underlying = parse(FIRST);
  expect(underlying.snapshots[0]!.atMs).toBe(istToEpochMs('2025-08-29', '09:22:45'));
  expect(underlying.isSpotDerived).toBe(true);
});

test("yesterday's close and open interest follow from the changes", () => {
  const [ladder] = parse(FIRST).expiries;
  expect([...ladder!.previousClose!]).toEqual([96, 77.75]);
  expect([...ladder!.previousOi!]).toEqual([6750, 425]);
});

test('a strike that appears later is absent from the snapshots before it', () => {
  const { expiries, snapshots } = parse(FIRST, SECOND);
  expect([...expiries[0]!.strikes]).toEqual([24_500, 24_550]);
  expect([...snapshots[0]!.chains[0]!.bid]).toEqual([0, 0, 90.4, 79.9]);
  expect([...snapshots[1]!.chains[0]!.bid]).toEqual([1, 0, 0, 0]);
});

test('a cell that is no number is named by line and column', () => {
  expect(() => parse(FIRST, SECOND.replace('24500,0.0', '24500,n/a'))).toThrow(
    /was "n\/a" \(line 3, column ce_ltp\)/,
  );
});

test('a missing column is named', () => {
  expect(() => parseChainCsv('ts_iso,spot\n2025-08-29T09:22:45+05:30,1\n', FACTS)).toThrow(/column/);
});
