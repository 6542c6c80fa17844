/**
 * eDIS: the release of shares that are to be sold. No depository stands behind it: what is released stays nothing, for this exchange lists no
 * shares to sell. Source: dhan-v2-wire 4.13.
 */
import { parseEdisForm, renderEdisForm, renderEdisInquiry } from '#engine/wire/edis-bodies.ts';
import type { EdisFormRequest } from '#engine/wire/edis-bodies.ts';
import { inputError } from '../answers.ts';
import { accepted, answered, pathPart, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const EDIS_ANSWERS: TradingAnswers = {
  'GET /v2/edis/tpin': accepted,
  'POST /v2/edis/form': form,
  'POST /v2/edis/bulkform': form,
  'GET /v2/edis/inquire/:isin': inquire,
};

async function form(call: TradingCall): Promise<Response> {
  return withRequest(call, parseEdisForm, (request) => {
    if (!isHeld(call, request)) return inputError(call.context);
    return answered(call, renderEdisForm(call.clientId, PAGE));
  });
}

/** The depository's page would stand here. */
const PAGE =
  '<!DOCTYPE html><html><head><title>eDIS</title></head><body>' +
  '<p>This is a simulated exchange: no depository asks for a T-PIN here.</p></body></html>';

/** A single release is of shares that are there; one in bulk is of all of them, whatever it names. */
function isHeld({ floor, clientId }: TradingCall, { isin, qty, bulk }: EdisFormRequest): boolean {
  if (!Number.isSafeInteger(qty) || qty <= 0) return false;
  const held = floor.portfolio.holdings(clientId);
  return bulk ? held.length > 0 : held.some((each) => each.isin === isin && each.quantity >= qty);
}

function inquire(call: TradingCall): Response {
  const { clientId, floor, context } = call;
  const isin = pathPart(call, 'isin');
  const held = floor.portfolio.holdings(clientId).filter((each) => isin === 'ALL' || each.isin === isin);
  if (held.length === 0 && isin !== 'ALL') return inputError(context);
  const totalQty = held.reduce((sum, { quantity }) => sum + quantity, 0);
  const remarks = 'eDIS transaction not done';
  return answered(
    call,
    renderEdisInquiry({ clientId, isin, totalQty, aprvdQty: 0, status: 'SUCCESS', remarks }),
  );
}
