import { readFile } from 'node:fs/promises';
import type { HttpTransport } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { AUTH_METHODS } from '../../verify/declared/auth-matrix-check.ts';
import type { AuthEndpoint } from '../../verify/declared/auth-matrix-check.ts';
import { httpAnswer, membersOf, spokenAnswer } from '../../verify/http-answer.ts';
import { parsedJson } from './json-path.ts';
import { ask } from './target-http.ts';

/** An endpoint of a document, with its path as the document writes it: `/orders/{id}`. */
export interface ListedEndpoint extends AuthEndpoint {
  readonly template: string;
}

/**
 * The operations of an OpenAPI document in JSON, by URL or file, in its order; or why it cannot be read. Required parameters of path
 * and query take the document's example, default or first listed value, else `1`. Rejects with ProbeUnreachable when it is not there.
 */
export async function readOpenApiEndpoints(
  location: string,
  http: HttpTransport,
): Promise<readonly ListedEndpoint[] | string> {
  const document = /^https?:/.test(location)
    ? await servedDocument(location, http)
    : parsedJson(await fileText(location));
  if (typeof document === 'string') return document;
  const { paths } = membersOf(document);
  if (typeof paths !== 'object') return `${location} is no OpenAPI document in JSON: it has no paths`;
  return Object.entries(membersOf(paths)).flatMap(([template, item]) =>
    AUTH_METHODS.flatMap((method) => {
      const operation = membersOf(item)[method.toLowerCase()];
      if (operation === undefined) return [];
      const parameters = [
        ...listOf(membersOf(item)['parameters']),
        ...listOf(membersOf(operation)['parameters']),
      ]
        .map((parameter) => membersOf(resolved(document, parameter)))
        .filter(
          (parameter) =>
            parameter['in'] === 'path' || (parameter['in'] === 'query' && parameter['required'] === true),
        );
      return [
        {
          method,
          template,
          path: filledPath(template, parameters, document),
          expect: new Map(),
          isGuessed: parameters.length > 0,
        },
      ];
    }),
  );
}

async function servedDocument(url: string, http: HttpTransport): Promise<unknown> {
  const request = { method: 'GET', url, headers: { accept: 'application/json' } } as const;
  const response = await ask(http, request, `Serve the document, or correct the address: curl -i "${url}"`);
  const answer = httpAnswer(url, response.status, response.body);
  return answer.status === 200 && answer.form === 'json'
    ? answer.value
    : `the OpenAPI document is not served: ${spokenAnswer(answer)}`;
}

function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ProbeUnreachable(
      `OpenAPI document ${path}: expected a readable file, was none.`,
      `Put the document into ${path}, or give its URL under openapi`,
      { cause },
    );
  });
}

type Members = Readonly<Record<string, unknown>>;

function filledPath(template: string, parameters: readonly Members[], document: unknown): string {
  const valueOf = (parameter: Members): string => encodeURIComponent(String(exampleOf(parameter, document)));
  const path = template.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => {
    const parameter = parameters.find((other) => other['in'] === 'path' && other['name'] === name);
    return parameter ? valueOf(parameter) : '1';
  });
  const query = parameters
    .filter((parameter) => parameter['in'] === 'query')
    .map((parameter) => `${encodeURIComponent(String(parameter['name']))}=${valueOf(parameter)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function exampleOf(parameter: Members, document: unknown): string | number | boolean {
  const schema = membersOf(resolved(document, parameter['schema']));
  const [firstOfExamples] = Object.values(membersOf(parameter['examples']));
  const candidates = [
    parameter['example'],
    membersOf(firstOfExamples)['value'],
    schema['example'],
    listOf(schema['examples'])[0],
    schema['default'],
    listOf(schema['enum'])[0],
  ];
  return candidates.find(isPlain) ?? 1;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What a `$ref` into the same document stands for. */
function resolved(document: unknown, value: unknown): unknown {
  const reference = membersOf(value)['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return value;
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => membersOf(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
