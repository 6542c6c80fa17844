import { istIso, IST_OFFSET_MS } from '../../market/ist-time.ts';
import type { Check, Judgement } from '../check.ts';
import { failed, passed, warned } from '../judgement.ts';
import type { ExchangeTarget } from '../targets.ts';

/** Apart by more, and a candle or a token's end is judged wrongly. */
const CLOCK_OFFSET_MS_MAX = 5_000;
/** So near to IST's distance from UTC it is no accident. */
const ZONE_TOLERANCE_MS = 60_000;

/** The REST host answers at all; without it nothing else can be judged. */
export const exchangeReachable: Check<ExchangeTarget> = {
  id: 'exchange.reachable',
  title: 'The exchange answers',
  asserts:
    'The REST host gives any answer; without one nothing about the exchange is judged and the run is inconclusive.',
  group: 'exchange',
  dependsOn: [],
  run: async (target) => {
    const { status } = await target.reach();
    return passed(`an answer from ${target.restUrl}`, `${target.restUrl} answers (HTTP ${status})`);
  },
};

/** Our clock and the exchange's agree to 5 s. */
export const exchangeClock: Check<ExchangeTarget> = {
  id: 'exchange.clock',
  title: 'The clocks agree',
  asserts:
    "The HTTP Date is within 5 s of this machine's clock (warns); 5 h 30 min apart is IST read as UTC, which fails.",
  group: 'exchange',
  dependsOn: ['exchange.reachable'],
  run: judgeClock,
};

/** `GET /profile` accepts the login. */
export const exchangeLogin: Check<ExchangeTarget> = {
  id: 'exchange.login',
  title: 'The exchange accepts the login',
  asserts: 'GET /profile answers 200.',
  group: 'exchange',
  dependsOn: ['exchange.reachable', 'token.valid'],
  run: judgeLogin,
};

async function judgeClock(target: ExchangeTarget): Promise<Judgement> {
  const { dateMs, localMs } = await target.reach();
  const expected = `HTTP Date within ${CLOCK_OFFSET_MS_MAX / 1000} s of this machine's clock`;
  if (dateMs === undefined)
    return warned(
      expected,
      'the answer has no HTTP Date',
      "Compare by hand: date -u, and the exchange's own time.",
    );
  // The header carries whole seconds, so its moment lies half a second later on average.
  const offsetMs = dateMs + 500 - localMs;
  const seconds = Math.floor(Math.abs(offsetMs) / 1000);
  const measurements = [
    {
      name: 'clock offset',
      value: offsetMs,
      unit: 'ms' as const,
      limit: { kind: 'max' as const, value: CLOCK_OFFSET_MS_MAX },
    },
  ];
  if (Math.abs(offsetMs) <= CLOCK_OFFSET_MS_MAX)
    return { ...passed(expected, `${seconds} s apart`), measurements };
  if (Math.abs(Math.abs(offsetMs) - IST_OFFSET_MS) <= ZONE_TOLERANCE_MS)
    return {
      ...failed(
        expected,
        `the exchange's time is ${istIso(dateMs)}, 5 h 30 min ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine: India's time of day read as UTC, or the other way round`,
        "Set the clock that is wrong (date -u tells this machine's); every age and every token's end is judged wrongly until then.",
      ),
      measurements,
    };
  return {
    ...warned(
      expected,
      `the exchange's time is ${istIso(dateMs)}, ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine; verdicts use the exchange's time`,
      'Synchronise this machine (sudo timedatectl set-ntp true; Windows: w32tm /resync), unless the target plays another day.',
    ),
    measurements,
  };
}

async function judgeLogin(target: ExchangeTarget): Promise<Judgement> {
  const expected = 'GET /profile answers 200';
  const answer = await target.profile();
  if (answer.kind === 'refused')
    return failed(
      expected,
      answer.reason,
      'Check that DHAN_CLIENT_ID belongs to the token, and make a token of today on web.dhan.co.',
    );
  return passed(expected, `200, segments ${answer.value.activeSegment}`);
}
