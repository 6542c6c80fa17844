import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

function controlled(hasDriver = true) {
  const small = createSmallExchange();
  const driver = {
    speed: 1,
    setSpeed(speed: number) {
      driver.speed = speed;
    },
  };
  const app = createControlApp(small.exchange, { token: 't', driver: hasDriver ? driver : undefined });
  const post = async (body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await app.fetch(
      new Request('http://control.test/clock', {
        method: 'POST',
        headers: { authorization: 'Bearer t' },
        body: JSON.stringify(body),
      }),
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { ...small, driver, post };
}

test('another speed, a pause and the speed before it again', async () => {
  const { post, driver } = controlled();
  expect((await post({ speed: 60 })).body).toMatchObject({ speed: 60 });
  expect((await post({ pause: true })).body).toMatchObject({ speed: 0 });
  await post({ pause: true });
  expect((await post({ resume: true })).body).toMatchObject({ speed: 60 });
  expect(driver.speed).toBe(60);
});

test('a step runs one timer of a paused clock', async () => {
  const { post, clock } = controlled();
  const ran: number[] = [];
  for (const afterMs of [100, 250, 400]) clock.at(clock.nowMs() + afterMs, () => ran.push(afterMs));
  expect((await post({ step: 1 })).status).toBe(409);
  await post({ pause: true });
  expect((await post({ step: 1 })).body).toMatchObject({ now: '2026-02-04T09:20:00.100+05:30' });
  expect(ran).toEqual([100]);
  await post({ step: 2 });
  expect(ran).toEqual([100, 250, 400]);
  expect((await post({ step: 5 })).status).toBe(200);
});

test('a seek plays everything on the way and leaves the speed as it was', async () => {
  const { post, clock, world, driver } = controlled();
  const seen: number[] = [];
  world.plan(clock.nowMs() + 1000, (board) => board.trade(0, 25_100, clock.nowMs()));
  const watch = (): void => {
    world.sync(clock.nowMs());
    seen.push(driver.speed);
    if (seen.length < 3) clock.at(clock.nowMs() + 60_000, watch);
  };
  clock.at(clock.nowMs() + 60_000, watch);
  const { body } = await post({ seek: '09:31' });
  expect(body).toMatchObject({ now: '2026-02-04T09:31:00.000+05:30', speed: 1 });
  expect(seen).toEqual([0, 0, 0]);
  expect(world.spotOf('NIFTY')).toBe(25_100);
});

test('a seek backwards is refused and says what to do', async () => {
  const { status, body } = await controlled().post({ seek: '09:07:00' });
  expect(status).toBe(409);
  expect(body['error']).toContain('serve again with --at 09:07:00');
});

test.each([
  {},
  { speed: 0 },
  { speed: 2, pause: true },
  { step: 0 },
  { seek: '25:00' },
  { pause: false },
  [],
])('%j is told what is expected', async (body) => {
  const answer = await controlled().post(body);
  expect(answer.status).toBe(400);
  expect(answer.body['error']).toContain('exactly one of');
});

test('a clock that nobody here drives is told and not moved', async () => {
  const { status, body } = await controlled(false).post({ pause: true });
  expect(status).toBe(409);
  expect(body['error']).toContain('its caller moves');
});

test('a seek that a reset meets ends there and says so', async () => {
  const { post, clock } = controlled();
  const seek = post({ seek: '15:00' });
  const startMs = clock.nowMs();
  clock.at(startMs + 60_000, () => queueMicrotask(() => clock.rebase(startMs)));
  expect(await seek).toMatchObject({ status: 409, body: { error: expect.stringContaining('Seek again') } });
});
