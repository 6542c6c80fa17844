import { z } from 'zod';
import {
  AUTH_CREDENTIAL_NAMES,
  AUTH_METHODS,
  SAFE_METHODS,
} from '#engine/verify/declared/auth-matrix-check.ts';
import type {
  AuthBody,
  AuthCredential,
  AuthCredentialName,
  AuthEndpoint,
  AuthMatrixDeclaration,
  AuthMethod,
  AuthOutcome,
} from '#engine/verify/declared/auth-matrix-check.ts';

const status = z.int().min(100).max(599);

const outcome = z
  .union([z.enum(['refused', 'allowed', 'letThrough']), status, z.array(status).min(1)])
  .transform((written): AuthOutcome => (typeof written === 'number' ? [written] : written));

const expectations = z.partialRecord(z.enum(AUTH_CREDENTIAL_NAMES), outcome);

const endpointName = z
  .string()
  .regex(
    /^(?:(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) )?\/\S*$/,
    'expected a path with or without its method, such as /orders or GET /orders',
  );

const bodyKeys = { body: z.string().optional(), json: z.unknown().optional() };

/** Of one cell: what is sent there in place of the endpoint's own body. */
const cell = z.strictObject(bodyKeys).refine(hasOneBody, {
  error: 'expected body, a text, or json, one of them: what is sent in this cell',
});

const endpoint = z
  .union([
    endpointName.transform((name) => ({ ...BARE, endpoint: name })),
    z
      .strictObject({
        endpoint: endpointName,
        ...bodyKeys,
        cells: z.partialRecord(z.enum(AUTH_CREDENTIAL_NAMES), cell).optional(),
        expect: expectations.optional(),
      })
      .refine(({ body, json }) => body === undefined || json === undefined, {
        error: 'expected body or json, was both: what is sent to the endpoint',
      })
      .refine(
        ({ endpoint: name, body, json, cells }) =>
          (body === undefined && json === undefined && cells === undefined) ||
          /^(?:POST|PUT|PATCH|DELETE) /.test(name),
        { error: 'expected a body at an endpoint of POST, PUT, PATCH or DELETE alone' },
      ),
  ])
  .transform(({ endpoint: name, body, json, cells, expect }): AuthEndpoint => {
    const [first = '', second] = name.split(' ');
    return {
      method: second === undefined ? 'GET' : (first as AuthMethod),
      path: second ?? first,
      body: bodyOf({ body, json }),
      bodies: bodiesBy(cells ?? {}),
      expect: outcomesBy(expect ?? {}),
      isGuessed: false,
    };
  });

const BARE = { body: undefined, json: undefined, cells: undefined, expect: undefined };

interface WrittenBody {
  readonly body?: string | undefined;
  readonly json?: unknown;
}

function hasOneBody({ body, json }: WrittenBody): boolean {
  return (body === undefined) !== (json === undefined);
}

function bodyOf({ body, json }: WrittenBody): AuthBody | undefined {
  if (json !== undefined) return { text: JSON.stringify(json), contentType: 'application/json' };
  return body === undefined ? undefined : { text: body };
}

function bodiesBy(
  cells: Readonly<Partial<Record<AuthCredentialName, WrittenBody>>>,
): ReadonlyMap<AuthCredentialName, AuthBody> {
  return new Map(
    AUTH_CREDENTIAL_NAMES.flatMap((name) => {
      const own = bodyOf(cells[name] ?? {});
      return own === undefined ? [] : [[name, own] as const];
    }),
  );
}

const headerValue = z.union([
  z.string().min(1),
  z.strictObject({ header: z.string().min(1), value: z.string().min(1) }),
]);

const credentials = z.strictObject({
  bad: headerValue.optional(),
  expired: headerValue.optional(),
  jwt: headerValue.optional(),
  apiKey: headerValue.optional(),
});

/** `authMatrix`: endpoints by credentials. Calls that change something are made only where `methods` names them. */
export const authMatrixDeclaration = z
  .strictObject({
    base: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }),
    endpoints: z.array(endpoint).default([]),
    openapi: z.string().min(1).optional(),
    without: z.array(endpointName).default([]),
    methods: z
      .array(z.enum(AUTH_METHODS))
      .min(1)
      .default([...SAFE_METHODS]),
    credentials: credentials.default({}),
    expect: expectations.default({}),
  })
  .refine(({ endpoints, openapi }) => endpoints.length > 0 || openapi !== undefined, {
    path: ['endpoints'],
    error: 'expected endpoints, or openapi, the document that lists them',
  })
  .refine(({ endpoints, methods }) => endpoints.every(({ method }) => methods.includes(method)), {
    path: ['endpoints'],
    error: `expected endpoints of ${SAFE_METHODS.join(', ')} alone; a method that may change something must be named under methods`,
  })
  .refine(({ credentials, expect }) => namedButAbsent(credentials, expect).length === 0, {
    path: ['expect'],
    error: 'expected a value under credentials for each of expired, jwt and apiKey that is named here',
  })
  .transform(({ base, openapi, credentials: given, expect, ...written }): AuthMatrixDeclaration => ({
    kind: 'authMatrix',
    ...written,
    baseUrl: base.replace(/\/+$/, ''),
    openApi: openapi,
    credentials: credentialsOf(given, outcomesBy(expect)),
  }));

type GivenCredentials = z.output<typeof credentials>;
type GivenExpectations = Readonly<Partial<Record<AuthCredentialName, AuthOutcome>>>;

function namedButAbsent(given: GivenCredentials, expect: GivenExpectations): string[] {
  return (['expired', 'jwt', 'apiKey'] as const).filter(
    (name) => expect[name] !== undefined && given[name] === undefined,
  );
}

function outcomesBy(expect: GivenExpectations): ReadonlyMap<AuthCredentialName, AuthOutcome> {
  return new Map(
    AUTH_CREDENTIAL_NAMES.flatMap((name) => {
      const own = expect[name];
      return own === undefined ? [] : [[name, own] as const];
    }),
  );
}

/** No credential and a bad one are always tried; the others where the suite has them. */
function credentialsOf(
  given: GivenCredentials,
  expect: ReadonlyMap<AuthCredentialName, AuthOutcome>,
): readonly AuthCredential[] {
  const credential = (
    name: AuthCredentialName,
    headers: Readonly<Record<string, string>> | undefined,
  ): AuthCredential[] =>
    headers === undefined
      ? []
      : [
          {
            name,
            headers,
            expect: expect.get(name) ?? (name === 'jwt' || name === 'apiKey' ? 'allowed' : 'refused'),
          },
        ];
  return [
    ...credential('none', {}),
    ...credential('bad', given.bad === undefined ? badHeaders(given) : tokenHeaders(given.bad)),
    ...credential('expired', given.expired === undefined ? undefined : tokenHeaders(given.expired)),
    ...credential('jwt', given.jwt === undefined ? undefined : tokenHeaders(given.jwt)),
    ...credential('apiKey', given.apiKey === undefined ? undefined : keyHeaders(given.apiKey)),
  ];
}

type HeaderValue = z.output<typeof headerValue>;

function tokenHeaders(value: HeaderValue): Record<string, string> {
  return typeof value === 'string' ? { authorization: `Bearer ${value}` } : { [value.header]: value.value };
}

function keyHeaders(value: HeaderValue): Record<string, string> {
  return typeof value === 'string' ? { 'x-api-key': value } : { [value.header]: value.value };
}

const BAD = 'not-a-credential';

/** Something wrong by every way in that the suite knows. */
function badHeaders({ jwt, apiKey }: GivenCredentials): Record<string, string> {
  const token = jwt !== undefined && typeof jwt !== 'string' ? { [jwt.header]: BAD } : tokenHeaders(BAD);
  if (apiKey === undefined) return token;
  return { ...token, ...(typeof apiKey === 'string' ? keyHeaders(BAD) : { [apiKey.header]: BAD }) };
}
