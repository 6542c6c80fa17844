import type { Judgement } from '../check.ts';
import type { Probes } from '../declared/declared-check.ts';
import { membersOf, numberOf, spokenAnswer } from '../http-answer.ts';
import { failed, passed } from '../judgement.ts';
import { askJson } from './asked-json.ts';
import type { VerifiedPlatform } from './platform-places.ts';

/** What the route answers while there are too few candles. */
const TOO_FEW = 409;

/**
 * One value of one indicator under one way to write the symbol: a number, never null. While the day is too young for it, that is pending.
 * Source: seed-requirements A10 item 81, I25, I26.
 */
export async function judgeIndicator(
  { backendUrl }: VerifiedPlatform,
  asked: { readonly symbol: string; readonly timeframe: string; readonly id: string; readonly token: string },
  probes: Probes,
): Promise<Judgement> {
  const { symbol, timeframe, id, token } = asked;
  const expected = `${id} of "${symbol}" over ${timeframe} is a number`;
  const query = `symbol=${encodeURIComponent(symbol)}&timeframe=${timeframe}&indicators=${id}&offset=0`;
  const url = `${backendUrl}/indicators/at-offset?${query}`;
  const { answer } = await askJson(probes, url, { token });
  const value = numberOf(membersOf(membersOf(answer.value)['indicators'])[id]);
  const remedy = `See the answer: curl -s -H "Authorization: Bearer $TOKEN" "${url}"`;
  if (answer.status === TOO_FEW)
    return {
      status: 'pending',
      expected,
      observed: spokenAnswer(answer),
      remedy: 'Verify again later in the day.',
    };
  return answer.status === 200 && value !== undefined
    ? passed(expected, `${id} = ${value}`)
    : failed(expected, spokenAnswer(answer), remedy);
}
