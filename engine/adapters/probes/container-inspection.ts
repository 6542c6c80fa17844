/** What `docker inspect` and `docker stats` print, and podman's words for the same. Source: docs.docker.com, Engine API v1.50, GET /containers/{id}/json. */
import { z } from 'zod';
import type { SeenContainer } from '../../verify/declared/container-check.ts';

const bindings = z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string() })).nullable();

const health = z.object({
  Status: z.string().default(''),
  Log: z
    .array(z.object({ Output: z.string().default('') }))
    .nullish()
    .transform((log) => log ?? []),
});

const inspection = z.object({
  Id: z.string(),
  RestartCount: z.number().default(0),
  ImageName: z.string().optional(),
  Config: z.object({ Image: z.string().default('') }),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number().default(0),
    OOMKilled: z.boolean().default(false),
    Error: z.string().default(''),
    StartedAt: z.string().default(''),
    Health: health.nullish(),
    /** Podman before 4. */
    Healthcheck: health.nullish(),
  }),
  NetworkSettings: z.object({
    Ports: z
      .record(z.string(), bindings)
      .nullish()
      .transform((ports) => ports ?? {}),
    Networks: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform((networks) => networks ?? {}),
  }),
});

/** The first container of `docker inspect --type container NAME`; undefined when that is no such list. */
export function readInspection(json: string): SeenContainer | undefined {
  const result = z.array(inspection).min(1).safeParse(parsed(json));
  const [seen] = result.data ?? [];
  if (!seen) return undefined;
  const { State: state, NetworkSettings: network } = seen;
  const startedAtMs = Date.parse(state.StartedAt);
  const healthOf = state.Health ?? state.Healthcheck;
  return {
    id: seen.Id,
    state: state.Status,
    health: healthWord(healthOf?.Status),
    healthOutput: oneLine(healthOf?.Log.at(-1)?.Output ?? ''),
    exitCode: state.ExitCode,
    isOutOfMemory: state.OOMKilled,
    error: state.Error,
    // One that was never started began in the year 1.
    startedAtMs: startedAtMs > 0 ? startedAtMs : undefined,
    restarts: seen.RestartCount,
    image: seen.Config.Image === '' ? (seen.ImageName ?? '') : seen.Config.Image,
    ports: new Map(Object.entries(network.Ports).map(([port, places]) => [port, placesOf(places)])),
    networks: Object.keys(network.Networks),
  };
}

function placesOf(places: z.output<typeof bindings>): readonly string[] {
  const texts = (places ?? []).map(({ HostIp: ip, HostPort: port }) => {
    const host = ip === '' ? '0.0.0.0' : ip;
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  });
  return [...new Set(texts)];
}

function healthWord(status: string | undefined): SeenContainer['health'] {
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none';
}

const OUTPUT_CHARACTERS_MAX = 160;

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > OUTPUT_CHARACTERS_MAX ? `${line.slice(0, OUTPUT_CHARACTERS_MAX - 1)}…` : line;
}

const stats = z.union([
  z
    .object({ CPUPerc: z.string(), MemUsage: z.string() })
    .transform(({ CPUPerc: cpu, MemUsage: memory }) => ({ cpu, memory })),
  z
    .object({ cpu_percent: z.string(), mem_usage: z.string() })
    .transform(({ cpu_percent: cpu, mem_usage: memory }) => ({ cpu, memory })),
]);

/** The first container of `docker stats --no-stream --format '{{json .}}'`, or of podman's list; undefined when that is none. */
export function readStats(json: string): SeenContainer['use'] {
  const value = parsed(json);
  const result = stats.safeParse(Array.isArray(value) ? value[0] : value);
  if (!result.success) return undefined;
  const memoryBytes = bytesOf(result.data.memory.split('/')[0] ?? '');
  const cpuPercent = Number.parseFloat(result.data.cpu);
  return memoryBytes === undefined || Number.isNaN(cpuPercent) ? undefined : { memoryBytes, cpuPercent };
}

const FACTORS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** `50.2MiB` of docker, `52.6MB` of podman. */
function bytesOf(text: string): number | undefined {
  const [, number, unit = ''] = /^\s*([\d.]+)\s*([kmgt]?i?b)\s*$/i.exec(text) ?? [];
  const factor = FACTORS[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
