import type { Clock } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type {
  ContainerDeclaration,
  ContainerFacts,
  ContainerProbe,
  SeenContainer,
} from '../../verify/declared/container-check.ts';
import { shellWord } from '../../verify/declared/shown-address.ts';
import { asksUsage } from '../../verify/declared/usage.ts';
import { bodyExcerpt } from '../../verify/redact.ts';
import { readInspection, readStats } from './container-inspection.ts';
import { runProgram } from './run-program.ts';
import type { ProgramEnd } from './run-program.ts';
import { splitCommand } from './split-command.ts';

const TIMEOUT_MS = 15_000;
const NONE_OF_THAT_NAME = /no such (?:container|object)|no container with name or id/i;

/** How a container probe reaches the runtime. */
export interface ContainerProbeOptions {
  readonly clock: Clock;
  /** Of a declaration that names no runtime; may have words, such as `sudo docker`. */
  readonly command: string;
  /** Words before the runtime's, such as those of ssh. */
  readonly prefix?: readonly string[];
}

/** Asks docker or podman by their command line, without a shell; nothing is changed. */
export function createContainerProbe(options: ContainerProbeOptions): ContainerProbe {
  return {
    async inspect(declaration): Promise<ContainerFacts> {
      const runtime = new Runtime(declaration, options);
      const { name, expect } = declaration;
      const told = await runtime.run(['inspect', '--type', 'container', name]);
      if (told.exitCode !== 0 && NONE_OF_THAT_NAME.test(told.stderr))
        return { kind: 'absent', others: await runtime.names() };
      const container = told.exitCode === 0 ? readInspection(told.stdout) : undefined;
      if (!container) throw runtime.fault(told);
      const use =
        asksUsage(expect) && container.state === 'running' ? await runtime.use(container) : undefined;
      return {
        kind: 'found',
        container: { ...container, ...(use ? { use } : {}) },
        nowMs: options.clock.nowMs(),
      };
    },
  };
}

/** The command line of one runtime. */
class Runtime {
  readonly #words: readonly string[];

  constructor({ runtime }: ContainerDeclaration, { command, prefix = [] }: ContainerProbeOptions) {
    this.#words = [...prefix, ...(runtime === undefined ? splitCommand(command) : [runtime])];
  }

  async run(words: readonly string[]): Promise<ProgramEnd> {
    const end = await runProgram([...this.#words, ...words], { timeoutMs: TIMEOUT_MS });
    if (end.startFault === undefined) return end;
    throw new ProbeUnreachable(
      `${this.#name} cannot be run: ${bodyExcerpt(end.startFault, 120)}`,
      'Install docker or podman where verify runs, name the one that is there (runtime: podman, or DOCKER=podman), or run verify where the containers are.',
    );
  }

  /** Those of all containers, running or not. */
  async names(): Promise<readonly string[]> {
    const listed = await this.run(['ps', '--all', '--format', '{{.Names}}']);
    if (listed.exitCode !== 0) throw this.fault(listed);
    return listed.stdout
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }

  async use({ id }: SeenContainer): Promise<SeenContainer['use']> {
    const format = this.#words.at(-1) === 'podman' ? 'json' : '{{json .}}';
    const told = await this.run(['stats', '--no-stream', '--format', format, id]);
    const use = told.exitCode === 0 ? readStats(told.stdout) : undefined;
    if (!use) throw this.fault(told);
    return use;
  }

  fault({ stderr, stdout, exitCode, isTooLate }: ProgramEnd): ProbeUnreachable {
    const said = bodyExcerpt(stderr.trim() === '' ? stdout : stderr, 200);
    const how = isTooLate ? `gave no answer in ${TIMEOUT_MS / 1000} s` : `ended with exit code ${exitCode}`;
    return new ProbeUnreachable(
      `${this.#name} ${how}: ${said || 'it said nothing'}`,
      `Start its daemon, or let this user speak to it: ${this.#name} version`,
    );
  }

  get #name(): string {
    return this.#words.map(shellWord).join(' ');
  }
}
