/**
 * When the exchanges are shut, and when they keep other hours than usual, 2025 and 2026. Dates `YYYY-MM-DD`, times of day IST.
 * Source: dhan-v2-wire 10.1 and 10.2 unless a table says otherwise.
 */

/** Years whose holidays are known; a date outside them follows the weekday rule alone. */
export const CALENDAR_YEARS = { first: 2025, last: 2026 } as const;

/** When the exchanges published a year's holidays; until then only the fixed ones were reckoned with. The day itself is inferred from recorded lists. */
export const HOLIDAYS_KNOWN_FROM: Readonly<Record<number, string>> = {
  2025: '2024-12-13',
  2026: '2025-12-12',
};

/** `MM-DD` of holidays that fall on the same date each year, for years whose list is not published. */
export const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-26', '05-01', '08-15', '10-02', '12-25']);

/** NSE and BSE holidays that fall on a weekday. The exchange list of 2026 plus the election day that was added late. */
export const EQUITY_HOLIDAYS: ReadonlyMap<string, string> = new Map([
  ['2025-02-26', 'Mahashivratri'],
  ['2025-03-14', 'Holi'],
  ['2025-03-31', 'Id-ul-Fitr'],
  ['2025-04-10', 'Mahavir Jayanti'],
  ['2025-04-14', 'Ambedkar Jayanti'],
  ['2025-04-18', 'Good Friday'],
  ['2025-05-01', 'Maharashtra Day'],
  ['2025-08-15', 'Independence Day'],
  ['2025-08-27', 'Ganesh Chaturthi'],
  ['2025-10-02', 'Gandhi Jayanti'],
  ['2025-10-21', 'Diwali Laxmi Pujan'],
  ['2025-10-22', 'Diwali Balipratipada'],
  ['2025-11-05', 'Guru Nanak Jayanti'],
  ['2025-12-25', 'Christmas'],
  ['2026-01-15', 'Maharashtra municipal elections'],
  ['2026-01-26', 'Republic Day'],
  ['2026-03-03', 'Holi'],
  ['2026-03-26', 'Ram Navami'],
  ['2026-03-31', 'Mahavir Jayanti'],
  ['2026-04-03', 'Good Friday'],
  ['2026-04-14', 'Ambedkar Jayanti'],
  ['2026-05-01', 'Maharashtra Day'],
  ['2026-05-28', 'Bakri Id'],
  ['2026-06-26', 'Muharram'],
  ['2026-09-14', 'Ganesh Chaturthi'],
  ['2026-10-02', 'Gandhi Jayanti'],
  ['2026-10-20', 'Dussehra'],
  ['2026-11-10', 'Diwali Balipratipada'],
  ['2026-11-24', 'Guru Nanak Jayanti'],
  ['2026-12-25', 'Christmas'],
]);

/**
 * Days on which MCX keeps both sessions shut. Every other equity holiday shuts only its morning session. Source: 2026 as above;
 * 2025 from the same national holidays, not confirmed by an exchange list.
 */
export const MCX_FULL_HOLIDAYS: ReadonlySet<string> = new Set([
  '2025-04-18',
  '2025-08-15',
  '2025-10-02',
  '2025-12-25',
  '2026-01-26',
  '2026-04-03',
  '2026-10-02',
  '2026-12-25',
]);

/** Days on which MCX shuts its evening session only. 2025 by analogy with 2026, not confirmed. */
export const MCX_MORNING_ONLY: ReadonlySet<string> = new Set(['2025-01-01', '2026-01-01']);

/** A session at unusual hours; times are IST `HH:mm`. */
export interface SpecialSession {
  readonly name: string;
  readonly open: string;
  readonly close: string;
}

/**
 * NSE and BSE sessions on days that would otherwise be shut. The hours of 2026-11-08 were not found anywhere: 18:00-19:00 is the
 * custom of the years before 2025.
 */
export const SPECIAL_SESSIONS: ReadonlyMap<string, SpecialSession> = new Map([
  ['2025-02-01', { name: 'Union Budget', open: '09:15', close: '15:30' }],
  ['2025-10-21', { name: 'Muhurat', open: '13:45', close: '14:45' }],
  ['2026-02-01', { name: 'Union Budget', open: '09:15', close: '15:30' }],
  ['2026-11-08', { name: 'Muhurat', open: '18:00', close: '19:00' }],
]);

/** NSE and BSE index and stock derivatives; the later close is confirmed for NSE and assumed for BSE. */
export const EQUITY_DERIVATIVES_HOURS = {
  open: '09:15',
  close: '15:30',
  laterClose: '15:40',
  laterCloseSince: '2026-08-03',
} as const;

/** Hours of the NSE and BSE cash market, oldest first; `closingAuction` is for shares with derivatives. */
interface CashHours {
  readonly since: string;
  readonly continuous: readonly [string, string];
  readonly closingAuction?: readonly [string, string];
  readonly postClose: readonly [string, string];
}

export const CASH_HOURS: readonly [CashHours, ...CashHours[]] = [
  { since: '0001-01-01', continuous: ['09:15', '15:30'], postClose: ['15:40', '16:00'] },
  {
    since: '2026-08-03',
    continuous: ['09:15', '15:30'],
    closingAuction: ['15:15', '15:35'],
    postClose: ['15:50', '16:00'],
  },
];

/** Futures have a pre-open auction of their own from this day. */
export const DERIVATIVES_PRE_OPEN_SINCE = '2025-12-08';

/** How long before the open of NSE and BSE the auction begins, and until when the post-close session runs on a regular day. */
export const EQUITY_AUCTION = { preOpenMinutes: 15, postCloseEnds: '16:00' } as const;

/** MCX non-agricultural contracts; the close follows New York, so it depends on daylight saving time there. */
export const MCX_HOURS = {
  open: '09:00',
  eveningOpen: '17:00',
  closeInUsSummer: '23:30',
  closeInUsWinter: '23:55',
} as const;
