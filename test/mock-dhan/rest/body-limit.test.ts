import { expect, test } from 'vitest';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

const opened = openedPerTest();
const listening = MOUNTS.filter(({ mount }) => mount === 'listening');

test.each(listening)('$mount: a chunked body is read like any other', async ({ open }) => {
  const exchange = await opened(open);
  const answer = await postChunked(`${exchange.restUrl}/marketfeed/ltp`, loginHeaders(exchange), [
    '{"IDX_I":',
    '[13]}',
  ]);
  expect(answer).toEqual({
    status: 200,
    text: '{"data":{"IDX_I":{"13":{"last_price":25000}}},"status":"success"}',
  });
});

test.each(listening)('$mount: a chunked body may not be larger than one with a length', async ({ open }) => {
  const exchange = await opened(open);
  const chunks = Array.from({ length: 300 }, () => ' '.repeat(1024));
  const quote = await postChunked(`${exchange.restUrl}/marketfeed/ltp`, loginHeaders(exchange), chunks);
  expect(quote).toEqual({ status: 400, text: '{"data":{"814":"Invalid Request"},"status":"failed"}' });
  const order = await postChunked(`${exchange.restUrl}/orders`, loginHeaders(exchange), chunks);
  expect([order.status, JSON.parse(order.text).errorCode]).toEqual([400, 'DH-905']);
});

async function postChunked(
  url: string,
  headers: Record<string, string>,
  chunks: readonly string[],
): Promise<{ readonly status: number; readonly text: string }> {
  const body = ReadableStream.from(chunks).pipeThrough(new TextEncoderStream());
  const response = await fetch(url, { method: 'POST', headers, body, duplex: 'half' });
  return { status: response.status, text: await response.text() };
}
