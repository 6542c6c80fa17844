/** Checks that a suite declares: one kind per probe, one file per kind. */
import { InvariantError } from '../../errors.ts';
import type { Check, Judgement, Retry, Severity } from '../check.ts';
import type { VerifyTargets } from '../targets.ts';
import { judgeCommand, shownCommand } from './command-check.ts';
import type { CommandDeclaration, CommandProbe } from './command-check.ts';
import { commandOf, judgeContainer } from './container-check.ts';
import type { ContainerDeclaration, ContainerProbe } from './container-check.ts';
import { judgeFile } from './file-check.ts';
import type { FileDeclaration, FileProbe } from './file-check.ts';
import { judgeHttp } from './http-check.ts';
import type { HttpDeclaration, HttpProbe } from './http-check.ts';
import { judgeLog } from './log-check.ts';
import type { LinesProbe, LogDeclaration } from './log-check.ts';
import { judgeOrders, spokenOrders } from './orders-check.ts';
import type { OrdersDeclaration } from './orders-check.ts';
import { judgePage } from './page-check.ts';
import type { PageDeclaration, PageProbe } from './page-check.ts';
import { judgePort, spokenPort } from './port-check.ts';
import type { PortDeclaration, PortProbe } from './port-check.ts';
import { judgeProcess, spokenProcess } from './process-check.ts';
import type { ProcessDeclaration, ProcessProbe } from './process-check.ts';
import { judgePythonImport } from './python-import-check.ts';
import type { PythonImportDeclaration, PythonProbe } from './python-import-check.ts';
import { judgeRedis } from './redis-check.ts';
import type { RedisDeclaration, RedisProbe } from './redis-check.ts';
import { shownUrl } from './shown-address.ts';
import { judgeSql } from './sql-check.ts';
import type { SqlDeclaration, SqlProbe } from './sql-check.ts';
import { judgeAuthMatrix, spokenEndpoint } from './auth-matrix-check.ts';
import type { AuthMatrixDeclaration, AuthMatrixProbe } from './auth-matrix-check.ts';
import { judgeJwt } from './jwt-check.ts';
import type { JwtDeclaration, JwtProbe } from './jwt-check.ts';
import type { UsageSeries } from './usage.ts';
import { judgeFrom, spokenVantage, vantageOf } from './vantage.ts';
import type { InsideView } from './vantage.ts';
import { judgeTrace, spokenHop } from './trace-check.ts';
import type { TraceDeclaration, TraceProbe } from './trace-check.ts';
import { judgeWebsocket } from './websocket-check.ts';
import type { WebsocketDeclaration, WebsocketProbe } from './websocket-check.ts';

/** What a check does, by its kind. */
export type Declaration =
  | HttpDeclaration
  | RedisDeclaration
  | SqlDeclaration
  | ProcessDeclaration
  | PortDeclaration
  | CommandDeclaration
  | LogDeclaration
  | FileDeclaration
  | WebsocketDeclaration
  | JwtDeclaration
  | AuthMatrixDeclaration
  | TraceDeclaration
  | PageDeclaration
  | ContainerDeclaration
  | PythonImportDeclaration
  | OrdersDeclaration
  | CustomDeclaration;

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
  /** A command that leads to where the check looks from, such as `docker exec tv-backend`; `outside`: this machine, whatever the run says. */
  readonly from?: string | undefined;
  readonly declaration: Declaration;
}

/** What declared checks read through. */
export interface Probes {
  readonly http: HttpProbe;
  readonly redis: RedisProbe;
  readonly sql: SqlProbe;
  readonly process: ProcessProbe;
  readonly port: PortProbe;
  readonly command: CommandProbe;
  readonly log: LinesProbe;
  readonly file: FileProbe;
  readonly websocket: WebsocketProbe;
  readonly jwt: JwtProbe;
  readonly authMatrix: AuthMatrixProbe;
  readonly trace: TraceProbe;
  readonly page: PageProbe;
  readonly container: ContainerProbe;
  readonly python: PythonProbe;
  /** From inside what the command leads into. */
  readonly inside: (command: string) => Promise<InsideView>;
}

/** A declared check as the runner runs it; `ofRun` is where the whole run looks from, unless the check says otherwise. */
export function checkOf(declared: DeclaredCheck, ofRun?: string): Check<VerifyTargets> {
  const { declaration, retry, timeoutMs, from, ...head } = declared;
  const vantage = vantageOf(declaration, from, ofRun);
  return {
    ...head,
    ...(retry ? { retry } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    run: ({ probes, usage }) => {
      if (!probes) throw new InvariantError(`${head.id} runs without probes`);
      return judgeFrom(vantage, declaration, {
        probes,
        judge: (seen) => judge(declaration, seen, usage?.of(head.id)),
      });
    },
  };
}

function judge(declaration: Declaration, probes: Probes, series?: UsageSeries): Promise<Judgement> {
  switch (declaration.kind) {
    case 'http':
      return judgeHttp(declaration, probes.http);
    case 'redis':
      return judgeRedis(declaration, probes.redis);
    case 'sql':
      return judgeSql(declaration, probes.sql);
    case 'process':
      return judgeProcess(declaration, probes.process, series);
    case 'port':
      return judgePort(declaration, probes.port);
    case 'command':
      return judgeCommand(declaration, probes.command);
    case 'log':
      return judgeLog(declaration, probes.log);
    case 'file':
      return judgeFile(declaration, probes.file);
    case 'websocket':
      return judgeWebsocket(declaration, probes.websocket);
    case 'jwt':
      return judgeJwt(declaration, probes.jwt);
    case 'authMatrix':
      return judgeAuthMatrix(declaration, probes.authMatrix);
    case 'trace':
      return judgeTrace(declaration, probes.trace);
    case 'page':
      return judgePage(declaration, probes.page);
    case 'container':
      return judgeContainer(declaration, probes.container, series);
    case 'pythonImport':
      return judgePythonImport(declaration, probes.python);
    case 'orders':
      return judgeOrders(declaration, probes.http);
    case 'custom':
      return declaration.run(probes);
  }
}

/** `http: GET http://..., seen from: docker exec tv-backend`: what the check touches, for `--dry-run`. */
export function spokenCheck({ declaration, from }: DeclaredCheck, ofRun?: string): string {
  const vantage = vantageOf(declaration, from, ofRun);
  const isThisMachine = vantage.kind === 'outside' && vantage.reason === undefined;
  return `${spokenDeclaration(declaration)}${isThisMachine ? '' : `, seen from: ${spokenVantage(vantage)}`}`;
}

function spokenDeclaration(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'http':
      return `http: ${declaration.method} ${declaration.url}`;
    case 'redis':
      return `redis: ${shownUrl(declaration.url)}`;
    case 'sql':
      return `sql: ${shownUrl(declaration.url)}, read-only: ${declaration.query.replaceAll(/\s+/g, ' ').trim()}`;
    case 'process':
      return `process: the list of this machine, for ${spokenProcess(declaration)}`;
    case 'port':
      return `port: TCP ${spokenPort(declaration)}`;
    case 'command':
      return `command: ${shownCommand(declaration)}`;
    case 'log':
      return `log: ${declaration.source.kind === 'file' ? `file ${declaration.source.path}` : `command ${declaration.source.command}`}`;
    case 'file':
      return `file: ${declaration.path}`;
    case 'websocket':
      return `websocket: ${declaration.url}, ${declaration.send.length} messages sent`;
    case 'jwt':
      return declaration.keys.kind === 'jwks'
        ? `jwt: GET ${declaration.keys.url}; the token itself is sent nowhere`
        : `jwt: file ${declaration.keys.path}; the token itself is sent nowhere`;
    case 'authMatrix':
      return spokenAuthMatrix(declaration);
    case 'page':
      return `page: ${declaration.url} in a browser`;
    case 'container':
      return `container: ${commandOf(declaration)} inspect ${declaration.name}`;
    case 'pythonImport':
      return `pythonImport: ${declaration.python} imports ${declaration.modules.map(({ module }) => module).join(', ')}`;
    case 'orders':
      return `orders: GET ${spokenOrders(declaration)}`;
    case 'trace':
      return `trace: ${declaration.underlying}: ${declaration.hops.map(spokenHop).join(' -> ')}`;
    case 'custom':
      return 'custom: a function of the suite';
  }
}

function spokenAuthMatrix({
  baseUrl,
  endpoints,
  openApi,
  methods,
  credentials,
}: AuthMatrixDeclaration): string {
  const listed = endpoints.map((endpoint) => spokenEndpoint(endpoint)).join(', ');
  const more = openApi === undefined ? '' : `${methods.join(', ')} of ${openApi}`;
  const named = [listed, more].filter((words) => words !== '').join(' and ');
  return `authMatrix: ${baseUrl}: ${named}, each with ${credentials.map(({ name }) => name).join(', ')}`;
}
