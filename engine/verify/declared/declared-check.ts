/** Checks that a suite declares: one kind per probe, one file per kind. */
import { InvariantError } from '../../errors.ts';
import type { Check, Judgement, Retry, Severity } from '../check.ts';
import type { VerifyTargets } from '../targets.ts';
import { judgeHttp } from './http-check.ts';
import type { HttpDeclaration, HttpProbe } from './http-check.ts';

/** What a check does, by its kind. */
export type Declaration = HttpDeclaration | CustomDeclaration;

/** A check of a TypeScript suite, written as a function. */
export interface CustomDeclaration {
  readonly kind: 'custom';
  readonly run: (probes: Probes) => Promise<Judgement>;
}

/** One check of a suite. */
export interface DeclaredCheck {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly retry?: Retry | undefined;
  readonly timeoutMs?: number | undefined;
  readonly declaration: Declaration;
}

/** What declared checks read through. */
export interface Probes {
  readonly http: HttpProbe;
}

/** A declared check as the runner runs it. */
export function checkOf({ declaration, retry, timeoutMs, ...head }: DeclaredCheck): Check<VerifyTargets> {
  return {
    ...head,
    ...(retry ? { retry } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    run: ({ probes }) => {
      if (!probes) throw new InvariantError(`${head.id} runs without probes`);
      return judge(declaration, probes);
    },
  };
}

function judge(declaration: Declaration, probes: Probes): Promise<Judgement> {
  switch (declaration.kind) {
    case 'http':
      return judgeHttp(declaration, probes.http);
    case 'custom':
      return declaration.run(probes);
  }
}

/** `http: GET http://...`: what the check touches, for `--dry-run`. */
export function spokenDeclaration(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'http':
      return `http: ${declaration.method} ${declaration.url}`;
    case 'custom':
      return 'custom: a function of the suite';
  }
}
