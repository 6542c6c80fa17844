import type { Judgement } from '../check.ts';
import { spokenAnswer } from '../http-answer.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { failed, listed, passed } from '../judgement.ts';
import { ruleFault, spokenRule } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';

/** `http` of a suite: one request and what its answer must be. */
export interface HttpDeclaration {
  readonly kind: 'http';
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly expect: HttpExpectations;
}

/** Every part that is given must hold; an empty body is a failure unless `mayBeEmpty`. */
export interface HttpExpectations {
  /** 200 unless given. */
  readonly status: readonly number[];
  readonly mayBeEmpty: boolean;
  /** By lower-case header name. */
  readonly headers: ReadonlyMap<string, ValueRule>;
  /** By JSON path (RFC 9535). */
  readonly json: ReadonlyMap<string, ValueRule>;
  /** A JSON Schema, parsed; or a zod schema in a TypeScript suite. */
  readonly schema?: unknown;
  /** Until the whole body is there. */
  readonly withinMs?: number | undefined;
}

/** What one request gave. */
export interface HttpFacts {
  readonly answer: HttpAnswer;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly latencyMs: number;
  /** The values at a JSON path, none where it leads nowhere. */
  readonly valuesAt: (path: string) => readonly unknown[];
  /** What breaks the schema, first findings only. */
  readonly schemaFaults: readonly string[];
}

/** Sends a request and reads what came. Rejects with ProbeUnreachable when no answer did. */
export interface HttpProbe {
  readonly ask: (declaration: HttpDeclaration) => Promise<HttpFacts>;
}

/** Asks once and judges everything the suite says of the answer. */
export async function judgeHttp(declaration: HttpDeclaration, probe: HttpProbe): Promise<Judgement> {
  const { expect, method, url } = declaration;
  const facts = await probe.ask(declaration);
  const faults = httpFaults(expect, facts);
  const measurements = [
    {
      name: 'latency',
      value: facts.latencyMs,
      unit: 'ms' as const,
      ...(expect.withinMs === undefined ? {} : { limit: { kind: 'max' as const, value: expect.withinMs } }),
    },
  ];
  const expected = spokenExpectations(expect);
  const judgement =
    faults.length === 0
      ? passed(expected, `HTTP ${facts.answer.status} in ${Math.round(facts.latencyMs)} ms`)
      : failed(expected, listed(faults), `See what answers there: curl -i -X ${method} "${url}"`);
  return { ...judgement, measurements };
}

function httpFaults(expect: HttpExpectations, { answer, headers, latencyMs, ...facts }: HttpFacts): string[] {
  if (!expect.status.includes(answer.status)) return [spokenAnswer(answer)];
  if (answer.form === 'empty' && !expect.mayBeEmpty) return [`HTTP ${answer.status} with an empty body`];
  const needsJson = expect.json.size > 0 || expect.schema !== undefined;
  if (needsJson && answer.form !== 'json') return [spokenAnswer(answer)];
  const headerFaults = [...expect.headers].flatMap(([name, rule]) => {
    const value = headers[name];
    const fault = ruleFault(rule, value === undefined ? [] : [value]);
    return fault === undefined ? [] : [`header ${name} ${fault}`];
  });
  const jsonFaults = [...expect.json].flatMap(([path, rule]) => {
    const fault = ruleFault(rule, facts.valuesAt(path));
    return fault === undefined ? [] : [`${path} ${fault}`];
  });
  const isLate = expect.withinMs !== undefined && latencyMs > expect.withinMs;
  return [
    ...headerFaults,
    ...jsonFaults,
    ...facts.schemaFaults,
    ...(isLate ? [`it took ${Math.round(latencyMs)} ms`] : []),
  ];
}

function spokenExpectations(expect: HttpExpectations): string {
  const rules = [...expect.headers, ...expect.json].map(([where, rule]) => `${where} ${spokenRule(rule)}`);
  return listed([
    `HTTP ${expect.status.join(' or ')}`,
    ...rules,
    ...(expect.schema === undefined ? [] : ['a body as the schema says']),
    ...(expect.withinMs === undefined ? [] : [`within ${expect.withinMs} ms`]),
  ]);
}
