/** How far this clock is from the target's. Only targets on this machine are asked. */
import { httpDateMs, targetOffsetMs } from '#engine/adapters/probes/target-http.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { PreopenError } from '#engine/errors.ts';
import { istIso, MS_PER_DAY } from '#engine/market/ist-time.ts';
import { spokenDuration } from '#engine/market/spoken-time.ts';
import type { HttpResponse } from '#engine/ports.ts';
import type { Finding, LocalSetup } from './finding.ts';

const OFFSET_MS_MAX = 5000;

/** One finding for each of exchange and backend that is named and not `mock`. */
export async function findClock({ exchange, backend }: LocalSetup): Promise<readonly Finding[]> {
  const targets = Object.entries({ exchange, backend }).flatMap(([name, url]) =>
    url === undefined || url === 'mock' ? [] : [{ name, url }],
  );
  return Promise.all(targets.map(findOffset));
}

async function findOffset({ name, url }: { readonly name: string; readonly url: string }): Promise<Finding> {
  const finding = { id: `clock.${name}`, group: 'clock' } as const;
  const origin = URL.parse(url)?.origin ?? 'null';
  if (origin === 'null')
    return { ...finding, status: 'skip', observed: `${name} is ${url}: not asked from here`, remedy: '' };
  const response = await answerOf(`${origin}${name === 'backend' ? '/health' : '/v2'}`);
  if (typeof response === 'string')
    return { ...finding, status: 'skip', observed: `${name}: ${response}`, remedy: '' };
  const dateMs = httpDateMs(response);
  if (dateMs === undefined)
    return { ...finding, status: 'skip', observed: `${name} tells no time (no Date header)`, remedy: '' };
  return { ...finding, ...judged(name, dateMs) };
}

function judged(name: string, dateMs: number): Pick<Finding, 'status' | 'observed' | 'remedy'> {
  const offsetMs = targetOffsetMs(dateMs, Date.now());
  const apart = Math.abs(offsetMs);
  if (apart <= OFFSET_MS_MAX)
    return {
      status: 'pass',
      observed: `${name} and this machine are within ${OFFSET_MS_MAX / 1000} s`,
      remedy: '',
    };
  if (apart >= MS_PER_DAY)
    return { status: 'pass', observed: `${name} plays a day of its own: ${istIso(dateMs)}`, remedy: '' };
  return {
    status: 'warn',
    observed: `${name} is ${spokenDuration(apart)} ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine`,
    remedy: 'Let the clock be set by the network: timedatectl set-ntp true (Windows: w32tm /resync)',
  };
}

/** A sentence where there is no answer to read. */
async function answerOf(url: string): Promise<HttpResponse | string> {
  const http = createUndiciTransport();
  try {
    return await http.send({ method: 'GET', url, headers: {} });
  } catch (error) {
    if (!(error instanceof PreopenError)) throw error;
    return error.code === 'CONFIG'
      ? 'on another machine, so not asked'
      : 'does not answer, so its clock is not known';
  } finally {
    await http.close();
  }
}
