/** Whether the services that the suite names can be reached: a TCP connection, without a login. */
import { connect } from 'node:net';
import type { Finding, LocalSetup } from './finding.ts';

const CONNECT_MS_MAX = 2000;
const PORTS: Readonly<Record<string, number>> = {
  redis: 6379,
  rediss: 6379,
  postgres: 5432,
  postgresql: 5432,
};

/** One finding per service; its user and password are not shown. */
export async function findServices({ services }: LocalSetup): Promise<readonly Finding[]> {
  const urls = services.flatMap((text) => URL.parse(text) ?? []);
  return Promise.all(urls.map(findService));
}

async function findService({ protocol, hostname, port }: URL): Promise<Finding> {
  const kind = protocol.slice(0, -1);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || PORTS[kind]) };
  const name = kind.startsWith('redis') ? 'Redis' : 'PostgreSQL';
  const problem = await connectProblem(address);
  const finding = {
    id: `service.${name.toLowerCase()}.${address.host}.${address.port}`,
    group: 'services',
  } as const;
  const where = `${name} at ${address.host}:${address.port}`;
  if (problem === undefined)
    return { ...finding, status: 'pass', observed: `${where} accepts connections`, remedy: '' };
  const start = name === 'Redis' ? 'redis-server' : 'pg_ctl start, or docker compose up -d postgres';
  return {
    ...finding,
    status: 'fail',
    observed: `${where} cannot be reached (${problem})`,
    remedy: `Start it (${start}), or correct its address in the suite.`,
  };
}

/** Undefined when it accepts. */
async function connectProblem(address: {
  readonly host: string;
  readonly port: number;
}): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: CONNECT_MS_MAX });
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no answer in ${CONNECT_MS_MAX / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
