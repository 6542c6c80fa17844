import { expect, test } from 'vitest';
import { createDhanRest } from '#engine/adapters/dhan-rest.ts';
import { UpstreamError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { ExchangeRest, HttpRequest } from '#engine/ports.ts';
import { renderDataError, renderJavaError } from '#engine/wire/error-bodies.ts';
import { renderExpiryList, renderOptionChain, renderProfile } from '#engine/wire/rest-bodies.ts';
import { renderDetailedMaster } from '#engine/wire/scrip-master.ts';

const CREDENTIALS = { clientId: '1100003626', accessToken: 'eyJsecret.eyJclaims.signature' };
const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;

function answering(status: number, body: string): { rest: ExchangeRest; calls: HttpRequest[] } {
  const calls: HttpRequest[] = [];
  const rest = createDhanRest({
    restUrl: 'http://127.0.0.1:9/v2/',
    masterUrl: 'http://127.0.0.1:9/api-data/api-scrip-master-detailed.csv',
    transport: {
      send: (request) => {
        calls.push(request);
        return Promise.resolve({ status, headers: {}, body });
      },
    },
  });
  return { rest, calls };
}

async function refusalOf(status: number, body: string): Promise<UpstreamError> {
  const error = await answering(status, body)
    .rest.expiryList(CREDENTIALS, NIFTY)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
}

test('an expiry list is asked for with both headers and read', async () => {
  const { rest, calls } = answering(200, renderExpiryList(['2026-02-10', '2026-02-17']));
  expect(await rest.expiryList(CREDENTIALS, NIFTY)).toEqual(['2026-02-10', '2026-02-17']);
  expect(calls[0]).toMatchObject({
    method: 'POST',
    url: 'http://127.0.0.1:9/v2/optionchain/expirylist',
    headers: { 'access-token': CREDENTIALS.accessToken, 'client-id': CREDENTIALS.clientId },
    body: '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I"}',
  });
});

test('an option chain names its expiry and is read', async () => {
  const { rest, calls } = answering(
    200,
    renderOptionChain({ last_price: 23_000.5, strikes: [{ strike: 23_000, ce: undefined, pe: undefined }] }),
  );
  expect(await rest.optionChain(CREDENTIALS, NIFTY, '2026-02-10')).toEqual({
    spot: 23_000.5,
    strikes: [{ strike: 23_000, ce: undefined, pe: undefined }],
  });
  expect(calls[0]!.body).toBe('{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I","Expiry":"2026-02-10"}');
});

test('a profile is read', async () => {
  const body = renderProfile({
    clientId: '1100003626',
    tokenValidUntilMs: Date.UTC(2026, 1, 5, 3, 0),
    activeSegment: 'D',
    ddpi: 'Active',
    dataPlan: 'Active',
  });
  expect(await answering(200, body).rest.profile(CREDENTIALS)).toMatchObject({
    dataPlan: 'Active',
    tokenValidUntilMs: Date.UTC(2026, 1, 5, 3, 0),
  });
});

test('the master is fetched without a login', async () => {
  const underlying = UNDERLYINGS[0]!;
  const instrument = {
    kind: 'option',
    securityId: 42_528,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    strike: 23_000,
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
  } as const;
  const { rest, calls } = answering(200, renderDetailedMaster([{ instrument, underlying, expiryFlag: 'W' }]));
  expect(await rest.instrumentMaster()).toMatchObject([
    { securityId: 42_528, exchangeSegment: 'NSE_FNO', strike: 23_000, tickSize: 0.05 },
  ]);
  expect(calls[0]!.headers).not.toHaveProperty('access-token');
});

test('a master without a sound row is malformed', async () => {
  await expect(answering(200, 'EXCH_ID,SEGMENT\n').rest.instrumentMaster()).rejects.toMatchObject({
    failure: 'malformed',
  });
});

test.each([
  [401, renderDataError(807), 'authentication', '807'],
  [
    400,
    renderJavaError({ errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' }),
    'authentication',
    'DH-906',
  ],
  [429, renderDataError(805), 'rate-limit', '805'],
  [502, '<html>Bad Gateway</html>', 'server', undefined],
  [400, renderDataError(811), 'rejected', '811'],
])('an answer of %d is classified and keeps its code', async (status, body, failure, dhanCode) => {
  expect(await refusalOf(status, body)).toMatchObject({
    failure,
    dhanCode,
    status,
    endpoint: '/optionchain/expirylist',
  });
});

test.each([
  ['<!DOCTYPE html><html>login to the hotel network', 'an HTML page'],
  ['{"data":', '8 characters'],
  ['{"status":"success"}', '20 characters'],
  ['', '0 characters'],
])('a 200 with %j is malformed and named', async (body, kind) => {
  const error = await refusalOf(200, body);
  expect(error.failure).toBe('malformed');
  expect(error.message).toContain(kind);
});

test('of a foreign body at most 80 characters are shown, and never a token', async () => {
  const error = await refusalOf(200, `<html>${CREDENTIALS.accessToken} ${'x'.repeat(500)}`);
  expect(error.message).not.toContain('eyJ');
  expect(error.message).not.toContain('x'.repeat(81));
});
