import type { Judgement } from '../check.ts';
import { judgementOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { shellWord } from './shown-address.ts';

/** `pythonImport` of a suite: modules that the target's own interpreter must be able to import. */
export interface PythonImportDeclaration {
  readonly kind: 'pythonImport';
  /** The interpreter, such as `.venv/bin/python`. */
  readonly python: string;
  readonly modules: readonly ExpectedModule[];
  /** Of all imports together. */
  readonly timeoutMs: number;
}

export interface ExpectedModule {
  /** As an import names it: `pandas_ta`, `app.main`. */
  readonly module: string;
  /** A name that it must define. */
  readonly attribute?: string | undefined;
  /** At least this version, such as `2.8.0`. */
  readonly version?: string | undefined;
  /** What pip calls it, where that is not the module's name: `PyJWT[crypto]`. */
  readonly package?: string | undefined;
}

/** What became of one import. */
export type ImportFacts =
  | {
      readonly kind: 'imported';
      readonly hasAttribute: boolean;
      /** Undefined where neither the module nor its package tells. */
      readonly version: string | undefined;
    }
  | {
      readonly kind: 'failed';
      /** `ModuleNotFoundError: No module named 'talib'`, its first line. */
      readonly error: string;
      /** The module that is not installed, which may be another one than was asked for. */
      readonly missing: string | undefined;
    }
  /** It was never tried, or it ended the interpreter. */
  | { readonly kind: 'unknown' };

/** What one interpreter told, module by module in the order asked. */
export interface PythonFacts {
  /** `Python 3.11.2`. */
  readonly interpreter: string;
  readonly imports: readonly ImportFacts[];
  /** Why the interpreter ended before it had told all: `stopped after 30 s`, `ended by SIGSEGV`. */
  readonly ending: string | undefined;
  readonly tookMs: number;
  /** What comes before `-m pip install` in a command that mends it. */
  readonly shownPython: string;
}

/** Imports modules in an interpreter. Rejects with ProbeUnreachable when there is no such interpreter. */
export interface PythonProbe {
  readonly importAll: (declaration: PythonImportDeclaration) => Promise<PythonFacts>;
}

/** Imports all modules in one process and tells each that cannot be. */
export async function judgePythonImport(
  declaration: PythonImportDeclaration,
  probe: PythonProbe,
): Promise<Judgement> {
  const facts = await probe.importAll(declaration);
  const firstUnknown = facts.imports.findIndex(({ kind }) => kind === 'unknown');
  const findings = declaration.modules.flatMap((expected, index) =>
    moduleFindings(expected, facts, { at: index, firstUnknown }),
  );
  const { interpreter, tookMs } = facts;
  return judgementOf([
    ...findings,
    {
      expected: `in one process within ${declaration.timeoutMs / 1000} s`,
      observed: `${interpreter}, in ${Math.round(tookMs)} ms`,
      isFault: false,
      measurement: {
        name: 'imports',
        value: tookMs,
        unit: 'ms',
        limit: { kind: 'max', value: declaration.timeoutMs },
      },
    },
  ]);
}

function moduleFindings(
  expected: ExpectedModule,
  facts: PythonFacts,
  { at, firstUnknown }: { readonly at: number; readonly firstUnknown: number },
): Finding[] {
  const { module, attribute, version } = expected;
  const seen = facts.imports[at] ?? { kind: 'unknown' };
  const install = `${facts.shownPython} -m pip install`;
  const wanted = shellWord(packageOf(expected));
  if (seen.kind === 'unknown')
    return [
      {
        expected: `${module} is imported`,
        observed:
          at === firstUnknown
            ? `${module} was being imported when the interpreter ${facts.ending ?? 'ended'}`
            : `${module} was not tried`,
        isFault: true,
        remedy: `Import it by itself: ${facts.shownPython} -X faulthandler -X importtime -c ${shellWord(`import ${module}`)}`,
      },
    ];
  if (seen.kind === 'failed')
    return [
      {
        expected: `${module} is imported`,
        observed: `${module}: ${seen.error} (${facts.interpreter})`,
        isFault: true,
        remedy: importRemedy(expected, { missing: seen.missing, install, python: facts.shownPython }),
      },
    ];
  return [
    { expected: `${module} is imported`, observed: importedWords(module, seen.version), isFault: false },
    ...(attribute === undefined
      ? []
      : [
          {
            expected: `it defines ${attribute}`,
            observed: `${module} ${seen.hasAttribute ? 'defines' : 'has no'} ${attribute}`,
            isFault: !seen.hasAttribute,
            remedy: `Another version may have it: ${install} --upgrade ${wanted}`,
          },
        ]),
    ...(version === undefined
      ? []
      : [
          {
            expected: `version ${version} or later`,
            observed: seen.version === undefined ? `${module} tells no version` : `${module} ${seen.version}`,
            isFault: seen.version === undefined || isOlder(seen.version, version),
            remedy: `${install} --upgrade ${shellWord(`${packageOf(expected)}>=${version}`)}`,
          },
        ]),
  ];
}

function importedWords(module: string, version: string | undefined): string {
  return version === undefined ? module : `${module} ${version}`;
}

/** The module itself where it is missing, or the one that it wants in vain; anything else is for its author. */
function importRemedy(
  expected: ExpectedModule,
  found: { readonly missing: string | undefined; readonly install: string; readonly python: string },
): string {
  const { missing, install, python } = found;
  if (missing === undefined)
    return `See the whole error: ${python} -c ${shellWord(`import ${expected.module}`)}`;
  const isItself = topLevel(missing) === topLevel(expected.module);
  const wanted = isItself ? packageOf(expected) : packageName(missing);
  return `Put it into that environment: ${install} ${shellWord(wanted)}, and into its requirements.`;
}

function packageOf({ module, package: given }: ExpectedModule): string {
  return given ?? packageName(module);
}

/** By PyPI's custom; where it is otherwise, the suite says the package. */
function packageName(module: string): string {
  return topLevel(module).replaceAll('_', '-');
}

function topLevel(module: string): string {
  return module.split('.')[0]!;
}

/** Compares releases number by number; of equal ones, `2.0.0rc1` and `2.0.0.dev3` are older than `2.0.0`. */
export function isOlder(seen: string, least: string): boolean {
  const a = releaseOf(seen);
  const b = releaseOf(least);
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index += 1) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return a.isEarly && !b.isEarly;
}

function releaseOf(version: string): { readonly numbers: readonly number[]; readonly isEarly: boolean } {
  const [whole = ''] = /^v?\d+(?:\.\d+)*/.exec(version) ?? [];
  const rest = version.slice(whole.length);
  return {
    numbers: whole.replace(/^v/, '').split('.').map(Number),
    isEarly: /^[.\-_]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)/i.test(rest),
  };
}
