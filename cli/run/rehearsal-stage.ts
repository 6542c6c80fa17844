/** Everything a rehearsed program finds around it: the exchange over TLS, the proxy, the hooks, and the list of what it calls. */
import { join, resolve } from 'node:path';
import type { CallObserver } from '#mock-dhan/call-observer.ts';
import { loadOrCreateCertificates } from '#mock-dhan/certificate-folder.ts';
import type { KeptCertificates } from '#mock-dhan/certificate-folder.ts';
import { createCallList } from './call-list.ts';
import type { CallList, HostCount } from './call-list.ts';
import { usersTrustFiles } from './child-environment.ts';
import { REDIRECTED_HOSTS } from './destinations.ts';
import { openGateway } from './gateway.ts';
import { readHookReports } from './hook-reports.ts';
import { createRunFolder, installHooks, writeTrustBundle } from './run-folder.ts';

/** Where the program's environment points. */
export interface RehearsalStage extends AsyncDisposable {
  readonly restUrl: string;
  readonly hooksFolder: string;
  readonly nodeHook: string;
  readonly proxyUrl: string;
  readonly trustFile: string;
  /** Takes in what the hooks have said last, and counts. */
  counts(): readonly HostCount[];
}

/** What the program finds under Dhan's names. */
export interface StagedExchange {
  /** The time that its clients live in. */
  nowMs(): number;
  /** Listens over TLS; `observer` may be told of the calls. */
  serve(
    certificates: KeptCertificates,
    observer: CallObserver,
  ): Promise<{ readonly originUrl: string } & AsyncDisposable>;
}

export interface StageOptions {
  readonly allowed: readonly string[];
  /** Folder of the certificate authority; a new one for this run unless given. */
  readonly caFolder: string | undefined;
  readonly callsFile: string | undefined;
}

/** How often the hooks' reports are looked at while no call arrives. */
const LOOK_EVERY_MS = 200;

/** Sets the stage; disposing of it clears everything away, also when setting it fails. Errors: those of certificates, ports and files. */
export async function setStage(exchange: StagedExchange, options: StageOptions): Promise<RehearsalStage> {
  const clearing: (() => void | Promise<void>)[] = [];
  const clear = async (): Promise<void> => {
    for (const step of clearing.splice(0).toReversed()) await step();
  };
  try {
    return { ...(await build(exchange, options, clearing)), [Symbol.asyncDispose]: clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** `clearing`: collects what undoes each step. */
async function build(
  exchange: StagedExchange,
  options: StageOptions,
  clearing: (() => void | Promise<void>)[],
): Promise<Omit<RehearsalStage, typeof Symbol.asyncDispose>> {
  const folder = createRunFolder();
  clearing.push(() => folder[Symbol.dispose]());
  const caFolder = resolve(options.caFolder ?? join(folder.path, 'ca'));
  const certificates = await loadOrCreateCertificates(caFolder, {
    nowMs: Date.now(),
    alsoAtMs: exchange.nowMs(),
  });
  const calls = orderedCalls(
    createCallList({
      file: options.callsFile,
      scenarioNowMs: () => exchange.nowMs(),
      wallNowMs: () => Date.now(),
    }),
  );
  clearing.push(() => calls.close());
  let isProxied: (port: number | undefined) => boolean = () => false;
  const listening = await exchange.serve(
    certificates,
    observerInto(calls, (port) => isProxied(port)),
  );
  clearing.push(async () => listening[Symbol.asyncDispose]());
  const exchangePort = Number(new URL(listening.originUrl).port);
  const { allowed } = options;
  const gateway = await openGateway({ exchangePort, caPem: certificates.ca.cert, allowed, calls });
  clearing.push(() => gateway.close());
  isProxied = (port) => gateway.isOurs(port);
  installHooks(folder, { exchangePort, caFile: certificates.caFile, allowed });
  calls.follow(folder.reportsFile);
  return {
    restUrl: `${listening.originUrl}/v2`,
    hooksFolder: folder.path,
    nodeHook: folder.nodeHook,
    proxyUrl: gateway.url,
    trustFile: writeTrustBundle(folder, certificates.ca.cert, usersTrustFiles(process.env)),
    counts: () => calls.counts(),
  };
}

/** A call list into which the hooks' reports are taken before each new call, so that the lines stand in the order of the calls. */
function orderedCalls(list: CallList): CallList & { follow(reportsFile: string): void } {
  let stopFollowing: (() => void) | undefined;
  let take: () => void = () => undefined;
  return {
    begin(call) {
      take();
      return list.begin(call);
    },
    counts() {
      take();
      return list.counts();
    },
    close() {
      take();
      stopFollowing?.();
      list.close();
    },
    follow(reportsFile) {
      const reports = readHookReports(reportsFile);
      take = () => {
        for (const { method, host, outcome } of reports.take())
          list.begin({ method, host, through: 'hook' })({ outcome });
      };
      const timer = setInterval(take, LOOK_EVERY_MS);
      timer.unref();
      stopFollowing = () => {
        clearInterval(timer);
        reports.close();
      };
    },
  };
}

/** Calls to a host of Dhan's are the program's; those to this machine are the verifier's own. */
function observerInto(
  calls: Pick<CallList, 'begin'>,
  isProxied: (port: number | undefined) => boolean,
): CallObserver {
  return {
    arrived({ method, host, target, remotePort }) {
      if (!REDIRECTED_HOSTS.includes(host)) return () => undefined;
      const through = isProxied(remotePort) ? 'proxy' : 'hook';
      const done = calls.begin({ method, host, target, through });
      return (status) =>
        done(status === undefined ? { outcome: 'unanswered' } : { outcome: 'answered', status });
    },
    handshakeFailed(host) {
      calls.begin({ method: 'CONNECT', host: host ?? 'a host without a name', through: 'hook' })({
        outcome: 'untrusted',
      });
    },
  };
}
