import { VantageUnreachable } from '../../../verify/declared/vantage.ts';
import { shellWord } from '../../../verify/declared/shown-address.ts';
import { bodyExcerpt } from '../../../verify/redact.ts';
import { runProgram } from '../run-program.ts';
import type { ProgramEnd, RunningOptions } from '../run-program.ts';
import { splitCommand } from '../split-command.ts';
import { interactiveWords } from './interactive-words.ts';

const TRY_MS_MAX = 15_000;

/** A program that may be there, and words with which it ends well when it is. */
export interface Tool {
  readonly name: string;
  readonly test: readonly string[];
}

/** A tool that is there, and what it said of itself. */
export interface FoundTool<Kind extends Tool> {
  readonly tool: Kind;
  readonly said: string;
}

/** The place that a command leads into. Whether it is there, and which tools are in it, is found out once. */
export class VantagePoint {
  readonly command: string;
  readonly words: readonly string[];
  #reached: Promise<void> | undefined;
  readonly #tried = new Map<string, Promise<string | undefined>>();

  /** Errors: ConfigError for a command whose words cannot be split. */
  constructor(command: string) {
    this.command = command;
    this.words = interactiveWords(splitCommand(command));
  }

  /** Runs words there. Rejects with VantageUnreachable when nothing can be run there. */
  async run(words: readonly string[], options: RunningOptions): Promise<ProgramEnd> {
    await this.reach();
    return runProgram([...this.words, ...words], options);
  }

  /** Rejects with VantageUnreachable when the command leads nowhere, such as to a container that does not run. */
  reach(): Promise<void> {
    return (this.#reached ??= this.#reach());
  }

  /** The first of the tools that is there. Rejects with VantageUnreachable when none is. */
  async firstTool<Kind extends Tool>(tools: readonly Kind[], purpose: string): Promise<FoundTool<Kind>> {
    for (const tool of tools) {
      const said = await this.#saidBy(tool);
      if (said !== undefined) return { tool, said };
    }
    const names = tools.map(({ name }) => name);
    throw new VantageUnreachable(
      `${this.command}: nothing there can ${purpose}: ${names.join(', ') || 'no tool'} cannot be run`,
      `Put one of them into the image, or look from outside: from: outside. Try it: ${this.shown([names[0] ?? 'curl', '--version'])}`,
    );
  }

  /** A command line that does the same by hand. */
  shown(words: readonly string[]): string {
    return [...this.words, ...words].map(shellWord).join(' ');
  }

  #saidBy({ name, test }: Tool): Promise<string | undefined> {
    const known = this.#tried.get(name);
    if (known) return known;
    const said = this.run(test, { timeoutMs: TRY_MS_MAX }).then(({ exitCode, stdout, stderr }) =>
      exitCode === 0 ? stdout + stderr : undefined,
    );
    this.#tried.set(name, said);
    return said;
  }

  /** A place without the program `true` is reached all the same: whoever leads there says 126 or 127 of it. */
  async #reach(): Promise<void> {
    const end = await runProgram([...this.words, 'true'], { timeoutMs: TRY_MS_MAX });
    if (end.exitCode === 0 || end.exitCode === 126 || end.exitCode === 127) return;
    const said = bodyExcerpt(end.startFault ?? (end.stderr.trim() === '' ? end.stdout : end.stderr), 200);
    const why = end.isTooLate
      ? `it gave no answer in ${TRY_MS_MAX / 1000} s`
      : said || `exit code ${end.exitCode}`;
    throw new VantageUnreachable(
      `nothing can be run by ${this.command}: ${why}`,
      `Start what it leads into, or correct from: ${this.shown(['true'])}`,
    );
  }
}
