import { istDate, istIso, MS_PER_SECOND } from '../../market/ist-time.ts';
import { derivativesSession } from '../../market/trading-calendar.ts';
import type { TradingHours } from '../../market/trading-calendar.ts';
import type { Judgement } from '../check.ts';
import { failed, notJudged, passed } from '../judgement.ts';

/** Bands of the original's scripts. Source: seed-requirements A10 item 89, B8. */
const FRESH_MS_MAX = 5 * MS_PER_SECOND;
/** Until then data count as young enough. */
export const ACCEPTABLE_MS_MAX = 10 * MS_PER_SECOND;
const EXPECTED = 'younger than 10 s while NSE is open (fresh to 5 s, acceptable to 10 s, else stale)';

/** The 10-second rule. `nowMs` is the platform's own time; the first ten seconds after the open make nothing stale, and nothing is written in the future. */
export function judgePlatformAge(writtenMs: number, nowMs: number, remedy: string): Judgement {
  const session = openSession(nowMs);
  if (!session) return closedMarket(nowMs);
  const ageMs = nowMs - Math.max(writtenMs, session.openMs);
  const band = bandOf(ageMs);
  const observed = `${band}: ${(Math.max(0, ageMs) / MS_PER_SECOND).toFixed(1)} s old, of ${istIso(writtenMs)}`;
  const limit = { kind: 'max', value: ACCEPTABLE_MS_MAX / MS_PER_SECOND } as const;
  const measurements = [
    { name: 'age', value: Math.max(0, ageMs) / MS_PER_SECOND, unit: 's', limit },
  ] as const;
  switch (band) {
    case 'of the future':
      return failed(
        EXPECTED,
        `of the future: ${istIso(writtenMs)}, but it is ${istIso(nowMs)} there`,
        'Write times as UTC, and let every machine follow one clock: 5 h 30 min more is IST written as UTC.',
      );
    case 'stale':
      return { ...failed(EXPECTED, observed, remedy), measurements };
    case 'fresh':
    case 'acceptable':
      return { ...passed(EXPECTED, observed), measurements };
  }
}

/** Nothing is young or old while NSE is closed at the platform's own time; undefined while it is open. */
export function closedJudgement(nowMs: number): Judgement | undefined {
  return openSession(nowMs) ? undefined : closedMarket(nowMs);
}

function bandOf(ageMs: number): 'of the future' | 'fresh' | 'acceptable' | 'stale' {
  if (ageMs < -ACCEPTABLE_MS_MAX) return 'of the future';
  if (ageMs <= FRESH_MS_MAX) return 'fresh';
  return ageMs <= ACCEPTABLE_MS_MAX ? 'acceptable' : 'stale';
}

function openSession(nowMs: number): TradingHours | undefined {
  const session = derivativesSession('NSE', istDate(nowMs));
  return session && nowMs >= session.openMs && nowMs < session.closeMs ? session : undefined;
}

function closedMarket(nowMs: number): Judgement {
  return notJudged(EXPECTED, `NSE is closed at ${istIso(nowMs)}`);
}
