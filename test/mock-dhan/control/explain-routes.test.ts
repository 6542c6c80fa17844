import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

async function asked(query: string, options: { readonly isRecorded?: boolean } = {}) {
  const { scenario, clock, feeds, journal, faults, ...simulated } = createSmallExchange().exchange;
  const recorded = { scenario, clock, feeds, journal, faults, counters: () => ({}), connections: () => [] };
  const app = createControlApp(options.isRecorded ? recorded : { ...recorded, ...simulated }, { token: 't' });
  const answer = await app.request(`/explain${query}`, { headers: { authorization: 'Bearer t' } });
  return { status: answer.status, body: await answer.json() };
}

test('the control port explains hop by hop and ends with one sentence', async () => {
  expect(await asked('?client=1100000001&instrument=BANKNIFTY')).toEqual({
    status: 200,
    body: {
      clientId: '1100000001',
      feed: 'live',
      instrument: 'BANKNIFTY',
      hops: [
        { hop: 'listed', isPassed: true, said: 'IDX_I:25 is the index BANKNIFTY' },
        { hop: 'client', isPassed: true, said: expect.stringContaining('its token lives until') },
        { hop: 'connection', isPassed: false, said: 'it has not connected to the live feed' },
      ],
      lostAt: 'connection',
      conclusion:
        '1100000001 has no connection that could bring it BANKNIFTY: it has not connected to the live feed.',
    },
  });
});

test.for(['', '?client=1', '?instrument=NIFTY', '?client=&instrument=NIFTY', '?client=1&instrument=A&x=1'])(
  'a question %s that is none is 400 and told what is expected',
  async (query) => {
    expect(await asked(query)).toEqual({
      status: 400,
      body: { error: expect.stringContaining('/explain?client=CLIENT_ID&instrument=') },
    });
  },
);

test('a recorded exchange cannot explain and says why', async () => {
  expect(await asked('?client=1&instrument=NIFTY', { isRecorded: true })).toMatchObject({ status: 409 });
});
