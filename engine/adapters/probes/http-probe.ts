import { z } from 'zod';
import type { HttpTransport } from '../../ports.ts';
import type { HttpDeclaration, HttpFacts, HttpProbe } from '../../verify/declared/http-check.ts';
import { httpAnswer } from '../../verify/http-answer.ts';
import { valuesAt } from './json-path.ts';
import { ask } from './target-http.ts';

const FAULTS_MAX = 3;

/** Asks what a suite declares over `http`; latency is counted on `nowMs`, in ms with fractions. */
export function createHttpProbe(http: HttpTransport, nowMs: () => number): HttpProbe {
  return {
    async ask(declaration) {
      const startedAtMs = nowMs();
      const response = await ask(http, requestOf(declaration), startRemedy(declaration.url));
      const latencyMs = response.latencyMs ?? nowMs() - startedAtMs;
      const answer = httpAnswer(declaration.url, response.status, response.body);
      const facts: HttpFacts = {
        answer,
        headers: response.headers,
        latencyMs,
        valuesAt: (path) => valuesAt(path, answer.value),
        schemaFaults: schemaFaults(declaration.expect.schema, answer.value),
      };
      return facts;
    },
  };
}

function requestOf({ method, url, headers, body }: HttpDeclaration): Parameters<HttpTransport['send']>[0] {
  return { method, url, headers, ...(body === undefined ? {} : { body }) };
}

/** A zod schema of a TypeScript suite, or a JSON Schema, which zod reads. */
function schemaFaults(schema: unknown, value: unknown): readonly string[] {
  if (schema === undefined) return [];
  const reader =
    schema instanceof z.ZodType ? schema : z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const result = reader.safeParse(value);
  if (result.success) return [];
  return result.error.issues
    .slice(0, FAULTS_MAX)
    .map(({ path, message }) => `$.${path.map(String).join('.')}: ${message}`);
}

function startRemedy(url: string): string {
  return `Start what should answer there, or correct the address: curl -i "${url}"`;
}
