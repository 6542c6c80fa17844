import { expect, test } from 'vitest';
import type { BackendBody } from '#engine/api/backend-context.ts';
import { createLiveBody } from '#engine/api/live-body.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createReadyEngine, NOW_MS, setLeg } from './fake-engine.ts';

const CALL_OF_23000 = /"23000.0":{"CE":{.*?"source":"feed"}/g;

function createWriter(body: BackendBody) {
  const { engine, chain } = createReadyEngine();
  const clock = new VirtualClock(NOW_MS);
  return { chain, clock, bodyOf: createLiveBody({ engine, clock, body, hasOriginalFaults: false }) };
}

test('a body that still waits in a socket keeps its own figures when a leg changes', () => {
  const { chain, bodyOf } = createWriter('envelope');
  const waiting = bodyOf(chain);
  const text = new TextDecoder().decode(waiting);
  setLeg(chain, 23_000, 'CE', { ltp: 235.55, bid: 231.05, ask: 240.05, source: 'feed' });
  const changed = new TextDecoder().decode(bodyOf(chain));
  expect(changed).toContain('"ltp":235.55,"bid":231.05,"ask":240.05,');
  expect(changed.replaceAll(CALL_OF_23000, '')).toBe(text.replaceAll(CALL_OF_23000, ''));
  expect(new TextDecoder().decode(waiting)).toBe(text);
});

test('the timestamp moves with the clock while the strikes stand', () => {
  const { chain, clock, bodyOf } = createWriter('envelope');
  const before = new TextDecoder().decode(bodyOf(chain));
  clock.advanceTo(NOW_MS + 250);
  const after = new TextDecoder().decode(bodyOf(chain));
  expect(after).toBe(before.replace('09:16:03.000+05:30"', '09:16:03.250+05:30"'));
});

test('the documents flat body is written byte for byte', () => {
  const { chain, bodyOf } = createWriter('flat');
  expect(new TextDecoder().decode(bodyOf(chain))).toContain(
    '{"underlying":"NIFTY","expiry":"2026-02-11","strikes":{"22900":{"CE":{"ltp":100,"bid":99.5,"ask":100.5},',
  );
});
