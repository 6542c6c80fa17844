/** Every genuine body of the real exchange is answered again by the matching route, in keys, types, number kinds and text formats. */
import { describe, expect, test } from 'vitest';
import { istDate, istToEpochMs } from '#engine/market/ist-time.ts';
import { isTradingDay, previousTradingDay } from '#engine/market/trading-calendar.ts';
import { jsonShape, oddJavaNumbers } from '#engine/wire/json-shape.ts';
import { genuineBodies } from '#test/support/recorded-bodies.ts';
import type { RecordedText } from '#test/support/recorded-bodies.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { CLIENT_ID } from '#test/support/trading-account.ts';
import { NOT_REPRODUCED, REPRODUCTIONS } from './reproductions.ts';
import type { Reproduction } from './reproductions.ts';

const BODIES = genuineBodies();
/** What stands for every client id in the recordings. */
const RECORDED_CLIENT_ID = '1000000001';

test('every genuine body is either reproduced or named with the reason why not, once', () => {
  expect(BODIES.length).toBeGreaterThan(20);
  const starts = [...REPRODUCTIONS, ...NOT_REPRODUCED].flatMap(({ files }) => files);
  for (const { file } of BODIES)
    expect([file, starts.filter((start) => file.startsWith(start)).length]).toEqual([file, 1]);
});

describe.each(REPRODUCTIONS)('$files.0', (reproduction) => {
  const bodies = BODIES.filter(({ file }) => reproduction.files.some((start) => file.startsWith(start)));
  // The data folder may be absent, and with it every body of a line.
  test.skipIf(bodies.length === 0).each(bodies.length > 0 ? bodies : [undefined])('$file', async (body) => {
    if (body) await expectReproduced(body, reproduction);
  });
});

async function expectReproduced(recorded: RecordedText, reproduction: Reproduction): Promise<void> {
  const tier = /\/(marketfeed|optionchain)/.test(recorded.uri) ? 'go' : 'java';
  const { status, text } = await answerAgain(recorded, reproduction);
  expect([status, text.slice(0, 200)]).toEqual([recorded.status, expect.any(String)]);
  const { lines = [] } = reproduction.apart ?? {};
  const together = (shape: readonly string[]): string[] => shape.filter((line) => !lines.includes(line));
  const [genuine, ours] = [jsonShape(recorded.text, tier), jsonShape(text, tier)];
  expect(together(withoutProse(ours))).toEqual(together(withoutProse(genuine)));
  // Whatever is said to be apart must be, on one side or the other.
  for (const line of lines)
    expect([line, genuine.includes(line) === ours.includes(line)]).toEqual([line, false]);
  if (tier === 'java') expect([oddJavaNumbers(recorded.text), oddJavaNumbers(text)]).toEqual([[], []]);
}

/** What an error says to people is no format, and how many digits an id has tells nothing. */
function withoutProse(shape: readonly string[]): string[] {
  const lines = shape.map((line) =>
    line.replace(/^(\/errorMessage|\/data\/\*) text.*/, '$1 text').replace(/(\w+Id) text 9+$/, '$1 text 9'),
  );
  return [...new Set(lines)];
}

async function answerAgain(
  recorded: RecordedText,
  reproduction: Reproduction,
): Promise<{ readonly status: number; readonly text: string }> {
  const { expiries, wire = {}, login, callsBefore = 0, instead, account: opening } = reproduction;
  const recordedMs = Date.parse(recorded.recorded_at);
  const date = reproduction.date ?? tradingDayUpTo(istDate(recordedMs));
  const nowMs = reproduction.at ? istToEpochMs(date, reproduction.at) : recordedMs;
  const accounts = [{ clientId: CLIENT_ID, token: 'valid', dataPlan: 'Active', ...opening } as const];
  const mounted = createSmallExchange({ date, nowMs, wire, accounts, ...(expiries ? { expiries } : {}) });
  const { exchange, world } = mounted;
  if (reproduction.isUntraded) forgetTrades(world.board, world.universe.indexOf('NSE_FNO', 40_000));
  const [account] = exchange.accounts.all;
  const { accessToken, clientId } = account!;
  if (login === 'replaced')
    exchange.accounts.renewToken(account!, {
      consumer: 'SELF',
      partnerId: '',
      nowMs: exchange.clock.nowMs(),
    });
  const id = reproduction.arrange?.(mounted);
  const asked = instead ? JSON.stringify({ ...requestOf(recorded), ...instead.body }) : recorded.request_body;
  const [, recordedId = 'none'] = /\/orders\/(\d+)$/.exec(recorded.uri) ?? [];
  const body = asked.replaceAll(RECORDED_CLIENT_ID, clientId).replaceAll(recordedId, id ?? recordedId);
  const path = recorded.uri.replace(/^https:\/\/[^/]+/, '').replace(recordedId, id ?? recordedId);
  const send = (): Response | Promise<Response> =>
    exchange.app.request(path, {
      method: recorded.method,
      headers: login === 'none' ? {} : { 'access-token': accessToken, 'client-id': clientId },
      ...(recorded.method === 'GET' ? {} : { body }),
    });
  for (let call = 0; call < callsBefore; call += 1) await send();
  const response = await send();
  return { status: response.status, text: await response.text() };
}

function requestOf({ request_body }: RecordedText): Record<string, unknown> {
  return request_body.startsWith('{') ? (JSON.parse(request_body) as Record<string, unknown>) : {};
}

function tradingDayUpTo(date: string): string {
  return isTradingDay('NSE', date) ? date : previousTradingDay('NSE', date);
}

/** Every column of the instrument to 0, as for a leg that has never traded. */
function forgetTrades(board: object, index: number): void {
  for (const column of Object.values(board)) if (column instanceof Float64Array) column[index] = 0;
}
