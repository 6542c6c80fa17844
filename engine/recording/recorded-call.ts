/** A REST request and its answer as a message of the channel `rest`; the layout stands in MESSAGE_LAYOUTS. */

/** Header names and values in the order and spelling they came in. */
export type HeaderList = readonly (readonly [string, string])[];

export interface RecordedCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly requestHeaders: HeaderList;
  readonly requestBody: Uint8Array;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly responseHeaders: HeaderList;
  readonly responseBody: Uint8Array;
  /** Epoch ms on the recording's clock. */
  readonly arrivedAtMs: number;
  readonly answeredAtMs: number;
  /** Why a body is missing or cut; null when both are whole. */
  readonly note: string | null;
}

const LINE_FEED = 10;

/** The message's bytes. */
export function encodeCall({ requestBody, responseBody, ...head }: RecordedCall): Uint8Array {
  const lengths = { requestBytes: requestBody.length, responseBytes: responseBody.length };
  const line = new TextEncoder().encode(`${JSON.stringify({ ...head, ...lengths })}\n`);
  const bytes = new Uint8Array(line.length + requestBody.length + responseBody.length);
  bytes.set(line);
  bytes.set(requestBody, line.length);
  bytes.set(responseBody, line.length + requestBody.length);
  return bytes;
}

/** Reads a message; its bodies are views of `bytes`. Errors: RangeError when the lengths do not fit, SyntaxError when the head is no JSON. */
export function decodeCall(bytes: Uint8Array): RecordedCall {
  const lineEnd = bytes.indexOf(LINE_FEED);
  const { requestBytes, responseBytes, ...head } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, Math.max(lineEnd, 0))),
  ) as Omit<RecordedCall, 'requestBody' | 'responseBody'> & {
    readonly requestBytes: number;
    readonly responseBytes: number;
  };
  const bodiesAt = lineEnd + 1;
  if (bodiesAt + requestBytes + responseBytes !== bytes.length)
    throw new RangeError(
      `expected bodies of ${requestBytes} and ${responseBytes} bytes, were ${bytes.length - bodiesAt}`,
    );
  return {
    ...head,
    requestBody: bytes.subarray(bodiesAt, bodiesAt + requestBytes),
    responseBody: bytes.subarray(bodiesAt + requestBytes),
  };
}

/** The first value of a header, whatever its spelling. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1];
}
