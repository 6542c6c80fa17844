import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { addJournalRoute } from '#mock-dhan/control/journal-routes.ts';
import { ExchangeJournal } from '#mock-dhan/journal/exchange-journal.ts';

const AT_MS = istToEpochMs('2026-02-04', '09:20:00');

function journalled() {
  const journal = new ExchangeJournal();
  const app = new Hono();
  addJournalRoute(app, { journal });
  return { journal, get: async (query = '') => app.request(`http://control.test/journal${query}`) };
}

function requestBy(clientId: string) {
  return { kind: 'request', atMs: AT_MS, clientId, route: 'GET /v2/profile', status: 200 } as const;
}

test('the journal tells what clients did, with its number and its time in IST', async () => {
  const { journal, get } = journalled();
  journal.record(requestBy('1'));
  journal.record({ kind: 'connected', atMs: AT_MS + 250, clientId: '1', feed: 'live', session: 1 });
  expect(await (await get()).json()).toEqual({
    entries: [
      {
        number: 1,
        at: '2026-02-04T09:20:00.000+05:30',
        kind: 'request',
        clientId: '1',
        route: 'GET /v2/profile',
        status: 200,
      },
      {
        number: 2,
        at: '2026-02-04T09:20:00.250+05:30',
        kind: 'connected',
        clientId: '1',
        feed: 'live',
        session: 1,
      },
    ],
    next: 2,
  });
});

test('entries are chosen by kind and by client; a fault has no client', async () => {
  const { journal, get } = journalled();
  journal.record(requestBy('1'));
  journal.record(requestBy('2'));
  journal.record({ kind: 'fault', atMs: AT_MS, id: 'mute' });
  const numbers = async (query: string) =>
    ((await (await get(query)).json()) as { entries: { number: number }[] }).entries.map(
      ({ number }) => number,
    );
  expect(await numbers('?kind=request')).toEqual([1, 2]);
  expect(await numbers('?kind=request,fault')).toEqual([1, 2, 3]);
  expect(await numbers('?clientId=2')).toEqual([2]);
  expect(await numbers('?after=2')).toEqual([3]);
});

test('a long journal is read page by page without a gap', async () => {
  const { journal, get } = journalled();
  for (let count = 0; count < 2500; count += 1) journal.record(requestBy(String(count)));
  const seen: number[] = [];
  let next = 0;
  for (let page = 0; page < 4; page += 1) {
    const answer = (await (await get(`?after=${next}`)).json()) as {
      entries: { number: number }[];
      next: number;
    };
    seen.push(...answer.entries.map(({ number }) => number));
    next = answer.next;
  }
  expect(seen).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
  expect(next).toBe(2500);
});

test.for(['?after=-1', '?after=soon', '?kind=tick', '?since=1'])(
  '%s is refused with what may be asked',
  async (query) => {
    const answer = await journalled().get(query);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: expect.stringContaining('/journal?after=NUMBER&kind=request,'),
    });
  },
);
