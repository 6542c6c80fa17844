/** Recorded answers as they are told while faults are planned for what they say. */
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import {
  parseExpiryList,
  parseExpiryListRequest,
  parseOptionChainRequest,
  renderExpiryList,
} from '#engine/wire/rest-bodies.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { chainAsTold, expiriesAsTold } from './chain-faults.ts';
import type { FaultPlan } from './fault-plan.ts';
import { masterAsTold } from './master-faults.ts';
import { quotesAsTold } from './trade-times.ts';

/** An answer of 200, and the call that got it. */
export interface ToldAnswer {
  /** As the route table names it; undefined for one that nobody knows. */
  readonly route: string | undefined;
  readonly clientId: string;
  readonly requestBody: string;
  /** What the recorded exchange spoke. */
  readonly wire: WireProfile;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The recorded bytes, unless a fault strikes them. */
export function bodyAsTold(answer: ToldAnswer, faults: FaultPlan): Uint8Array<ArrayBuffer> {
  const { clientId, wire } = answer;
  switch (answer.route) {
    case 'POST /v2/marketfeed/quote':
      return retold(answer.body, (quotes) => quotesAsTold(quotes, { faults, clientId, wire }));
    case 'POST /v2/optionchain':
      return chainBody(answer, faults);
    case 'POST /v2/optionchain/expirylist':
      return expiryBody(answer, faults);
    case 'GET /api-data/api-scrip-master.csv':
    case 'GET /api-data/api-scrip-master-detailed.csv':
    case 'GET /v2/instrument/:exchangeSegment':
      return retold(answer.body, (csv) => masterAsTold(csv, faults));
    default:
      return answer.body;
  }
}

function chainBody(
  { requestBody, clientId, wire, body }: ToldAnswer,
  faults: FaultPlan,
): Uint8Array<ArrayBuffer> {
  const request = parseOptionChainRequest(requestBody, wire);
  const symbol = request.ok ? symbolOf(request.value.underlying) : undefined;
  return symbol === undefined ? body : chainAsTold(body, { faults, symbol, clientId });
}

function expiryBody(
  { requestBody, clientId, wire, body }: ToldAnswer,
  faults: FaultPlan,
): Uint8Array<ArrayBuffer> {
  const request = parseExpiryListRequest(requestBody, wire);
  const symbol = request.ok ? symbolOf(request.value.underlying) : undefined;
  if (symbol === undefined) return body;
  return retold(body, (text) => {
    const recorded = parseExpiryList(text);
    if (!recorded.ok) return text;
    const told = expiriesAsTold(recorded.value, { faults, symbol, clientId });
    return told === recorded.value ? text : renderExpiryList(told);
  });
}

function symbolOf({ exchangeSegment, securityId }: InstrumentKey): string | undefined {
  if (exchangeSegment !== 'IDX_I') return undefined;
  return UNDERLYINGS.find((underlying) => underlying.securityId === securityId)?.symbol;
}

/** The very bytes where nothing changed. */
function retold(body: Uint8Array<ArrayBuffer>, tell: (text: string) => string): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(body);
  const told = tell(text);
  return told === text ? body : new TextEncoder().encode(told);
}
