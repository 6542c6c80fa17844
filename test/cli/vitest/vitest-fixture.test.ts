import { describe } from 'vitest';
import { expect, test } from '#cli/vitest/index.ts';

test('a muted index falls silent and the other does not', async ({ preopen }) => {
  await preopen.at('09:31');
  const feed = await preopen.feed(['NIFTY', 'BANKNIFTY']);
  expect(feed).toReceiveTickWithin('BANKNIFTY', 2000);
  preopen.fault('mute BANKNIFTY');
  expect(feed).toReceiveTickWithin('NIFTY', 2000);
  await preopen.advance(1000);
  expect(feed).not.toReceiveTickWithin('BANKNIFTY', 60_000);
  expect(preopen.exchange.faults.states().map(({ fault }) => fault.id)).toEqual(['mute-banknifty']);
});

test('the next test has an exchange at its beginning, whose clock stands', async ({ preopen }) => {
  expect(preopen.exchange.faults.states()).toEqual([]);
  const startMs = preopen.clock.nowMs();
  const answer = await fetch(`${preopen.restUrl}/profile`, {
    headers: { 'access-token': preopen.env['DHAN_ACCESS_TOKEN']! },
  });
  expect(answer.status).toBe(200);
  expect(preopen.clock.nowMs()).toBe(startMs);
});

test('what cannot be done is refused in words', async ({ preopen }) => {
  await expect(preopen.at('09:00')).rejects.toThrow('A market does not run backwards');
  await expect(preopen.at('soon')).rejects.toThrow('expected an IST time of day');
  await expect(preopen.feed(['SUNFLOWER'])).rejects.toThrow('expected an index such as NIFTY');
  expect(() => preopen.fault('sulk NIFTY')).toThrow('expected mute INSTRUMENT');
  const feed = await preopen.feed(['NIFTY']);
  expect(() => feed.ticks('SENSEX')).toThrow("Subscribe it: preopen.feed(['SENSEX'])");
});

test('a matcher that fails says what came instead', async ({ preopen }) => {
  const feed = await preopen.feed(['NIFTY']);
  preopen.fault('mute NIFTY');
  await preopen.advance(1000);
  expect(() => expect(feed).toReceiveTickWithin('NIFTY', 3000)).toThrow(
    'expected a tick of NIFTY within 3000 ms of scenario time, was none',
  );
  expect(() => expect('feed').toReceiveTickWithin('NIFTY', 1)).toThrow('expected a feed');
});

describe('with other options', () => {
  test.override({ preopenOptions: { scenario: 'holiday', startAt: '10:00:00' } });

  test('a test chooses scenario and start', ({ preopen }) => {
    expect(preopen.exchange.scenario.name).toBe('holiday');
    expect(new Date(preopen.clock.nowMs()).toISOString()).toContain('T04:30:00');
  });
});
