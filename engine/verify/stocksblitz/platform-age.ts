import { istDate, istIso, MS_PER_SECOND } from '../../market/ist-time.ts';
import { derivativesSession } from '../../market/trading-calendar.ts';
import type { Judgement } from '../check.ts';
import { failed, notJudged, passed } from '../judgement.ts';

/** Bands of the original's scripts. Source: seed-requirements A10 item 89, B8. */
const FRESH_MS_MAX = 5 * MS_PER_SECOND;
const ACCEPTABLE_MS_MAX = 10 * MS_PER_SECOND;
const EXPECTED = 'younger than 10 s while NSE is open (fresh to 5 s, acceptable to 10 s, else stale)';

/** The 10-second rule. `nowMs` is the platform's own time; the first ten seconds after the open make nothing stale. */
export function judgePlatformAge(writtenMs: number, nowMs: number, remedy: string): Judgement {
  const session = derivativesSession('NSE', istDate(nowMs));
  const isOpen = session !== undefined && nowMs >= session.openMs && nowMs < session.closeMs;
  if (!isOpen) return notJudged(EXPECTED, `NSE is closed at ${istIso(nowMs)}`);
  const ageMs = Math.max(0, nowMs - Math.max(writtenMs, session.openMs));
  const band = ageMs <= FRESH_MS_MAX ? 'fresh' : ageMs <= ACCEPTABLE_MS_MAX ? 'acceptable' : 'stale';
  const observed = `${band}: ${(ageMs / MS_PER_SECOND).toFixed(1)} s old, of ${istIso(writtenMs)}`;
  const judgement = band === 'stale' ? failed(EXPECTED, observed, remedy) : passed(EXPECTED, observed);
  const limit = { kind: 'max', value: ACCEPTABLE_MS_MAX / MS_PER_SECOND } as const;
  return { ...judgement, measurements: [{ name: 'age', value: ageMs / MS_PER_SECOND, unit: 's', limit }] };
}
