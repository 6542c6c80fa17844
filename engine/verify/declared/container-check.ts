import { nearestFirst } from '../../nearest-name.ts';
import type { Judgement } from '../check.ts';
import { failed, listed } from '../judgement.ts';
import { counted, judgementOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { shellWord } from './shown-address.ts';
import { UsageSeries, asksUsage, usageFindings } from './usage.ts';
import type { UsageLimits } from './usage.ts';

/** `container` of a suite: one container by its name or id, as the command line of its runtime tells of it. */
export interface ContainerDeclaration {
  readonly kind: 'container';
  readonly name: string;
  /** `docker` or `podman`; what the variable DOCKER says, or docker, unless given. */
  readonly runtime?: ContainerRuntime | undefined;
  readonly expect: ContainerExpectations;
}

/** Names and ids; no word of a runtime's own begins so. */
export const CONTAINER_NAME = /^[A-Za-z0-9][\w.-]*$/;

export const CONTAINER_RUNTIMES = ['docker', 'podman'] as const;

export type ContainerRuntime = (typeof CONTAINER_RUNTIMES)[number];

export const CONTAINER_STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;

export type ContainerState = (typeof CONTAINER_STATES)[number];

export const CONTAINER_HEALTHS = ['healthy', 'starting', 'unhealthy', 'none'] as const;

export type ContainerHealth = (typeof CONTAINER_HEALTHS)[number];

/** Every part that is given must hold. */
export interface ContainerExpectations extends UsageLimits {
  readonly state: ContainerState;
  /** Unless given: healthy where the container has a health check. */
  readonly health?: ContainerHealth | undefined;
  /** By port of the container, such as `8000/tcp`. */
  readonly ports: ReadonlyMap<string, ExpectedPort>;
  readonly restartsMax?: number | undefined;
  /** A regular expression on the image's name and tag. */
  readonly image?: string | undefined;
  readonly networks: readonly string[];
  readonly upForMs?: number | undefined;
  /** It must have been started then or later, epoch ms. */
  readonly startedSinceMs?: number | undefined;
}

/** `unpublished`: no port of the host may lead there. */
export type ExpectedPort = 'unpublished' | { readonly host?: string | undefined; readonly port: number };

/** What the runtime told. `absent`: it knows no container of that name, but these. */
export type ContainerFacts =
  | { readonly kind: 'absent'; readonly others: readonly string[] }
  | { readonly kind: 'found'; readonly container: SeenContainer; readonly nowMs: number };

/** A container as `docker inspect` tells of it. */
export interface SeenContainer {
  readonly id: string;
  /** As the runtime spells it. */
  readonly state: string;
  readonly health: ContainerHealth;
  /** The last words of the health check; empty without any. */
  readonly healthOutput: string;
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  /** Why it could not be started; empty when it could. */
  readonly error: string;
  /** Undefined for one that was never started. */
  readonly startedAtMs: number | undefined;
  readonly restarts: number;
  readonly image: string;
  /** By port of the container: where it is published, such as `127.0.0.1:8081`; empty for one that is not. */
  readonly ports: ReadonlyMap<string, readonly string[]>;
  readonly networks: readonly string[];
  /** Undefined when nobody asked for it, and when it does not run. */
  readonly use?: { readonly memoryBytes: number; readonly cpuPercent: number } | undefined;
}

/** Asks a container runtime. Rejects with ProbeUnreachable when its command is not there, or nobody answers it. */
export interface ContainerProbe {
  readonly inspect: (declaration: ContainerDeclaration) => Promise<ContainerFacts>;
}

/** Looks once and judges everything the suite says of the container; growth is that of the `series`. */
export async function judgeContainer(
  declaration: ContainerDeclaration,
  probe: ContainerProbe,
  series: UsageSeries = new UsageSeries(),
): Promise<Judgement> {
  const { name, expect } = declaration;
  const facts = await probe.inspect(declaration);
  if (facts.kind === 'absent') return absence(declaration, facts.others);
  const { container, nowMs } = facts;
  const command = (words: string): string => `${commandOf(declaration)} ${words} ${shellWord(name)}`;
  const { use } = container;
  return judgementOf([
    stateFinding(declaration, container),
    ...(container.state === expect.state ? healthFindings(declaration, container) : []),
    ...[...expect.ports].map(([port, expected]) => portFinding(declaration, container, { port, expected })),
    ...restartFindings(declaration, container),
    ...imageFindings(declaration, container),
    ...networkFindings(declaration, container),
    ...startFindings(declaration, container, nowMs),
    ...(use && asksUsage(expect)
      ? usageFindings(
          expect,
          series.add({ atMs: nowMs, ...use, identity: `${container.id} ${container.startedAtMs}` }),
          command('stats --no-stream'),
        )
      : []),
  ]);
}

/** The command of the runtime, for what is shown. */
export function commandOf({ runtime }: Pick<ContainerDeclaration, 'runtime'>): ContainerRuntime {
  return runtime ?? 'docker';
}

/** Nearest first: a name that holds the other one whole is nearer than any that resembles it letter by letter. */
function absence(declaration: ContainerDeclaration, others: readonly string[]): Judgement {
  const { name } = declaration;
  const holds = (other: string): boolean => other.includes(name) || name.includes(other);
  const nearest = nearestFirst(others, name).sort((a, b) => Number(holds(b)) - Number(holds(a)));
  const list = `${commandOf(declaration)} ps --all --format '{{.Names}}'`;
  return failed(
    `a container ${name}`,
    others.length === 0
      ? `no container ${name}, nor any other`
      : `no container ${name}; there is ${listed(nearest)}`,
    nearest[0] === undefined
      ? `Start it, or look on the machine where it runs: ${list}`
      : `Start it, or name it as it is called, such as ${nearest[0]}: ${list}`,
  );
}

function stateFinding(declaration: ContainerDeclaration, container: SeenContainer): Finding {
  const { name, expect } = declaration;
  const { state, exitCode, isOutOfMemory, error } = container;
  const why = [
    ...(state === 'exited' || state === 'dead' ? [`exit code ${exitCode}`] : []),
    ...(isOutOfMemory ? ['killed because it ran out of memory'] : []),
    ...(error === '' ? [] : [error]),
  ];
  const isFault = state !== expect.state;
  return {
    expected: `${name} is ${expect.state}`,
    observed: `${name} is ${state}${isFault && why.length > 0 ? ` (${why.join(', ')})` : ''}`,
    isFault,
    remedy: `Its last words: ${commandOf(declaration)} logs --tail 50 ${shellWord(name)}`,
  };
}

function healthFindings(declaration: ContainerDeclaration, container: SeenContainer): Finding[] {
  const { name, expect } = declaration;
  const { health, healthOutput } = container;
  if (expect.health === undefined && health === 'none') return [];
  const expected = expect.health ?? 'healthy';
  const isFault = health !== expected;
  const said = isFault && healthOutput !== '' ? `; its check said: ${healthOutput}` : '';
  return [
    {
      expected: expected === 'none' ? 'no health check' : `its health is ${expected}`,
      observed: `${health === 'none' ? 'it has no health check' : `its health is ${health}`}${said}`,
      isFault,
      remedy:
        health === 'none'
          ? 'Give the image a HEALTHCHECK, or the service of the compose file a healthcheck.'
          : `See what its check says: ${commandOf(declaration)} inspect --format '{{json .State.Health}}' ${shellWord(name)}`,
    },
  ];
}

function portFinding(
  declaration: ContainerDeclaration,
  { ports }: SeenContainer,
  { port, expected }: { readonly port: string; readonly expected: ExpectedPort },
): Finding {
  const { name } = declaration;
  const places = ports.get(port) ?? [];
  const seen = places.length === 0 ? `${port} is not published` : `${port} is published at ${listed(places)}`;
  const look = `${commandOf(declaration)} port ${shellWord(name)}`;
  if (expected === 'unpublished')
    return {
      expected: `${port} is not published`,
      observed: seen,
      isFault: places.length > 0,
      remedy: `Take it out of ports in the compose file: ${look}`,
    };
  const { host, port: hostPort } = expected;
  const wanted = host === undefined ? `${hostPort}` : `${host}:${hostPort}`;
  const publish = `${wanted}:${port.replace(/\/tcp$/, '')}`;
  return {
    expected: `${port} is published at ${wanted}`,
    observed: seen,
    isFault: !places.some((place) =>
      host === undefined ? place.endsWith(`:${hostPort}`) : place === wanted,
    ),
    remedy: `Publish it so, ports: ["${publish}"] in the compose file: ${look}`,
  };
}

function restartFindings(declaration: ContainerDeclaration, { restarts }: SeenContainer): Finding[] {
  const { name, expect } = declaration;
  if (expect.restartsMax === undefined) return [];
  return [
    {
      expected: `restarted ${expect.restartsMax} times at most`,
      observed: `restarted ${counted(restarts, 'time')}`,
      isFault: restarts > expect.restartsMax,
      remedy: `See why it dies: ${commandOf(declaration)} logs --tail 200 ${shellWord(name)}`,
      measurement: {
        name: 'restarts',
        value: restarts,
        unit: 'count',
        limit: { kind: 'max', value: expect.restartsMax },
      },
    },
  ];
}

function imageFindings({ name, expect }: ContainerDeclaration, { image }: SeenContainer): Finding[] {
  if (expect.image === undefined) return [];
  return [
    {
      expected: `an image like /${expect.image}/`,
      observed: `image ${image}`,
      isFault: !new RegExp(expect.image, 'u').test(image),
      remedy: `Deploy the image that is meant, then make the container anew: docker compose up -d --force-recreate (it is ${name}).`,
    },
  ];
}

function networkFindings(declaration: ContainerDeclaration, { networks }: SeenContainer): Finding[] {
  return declaration.expect.networks.map((network) => ({
    expected: `in the network ${network}`,
    observed: networks.length === 0 ? 'in no network' : `in ${listed(networks)}`,
    isFault: !networks.includes(network),
    remedy: `Connect it: ${commandOf(declaration)} network connect ${shellWord(network)} ${shellWord(declaration.name)}`,
  }));
}

function startFindings(
  declaration: ContainerDeclaration,
  { startedAtMs }: SeenContainer,
  nowMs: number,
): Finding[] {
  const { upForMs, startedSinceMs } = declaration.expect;
  const upMs = startedAtMs === undefined ? undefined : nowMs - startedAtMs;
  const observed = upMs === undefined ? 'it was never started' : `started ${Math.floor(upMs / 1000)} s ago`;
  const name = shellWord(declaration.name);
  return [
    ...(upForMs === undefined
      ? []
      : [
          {
            expected: `up for ${upForMs / 1000} s`,
            observed,
            isFault: upMs === undefined || upMs < upForMs,
            remedy: `If nobody started it just now, its log says why it died: ${commandOf(declaration)} logs --tail 200 ${name}`,
          },
        ]),
    ...(startedSinceMs === undefined
      ? []
      : [
          {
            expected: `started within the last ${Math.floor((nowMs - startedSinceMs) / 1000)} s`,
            observed,
            isFault: startedAtMs === undefined || startedAtMs < startedSinceMs,
            remedy: `It still runs what was there before: ${commandOf(declaration)} restart ${name}`,
          },
        ]),
  ];
}
