import { z } from 'zod';
import { ProbeUnreachable } from '../../verify/check.ts';
import type {
  ImportFacts,
  PythonFacts,
  PythonImportDeclaration,
  PythonProbe,
} from '../../verify/declared/python-import-check.ts';
import { shellWord } from '../../verify/declared/shown-address.ts';
import { bodyExcerpt } from '../../verify/redact.ts';
import { runProgram } from './run-program.ts';
import type { ProgramEnd } from './run-program.ts';

/**
 * Reads the modules, and how many seconds they may take, from stdin and tells one line of JSON for each, as soon as it is known. What modules print goes to stderr. An exit or an
 * interrupt in a module is its failure; what ends the interpreter itself leaves its line out.
 */
const SCRIPT = `
import faulthandler, importlib, json, os, sys
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
def tell(**facts):
    out.write(json.dumps(facts) + '\\n')
    out.flush()
def version_of(module, name):
    version = getattr(module, '__version__', None)
    if isinstance(version, str):
        return version
    try:
        from importlib import metadata
        top = name.split('.')[0]
        names = metadata.packages_distributions().get(top, []) if hasattr(metadata, 'packages_distributions') else []
        return metadata.version((names or [top])[0])
    except Exception:
        return None
tell(interpreter='Python %d.%d.%d' % sys.version_info[:3])
request = json.load(sys.stdin)
faulthandler.dump_traceback_later(request['limit'], exit=True)
for asked in request['modules']:
    name = asked['module']
    try:
        module = importlib.import_module(name)
        attribute = asked.get('attribute')
        found = module
        for part in attribute.split('.') if attribute else []:
            found = getattr(found, part, None)
            if found is None:
                break
        tell(kind='imported', hasAttribute=found is not None, version=version_of(module, name))
    except BaseException as error:
        text = str(error).strip().split('\\n')[0]
        missing = getattr(error, 'name', None) if isinstance(error, ModuleNotFoundError) else None
        tell(kind='failed', error=type(error).__name__ + (': ' + text if text else ''), missing=missing)
out.flush()
os._exit(0)
`;

const told = z.union([
  z.object({ interpreter: z.string() }),
  z.object({
    kind: z.literal('imported'),
    hasAttribute: z.boolean(),
    version: z
      .string()
      .nullable()
      .transform((version) => version ?? undefined),
  }),
  z.object({
    kind: z.literal('failed'),
    error: z.string(),
    missing: z
      .string()
      .nullable()
      .transform((missing) => missing ?? undefined),
  }),
]);

/** Imports modules in an interpreter of its own; the words of `prefix` come before it. */
export function createPythonProbe(prefix: readonly string[] = []): PythonProbe {
  return {
    async importAll(declaration): Promise<PythonFacts> {
      const { python, modules, timeoutMs } = declaration;
      const asked = modules.map(({ module, attribute }) => ({ module, attribute }));
      const end = await runProgram([...prefix, python, '-c', SCRIPT], {
        // Inside a container it outlives the command that leads there, so it ends itself.
        input: JSON.stringify({ modules: asked, limit: timeoutMs / 1000 + 1 }),
        timeoutMs,
      });
      const lines = end.stdout.split('\n').flatMap((line) => linesOf(line));
      const [head] = lines;
      const shownPython = [...prefix, python].map(shellWord).join(' ');
      if (!head || !('interpreter' in head)) throw notPython(declaration, end, shownPython);
      const imports = lines.filter((line) => 'kind' in line);
      return {
        interpreter: head.interpreter,
        imports: modules.map((_module, index): ImportFacts => imports[index] ?? { kind: 'unknown' }),
        ending: imports.length === modules.length ? undefined : endingOf(end, timeoutMs),
        tookMs: end.tookMs,
        shownPython,
      };
    },
  };
}

function linesOf(line: string): readonly z.output<typeof told>[] {
  try {
    return [told.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

function endingOf({ isTooLate, signal, exitCode }: ProgramEnd, timeoutMs: number): string {
  if (isTooLate) return `was stopped after ${timeoutMs / 1000} s`;
  return signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
}

function notPython(
  { python, timeoutMs }: PythonImportDeclaration,
  end: ProgramEnd,
  shownPython: string,
): ProbeUnreachable {
  const said = bodyExcerpt(end.startFault ?? (end.stderr.trim() === '' ? end.stdout : end.stderr), 160);
  const why = end.isTooLate ? `it gave no word in ${timeoutMs / 1000} s` : said || 'it said nothing';
  return new ProbeUnreachable(
    `${python} is no Python that can be run: ${why}`,
    `Name the interpreter of the target's environment, such as python: /app/.venv/bin/python. Try it: ${shownPython} --version`,
  );
}
