import { ProbeUnreachable } from '../../../verify/check.ts';
import type { RedisDeclaration, RedisFacts, RedisProbe } from '../../../verify/declared/redis-check.ts';
import { insidePort } from './inside-port.ts';
import { openRelay } from './relay.ts';
import type { VantagePoint } from './vantage-point.ts';

const PORT = 6379;
const CONNECT_MS_MAX = 5000;

/** Redis as it is seen from there: our client speaks through a relay that runs inside, so passwords are on no command line. */
export function insideRedis(
  point: VantagePoint,
  onUse: (tool: string) => void,
  probe: RedisProbe,
): RedisProbe {
  const ports = insidePort(point, onUse);
  return {
    nowMs: () => probe.nowMs(),
    async read(declaration): Promise<RedisFacts> {
      const { hostname, port } = new URL(declaration.url);
      const there = { host: hostname.replaceAll(/[[\]]/g, ''), port: port === '' ? PORT : Number(port) };
      const asked = { kind: 'port', ...there, state: 'open', withinMs: CONNECT_MS_MAX } as const;
      const { state } = await ports.connect(asked);
      if (state !== 'open')
        throw new ProbeUnreachable(
          `${there.host}:${there.port}: ${state === 'refused' ? 'nobody listens' : 'no answer'}`,
          `Start it, or correct the url: ${point.shown(['redis-cli', '-h', there.host, '-p', String(there.port), 'PING'])}`,
        );
      await using relay = await openRelay(point, there, onUse);
      return await probe.read({ ...declaration, url: throughRelay(declaration, relay.port) });
    },
  };
}

function throughRelay({ url }: RedisDeclaration, port: number): string {
  const local = new URL(url);
  local.hostname = '127.0.0.1';
  local.port = String(port);
  return local.href;
}
