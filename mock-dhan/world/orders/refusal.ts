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
