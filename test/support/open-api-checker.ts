/** Holds calls and their answers against an OpenAPI document. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { HttpRequest, HttpResponse } from '#engine/ports.ts';

interface Operation {
  readonly operationId: string;
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

export interface SpecChecker {
  operationIds(): string[];
  /** What the document says against this answer, and against the body of a call that was answered 200; undefined when nothing. */
  problemsOf(routeKey: string, request: HttpRequest, response: HttpResponse): string | undefined;
}

export function specChecker(document: string): SpecChecker {
  const spec = JSON.parse(document) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...spec, $id: 'spec' });
  const problemsAt = (pointer: readonly string[], body: string): string | undefined => {
    const validate = ajv.getSchema(`spec#/${pointer.map(escaped).join('/')}`);
    if (!validate) return `no schema at ${pointer.join(' ')}`;
    return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
  };
  return {
    operationIds: () =>
      Object.values(spec.paths).flatMap((item) =>
        Object.values(item).flatMap((one) => ('operationId' in one ? [one.operationId] : [])),
      ),
    problemsOf(routeKey, request, { status, headers, body }) {
      const [method = '', path = ''] = routeKey.split(' ');
      const verb = method === 'ALL' ? 'get' : method.toLowerCase();
      const template = path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{rest}');
      const operation = spec.paths[template]?.[verb];
      const described = operation?.responses[status];
      if (!operation || !described) return `${routeKey}: ${status} is not described`;
      const at = ['paths', template, verb];
      if (status === 200 && operation.requestBody && request.body !== undefined) {
        const problems = problemsAt(
          [...at, 'requestBody', 'content', 'application/json', 'schema'],
          request.body,
        );
        if (problems) return `body sent: ${problems}`;
      }
      if (!described.content)
        return body === '' ? undefined : `${routeKey}: ${status} is described without a body`;
      const [type = ''] = (headers['content-type'] ?? '').split(';');
      if (!(type in described.content)) return `${routeKey}: ${status} is not described as ${type}`;
      if (type !== 'application/json') return undefined;
      return problemsAt([...at, 'responses', String(status), 'content', type, 'schema'], body);
    },
  };
}

/** RFC 6901, within a URI fragment. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
