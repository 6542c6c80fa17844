/**
 * What the exchange says no with. A refused call leaves no order behind; a rejected order exists and tells why in its omsErrorDescription.
 * Source: dhan-v2-wire 2.2, 4.5.
 */

/** The answer to a call that is refused: an error body of the Java tier. */
export interface Refusal {
  readonly status: 400 | 404 | 429;
  readonly errorType: 'Input_Exception' | 'Order_Error' | 'Rate_Limit';
  readonly errorCode: 'DH-904' | 'DH-905' | 'DH-906';
  readonly errorMessage: string;
}

/** What was asked for, or why not. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** It was done. */
export function done<Value>(value: Value): Outcome<Value> {
  return { ok: true, value };
}

/** It was not. */
export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

/** DH-905: fields that are missing or wrong, in the words every such call is answered with unless others were seen. */
export function badInput(message = 'Missing required fields, bad values for parameters etc.'): Refusal {
  return { status: 400, errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: message };
}

/** DH-906: the order cannot be processed. */
export function orderError(message: string): Refusal {
  return { status: 400, errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: message };
}

/** Texts of DH-906. Seen on the wire, but for the last two, whose words are not known and are this mock's. */
export const ORDER_ERRORS = {
  closedForOrders: 'Market is Closed! Want to place an offline order?',
  closedForChanges: 'Market is Closed! You cannot modify/cancel an order now.',
  inTransit: 'Order is in Transit state',
  notPossible: 'Incorrect request for order and cannot be processed.',
  tooManyModifications: 'Maximum number of modifications (25) reached for this order.',
  killSwitch: 'Kill Switch is active. You cannot place orders for the rest of the day.',
} as const;

/** DH-904: the order calls of the day are used up. */
export const DAY_LIMIT: Refusal = {
  status: 429,
  errorType: 'Rate_Limit',
  errorCode: 'DH-904',
  errorMessage:
    'Too many requests on server from single user breaching rate limits. Try throttling API calls.',
};
