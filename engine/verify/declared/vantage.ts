/** From where a declared check looks: this machine, or inside what a command leads into, such as a container. */
import { ProbeUnreachable } from '../check.ts';
import type { Judgement } from '../check.ts';
import type { Declaration, Probes } from './declared-check.ts';
import { failed } from '../judgement.ts';

/** What `from` of a check says to stay on this machine, whatever `--from` says. */
export const OUTSIDE = 'outside';

/** What can be read from inside. */
export type InsideProbes = Pick<
  Probes,
  | 'http'
  | 'jwt'
  | 'authMatrix'
  | 'port'
  | 'file'
  | 'command'
  | 'log'
  | 'process'
  | 'redis'
  | 'container'
  | 'python'
>;

/** The probes of one check from inside, and what they have used there so far, such as `curl`. */
export interface InsideView {
  readonly probes: InsideProbes;
  readonly means: () => readonly string[];
}

/** Thrown when nothing can be asked from there at all: the container does not run, or nothing in it can ask. */
export class VantageUnreachable extends ProbeUnreachable {
  constructor(message: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(message, remedy, options);
    this.name = 'VantageUnreachable';
  }
}

/** Why such a check cannot be judged from inside; undefined when it can. */
export function outsideReason(declaration: Declaration): string | undefined {
  switch (declaration.kind) {
    case 'http':
    case 'orders':
    case 'authMatrix':
    case 'port':
    case 'file':
    case 'log':
    case 'process':
    case 'pythonImport':
    case 'container':
      return undefined;
    case 'jwt':
      return declaration.keys.kind === 'jwks' ? undefined : 'the key file is one of this machine';
    case 'command':
      return declaration.folder === undefined ? undefined : 'its folder is one of this machine';
    case 'redis':
      return declaration.url.startsWith('rediss:') ? 'TLS to Redis is spoken by this machine' : undefined;
    case 'sql':
      return 'the database is asked by this machine';
    case 'websocket':
      return 'the socket is one of this machine';
    case 'trace':
      return 'its hops are watched by this machine';
    case 'page':
      return 'the browser is one of this machine';
    case 'custom':
      return 'a function of the suite runs on this machine';
  }
}

/** A command line of containers is seldom inside one: `--from` alone leaves such a check outside, its own `from` does not. */
function staysOutside(declaration: Declaration): string | undefined {
  return declaration.kind === 'container'
    ? 'containers are told of by this machine'
    : outsideReason(declaration);
}

/** Where one check looks from. */
export type Vantage =
  | { readonly kind: 'outside'; readonly reason: string | undefined }
  | { readonly kind: 'inside'; readonly command: string };

/** By the check's own `from`, else by that of the run. */
export function vantageOf(
  declaration: Declaration,
  own: string | undefined,
  ofRun: string | undefined,
): Vantage {
  const command = own ?? ofRun;
  if (command === undefined) return { kind: 'outside', reason: undefined };
  if (command === OUTSIDE)
    return { kind: 'outside', reason: ofRun === undefined ? undefined : 'as its from says' };
  const reason = own === undefined ? staysOutside(declaration) : outsideReason(declaration);
  return reason === undefined ? { kind: 'inside', command } : { kind: 'outside', reason };
}

/** `docker exec tv-backend (curl)`, `outside (the browser is one of this machine)`. */
export function spokenVantage(vantage: Vantage, means: readonly string[] = []): string {
  if (vantage.kind === 'outside') return `${OUTSIDE} (${vantage.reason ?? 'this machine'})`;
  return means.length === 0 ? vantage.command : `${vantage.command} (${means.join(', ')})`;
}

/** Judges from there; says where that is, unless it is this machine and nobody asked for another place. */
export async function judgeFrom(
  vantage: Vantage,
  declaration: Declaration,
  by: { readonly probes: Probes; readonly judge: (probes: Probes) => Promise<Judgement> },
): Promise<Judgement> {
  const { probes, judge } = by;
  if (vantage.kind === 'outside')
    return vantage.reason === undefined
      ? judge(probes)
      : judgedOutside(() => judge(probes), spokenVantage(vantage));
  const view = await probes.inside(vantage.command);
  const judgement = await judge({ ...probes, ...view.probes }).catch((error: unknown) =>
    unreachedFromInside(declaration, error, spokenVantage(vantage, view.means())),
  );
  return {
    ...judgement,
    ...remedyFromInside(declaration, judgement, vantage.command),
    seenFrom: spokenVantage(vantage, view.means()),
  };
}

/** What is judged from this machine in a run that looks from elsewhere; what says of itself that it looked from inside did. */
export async function judgedOutside(judge: () => Promise<Judgement>, seenFrom: string): Promise<Judgement> {
  const judgement = await judge().catch((error: unknown) => {
    throw toldWhere(error, seenFrom);
  });
  return { ...judgement, seenFrom: judgement.seenFrom ?? seenFrom };
}

/** Kinds whose check asks whether something is reached: from a place that is known to be alive, not reaching it is the finding. */
const REACHES: ReadonlySet<Declaration['kind']> = new Set(['http', 'jwt', 'authMatrix', 'port', 'redis']);

/** What an address that is not reached from inside comes to; rethrows what judges nothing. */
function unreachedFromInside(declaration: Declaration, error: unknown, seenFrom: string): Judgement {
  const isFinding = error instanceof ProbeUnreachable && !(error instanceof VantageUnreachable);
  if (!isFinding || !REACHES.has(declaration.kind)) throw toldWhere(error, seenFrom);
  return failed('it is reached from inside', error.message, `${INSIDE_REMEDY} ${error.remedy}`);
}

const INSIDE_REMEDY =
  'A container has a loopback and names of its own: use the service name of its network, or host.docker.internal (extra_hosts: host.docker.internal:host-gateway) for a port of the host, and let what listens bind beyond 127.0.0.1.';

/** A command that is to be tried means that place; what Python is given to install names it already. */
function remedyFromInside(
  { kind }: Declaration,
  { remedy = '' }: Judgement,
  command: string,
): Pick<Judgement, 'remedy'> {
  return remedy === '' || kind === 'pythonImport' ? {} : { remedy: `${remedy} (behind ${command})` };
}

/** The vantage's own errors name it already. */
function toldWhere(error: unknown, seenFrom: string): unknown {
  if (!(error instanceof ProbeUnreachable) || error instanceof VantageUnreachable) return error;
  return new ProbeUnreachable(`${error.message}; seen from: ${seenFrom}`, error.remedy, { cause: error });
}
