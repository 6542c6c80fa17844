/** A `docker` that answers from files: what the genuine one prints for a few containers, without a daemon. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeContainer {
  readonly state?: string;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** `Status` and the last `Output` of the health check; no health check unless given. */
  readonly health?: readonly [status: string, output: string];
  readonly startedAt?: string;
  readonly restarts?: number;
  readonly image?: string;
  readonly ports?: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>;
  readonly networks?: readonly string[];
  /** As `docker stats` prints them. */
  readonly use?: { readonly CPUPerc: string; readonly MemUsage: string };
}

export interface FakeDocker {
  /** The program. */
  readonly path: string;
  /** The folder it lies in, for PATH. */
  readonly folder: string;
  /** Gives the containers anew. */
  readonly hold: (containers: Readonly<Record<string, FakeContainer>>) => void;
}

/**
 * `inspect --type container NAME`, `stats --no-stream --format F NAME`, `ps --all --format F`, and `exec [-i] NAME WORDS...`, which runs the words on this machine.
 * Texts and exit codes are those of docker 28.2.2; the JSON follows Engine API v1.50.
 */
export function fakeDocker(containers: Readonly<Record<string, FakeContainer>>, name = 'docker'): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-docker-'));
  const path = join(folder, name);
  const held = join(folder, 'held');
  writeFileSync(path, script(held));
  chmodSync(path, 0o755);
  const hold: FakeDocker['hold'] = (all) => {
    for (const [each, container] of Object.entries(all)) {
      mkdirSync(join(held, each), { recursive: true });
      writeFileSync(join(held, each, 'inspect'), JSON.stringify([inspection(each, container)], null, 4));
      writeFileSync(join(held, each, 'stats'), `${JSON.stringify(stats(each, container))}\n`);
    }
  };
  mkdirSync(held);
  hold(containers);
  return { path, folder, hold };
}

function script(held: string): string {
  return `#!/bin/sh
held='${held}'
case "$1" in
inspect)
  if [ -d "$held/$4" ]; then cat "$held/$4/inspect"; exit 0; fi
  echo '[]'; echo "Error response from daemon: No such container: $4" >&2; exit 1;;
stats) cat "$held/$5/stats";;
ps) ls "$held";;
exec)
  shift
  [ "$1" = -i ] && shift
  if [ ! -d "$held/$1" ]; then echo "Error response from daemon: No such container: $1" >&2; exit 1; fi
  shift
  command -v "$1" > /dev/null || { echo "OCI runtime exec failed: exec failed: unable to start container process: exec: \\"$1\\": executable file not found in \\$PATH: unknown" >&2; exit 127; }
  exec "$@";;
*) echo "docker: '$1' is not a docker command." >&2; exit 1;;
esac
`;
}

function inspection(name: string, container: FakeContainer): unknown {
  const { state = 'running', exitCode = 0, oomKilled = false, health, startedAt } = container;
  const networks = container.networks ?? ['bridge'];
  return {
    Id: name,
    Created: '2026-02-04T03:00:00.111111111Z',
    Path: 'uvicorn',
    Args: ['app.main:app'],
    State: {
      Status: state,
      Running: state === 'running',
      Paused: false,
      Restarting: state === 'restarting',
      OOMKilled: oomKilled,
      Dead: false,
      Pid: state === 'running' ? 4242 : 0,
      ExitCode: exitCode,
      Error: '',
      StartedAt: startedAt ?? '2026-02-04T03:00:01.222222222Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ...(health
        ? {
            Health: {
              Status: health[0],
              FailingStreak: health[0] === 'unhealthy' ? 3 : 0,
              Log: [{ Start: '', End: '', ExitCode: 0, Output: health[1] }],
            },
          }
        : {}),
    },
    Name: `/${name}`,
    RestartCount: container.restarts ?? 0,
    Config: { Image: container.image ?? `${name}:1.4.2`, Env: ['API_KEY=of-the-container'] },
    HostConfig: { NetworkMode: networks[0] },
    NetworkSettings: {
      Ports: container.ports ?? {},
      Networks: Object.fromEntries(networks.map((network) => [network, { IPAddress: '172.18.0.2' }])),
    },
  };
}

function stats(name: string, { use }: FakeContainer): unknown {
  const { CPUPerc = '0.50%', MemUsage = '50MiB / 7.6GiB' } = use ?? {};
  return { BlockIO: '0B / 0B', CPUPerc, Container: name, ID: name, MemPerc: '0.66%', MemUsage, Name: name };
}
