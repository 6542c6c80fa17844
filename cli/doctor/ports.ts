/** The ports that serve and the backend need: free, or used and by whom. */
import { createServer } from 'node:net';
import type { Finding, LocalSetup } from './finding.ts';
import { portOwner } from './port-owner.ts';

const BACKEND_PORT = 8000;

/** A port and who wants it. */
interface WantedPort {
  readonly port: number;
  /** The flag of serve; undefined for the port where the backend under test is expected. */
  readonly flag: string | undefined;
}

/** One finding per port of the configuration and of the backend to verify. */
export async function findPorts(setup: LocalSetup): Promise<readonly Finding[]> {
  return Promise.all(wantedPorts(setup).map(findPort));
}

function wantedPorts({ config, backend }: LocalSetup): readonly WantedPort[] {
  const target = loopbackPort(backend);
  const flags = ['backend-port', 'port', 'control-port'].map((flag) => ({
    port: Number(config[flag] ?? (flag === 'backend-port' ? BACKEND_PORT : 0)),
    flag,
  }));
  const wanted = flags.filter(({ port }) => port > 0 && port !== target);
  return [...(target === undefined ? [] : [{ port: target, flag: undefined }]), ...wanted];
}

function loopbackPort(url: string | undefined): number | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed || !/^(?:127\.|localhost$|\[::1\]$)/.test(parsed.hostname)) return undefined;
  return Number(parsed.port || (parsed.protocol === 'https:' ? 443 : 80));
}

async function findPort({ port, flag }: WantedPort): Promise<Finding> {
  const state = await stateOf(port);
  const finding = { id: `port.${port}`, group: 'ports' } as const;
  const purpose = flag === undefined ? 'the backend to verify' : `serve --${flag}`;
  if (state === 'free') {
    const remedy = flag === undefined ? 'Start the backend before preopen verify.' : '';
    return { ...finding, status: 'pass', observed: `${port} is free (${purpose})`, remedy };
  }
  if (state === 'forbidden')
    return {
      ...finding,
      status: 'fail',
      observed: `${port} may not be opened by this user (${purpose})`,
      remedy: `Choose a port above 1023: preopen serve --${flag ?? 'backend-port'} 8000`,
    };
  const owner = portOwner(port);
  const observed = `${port} is used by ${owner.words} (${purpose})`;
  if (flag === undefined) return { ...finding, status: 'pass', observed, remedy: '' };
  return {
    ...finding,
    status: 'warn',
    observed,
    remedy: `${owner.stop}, or let serve take another: preopen serve --${flag} 0`,
  };
}

async function stateOf(port: number): Promise<'free' | 'used' | 'forbidden'> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EACCES' ? 'forbidden' : 'used'),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve('free')));
  });
}
