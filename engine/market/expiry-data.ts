/** The rules behind expiry lists and lot sizes, by date. Source: dhan-v2-wire 10.3, 10.4. */

interface ExpiryWeekday {
  /** Expiries from this date on. */
  readonly since: string;
  /** When the market learnt of it; lists made before follow the older rule. */
  readonly publishedOn: string;
  /** 0 Sunday ... 6 Saturday. */
  readonly weekday: number;
}

/** Oldest first. The day of publication is that of SEBI's approval of the exchanges' proposals. */
export const EXPIRY_WEEKDAYS: Readonly<Record<'NSE' | 'BSE', readonly [ExpiryWeekday, ...ExpiryWeekday[]]>> =
  {
    NSE: [
      { since: '0001-01-01', publishedOn: '0001-01-01', weekday: 4 },
      { since: '2025-09-01', publishedOn: '2025-06-17', weekday: 2 },
    ],
    BSE: [
      { since: '0001-01-01', publishedOn: '0001-01-01', weekday: 2 },
      { since: '2025-09-01', publishedOn: '2025-06-17', weekday: 4 },
    ],
  };

interface ExpiryLadder {
  /** Weekly contracts besides the monthly ones. */
  readonly weekly: number;
  readonly monthly: number;
  readonly quarterly: number;
  readonly halfYearly: number;
}

/** NIFTY as recorded; SENSEX and the indices without weeklies by analogy, not confirmed by a recorded list. */
export const EXPIRY_LADDERS: { readonly other: ExpiryLadder } & Readonly<Record<string, ExpiryLadder>> = {
  NIFTY: { weekly: 4, monthly: 3, quarterly: 3, halfYearly: 8 },
  SENSEX: { weekly: 4, monthly: 3, quarterly: 3, halfYearly: 8 },
  other: { weekly: 0, monthly: 3, quarterly: 3, halfYearly: 0 },
};

interface LotSizeSince {
  /** Contracts that expire from this date on. */
  readonly expiriesFrom: string;
  readonly lotSize: number;
}

/** Oldest first. */
export const LOT_SIZES: Readonly<Record<string, readonly [LotSizeSince, ...LotSizeSince[]]>> = {
  NIFTY: [
    { expiriesFrom: '0001-01-01', lotSize: 75 },
    { expiriesFrom: '2021-07-01', lotSize: 50 },
    { expiriesFrom: '2024-04-26', lotSize: 25 },
    { expiriesFrom: '2024-11-20', lotSize: 75 },
    { expiriesFrom: '2026-01-06', lotSize: 65 },
  ],
  BANKNIFTY: [
    { expiriesFrom: '0001-01-01', lotSize: 25 },
    { expiriesFrom: '2023-07-01', lotSize: 15 },
    { expiriesFrom: '2024-11-20', lotSize: 30 },
    { expiriesFrom: '2025-07-31', lotSize: 35 },
    { expiriesFrom: '2026-01-06', lotSize: 30 },
  ],
  FINNIFTY: [
    { expiriesFrom: '0001-01-01', lotSize: 40 },
    { expiriesFrom: '2024-04-26', lotSize: 25 },
    { expiriesFrom: '2024-11-20', lotSize: 65 },
    { expiriesFrom: '2026-01-06', lotSize: 60 },
  ],
  MIDCPNIFTY: [
    { expiriesFrom: '0001-01-01', lotSize: 75 },
    { expiriesFrom: '2024-04-26', lotSize: 50 },
    { expiriesFrom: '2024-11-20', lotSize: 120 },
    { expiriesFrom: '2025-07-31', lotSize: 140 },
    { expiriesFrom: '2026-01-06', lotSize: 120 },
  ],
  SENSEX: [
    { expiriesFrom: '0001-01-01', lotSize: 10 },
    { expiriesFrom: '2025-01-01', lotSize: 20 },
  ],
  BANKEX: [
    { expiriesFrom: '0001-01-01', lotSize: 25 },
    { expiriesFrom: '2023-07-01', lotSize: 15 },
    { expiriesFrom: '2025-01-01', lotSize: 30 },
  ],
};

/** Long-dated contracts that were listed before a change were switched at the end of this day. */
export const LONG_DATED_SWITCHED_AFTER: Readonly<Record<string, string>> = { '2026-01-06': '2025-12-30' };
