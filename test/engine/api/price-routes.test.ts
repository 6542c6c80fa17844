import { expect, test } from 'vitest';
import { askJson, createBackend } from './backend.ts';
import { NOW_MS, setPrice } from './fake-engine.ts';

test('/prices lists every underlying with its arrival time', async () => {
  const { app, engine } = createBackend();
  setPrice(engine.prices, 'BANKNIFTY', 51_260.149_999_999_994, NOW_MS - 1000);
  expect(await askJson(app, '/prices')).toEqual({
    status: 200,
    body: {
      prices: { NIFTY: 23_150.5, BANKNIFTY: 51_260.15 },
      updated_at: '2026-02-04T09:16:02.750+05:30',
      received_at: { NIFTY: '2026-02-04T09:16:02.750+05:30', BANKNIFTY: '2026-02-04T09:16:02.000+05:30' },
      traded_at: { NIFTY: '2026-02-04T09:16:02.750+05:30', BANKNIFTY: '2026-02-04T09:16:02.000+05:30' },
      timestamp: '2026-02-04T09:16:03.000+05:30',
    },
  });
});

test('a symbol that has had no tick is null, not 0.0', async () => {
  const { app, engine } = createBackend();
  engine.prices.entry('SENSEX');
  const { body } = await askJson(app, '/prices');
  expect(body).toMatchObject({
    prices: { NIFTY: 23_150.5, SENSEX: null },
    received_at: { SENSEX: null },
  });
});
