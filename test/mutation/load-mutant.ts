/** Loads the reference backend anew with one file changed; exchange and verify stay what they are. */
import { registerHooks } from 'node:module';
import type { rehearsalPlan, rehearseAndVerify } from '#cli/verify/rehearsed-verification.ts';
import { ROOT } from './defect.ts';

/** A changed file, below the repository's root. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  readonly change: (source: string) => string;
}

interface Rehearsing {
  readonly rehearsalPlan: typeof rehearsalPlan;
  readonly rehearseAndVerify: typeof rehearseAndVerify;
}

const VERIFICATION = 'cli/verify/rehearsed-verification.ts';
const COMPOSITION = 'cli/rehearsal.ts';
/** Clock and errors are shared: the one is the exchange's too, the others are told apart by their class. */
const SHARED = new Set(['engine/virtual-clock.ts', 'engine/errors.ts', 'engine/seeded-random.ts']);
/** The rehearsal reads the scenario's own times with it. */
const OF_THE_REHEARSAL = new Set(['engine/market/ist-time.ts']);
const mutants = new Map<string, Mutant>();

/**
 * A module's address carries the mutant's id, and what a carrier imports of the backend carries it too: each mutant has its own copy of the
 * backend, while `mock-dhan` and `engine/verify` read the files as they are.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const id = mutantOf(context.parentURL);
    if (id === undefined || !isOfBackend(pathOf(context.parentURL!), pathOf(resolved.url))) return resolved;
    return { ...resolved, url: `${resolved.url}?mutant=${encodeURIComponent(id)}` };
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mutant = mutants.get(mutantOf(url) ?? '');
    if (mutant?.file !== pathOf(url)) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: mutant.change(source) };
  },
});

/** The rehearsal over that mutant's backend. Errors: whatever loading the changed file throws. */
export async function loadMutant(mutant: Mutant): Promise<Rehearsing> {
  mutants.set(mutant.id, mutant);
  const url = new URL(VERIFICATION, ROOT);
  url.searchParams.set('mutant', mutant.id);
  return (await import(url.href)) as Rehearsing;
}

/** What the verification composes of probes is verify's own; what it and the rehearsal compose of the engine is the backend. */
function isOfBackend(parent: string, child: string): boolean {
  if (parent === VERIFICATION) return child === COMPOSITION || child.startsWith('engine/api/');
  if (parent === COMPOSITION && OF_THE_REHEARSAL.has(child)) return false;
  return child.startsWith('engine/') && !SHARED.has(child);
}

function mutantOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : (new URL(url).searchParams.get('mutant') ?? undefined);
}

/** Below the repository's root; the whole address of anything else. */
function pathOf(url: string): string {
  const [plain = ''] = url.split('?', 1);
  return plain.startsWith(ROOT.href) ? plain.slice(ROOT.href.length) : plain;
}
