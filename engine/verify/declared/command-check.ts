import type { Judgement } from '../check.ts';
import { bodyExcerpt } from '../redact.ts';
import { judgementOf, ruleFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { shellWord } from './shown-address.ts';
import type { ValueRule } from './value-rule.ts';

/** `command` of a suite: a program, run without a shell, and what it must say. */
export interface CommandDeclaration {
  readonly kind: 'command';
  /** The command as one text, split at blanks and quotes, or its words. */
  readonly run: string | readonly string[];
  readonly folder?: string | undefined;
  readonly timeoutMs: number;
  readonly expect: {
    readonly exitCode: readonly number[];
    readonly stdout?: ValueRule | undefined;
    readonly stderr?: ValueRule | undefined;
    /** By JSON path (RFC 9535) of stdout. */
    readonly json: ReadonlyMap<string, ValueRule>;
  };
}

/** How the program ended. */
export interface CommandFacts {
  /** Undefined when a signal or the timeout ended it. */
  readonly exitCode: number | undefined;
  /** `stopped after 10 s`, `ended by SIGSEGV`; undefined when it ended by itself. */
  readonly ending: string | undefined;
  /** Without the final line end. */
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
  /** Undefined when stdout is no JSON. */
  readonly valuesAt: ((path: string) => readonly unknown[]) | undefined;
}

/** Runs a command. Rejects with ProbeUnreachable when there is no such program. */
export interface CommandProbe {
  readonly run: (declaration: CommandDeclaration) => Promise<CommandFacts>;
}

/** Runs it once and judges how it ended and what it wrote. */
export async function judgeCommand(declaration: CommandDeclaration, probe: CommandProbe): Promise<Judgement> {
  const { expect, timeoutMs } = declaration;
  const facts = await probe.run(declaration);
  const remedy = `Run it yourself: ${shownCommand(declaration)}`;
  const rule = (where: string, asked: ValueRule | undefined, text: string): Finding[] =>
    asked ? [ruleFinding(where, asked, { values: [text], remedy })] : [];
  return judgementOf([
    endingFinding(declaration, facts, remedy),
    ...(facts.exitCode === undefined
      ? []
      : [
          ...rule('stdout', expect.stdout, facts.stdout),
          ...rule('stderr', expect.stderr, facts.stderr),
          ...jsonFindings(expect.json, facts, remedy),
        ]),
    {
      expected: `within ${timeoutMs} ms`,
      observed: `in ${Math.round(facts.tookMs)} ms`,
      isFault: false,
      measurement: {
        name: 'command',
        value: facts.tookMs,
        unit: 'ms',
        limit: { kind: 'max', value: timeoutMs },
      },
    },
  ]);
}

/** The command as one line that a shell takes. */
export function shownCommand({ run }: Pick<CommandDeclaration, 'run'>): string {
  return typeof run === 'string' ? run : run.map(shellWord).join(' ');
}

function endingFinding({ expect }: CommandDeclaration, facts: CommandFacts, remedy: string): Finding {
  const { exitCode, ending, stdout, stderr } = facts;
  const isFault = exitCode === undefined || !expect.exitCode.includes(exitCode);
  const printed = stderr.trim() === '' ? stdout : stderr;
  const said = isFault && printed.trim() !== '' ? `; it printed: ${bodyExcerpt(printed, 160)}` : '';
  return {
    expected: `exit code ${expect.exitCode.join(' or ')}`,
    observed: `${ending ?? `exit code ${exitCode}`}${said}`,
    isFault,
    remedy,
  };
}

function jsonFindings(
  json: CommandDeclaration['expect']['json'],
  { valuesAt, stdout }: CommandFacts,
  remedy: string,
): Finding[] {
  if (json.size === 0) return [];
  if (!valuesAt)
    return [
      {
        expected: 'JSON on stdout',
        observed: `stdout was ${bodyExcerpt(stdout) || 'empty'}`,
        isFault: true,
        remedy,
      },
    ];
  return [...json].map(([path, rule]) => ruleFinding(path, rule, { values: valuesAt(path), remedy }));
}
