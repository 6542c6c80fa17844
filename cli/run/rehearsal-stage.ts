/** Everything a rehearsed program finds around it: the exchange over TLS, the proxy, the hooks, and the list of what it calls. */
import { resolve } from 'node:path';
import { join } from 'node:path';
import type { CallObserver } from '#mock-dhan/call-observer.ts';
import { loadOrCreateCertificates } from '#mock-dhan/certificate-folder.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { serveExchange } from '../served-exchange.ts';
import { createCallList } from './call-list.ts';
import type { CallList } from './call-list.ts';
import { usersTrustFiles } from './child-environment.ts';
import { REDIRECTED_HOSTS, refusalOf } from './destinations.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { readHookReports } from './hook-reports.ts';
import type { HookReports } from './hook-reports.ts';
import { createRunFolder, installHooks, writeTrustBundle } from './run-folder.ts';
import type { RunFolder } from './run-folder.ts';

export interface RehearsalStage extends AsyncDisposable {
  readonly listening: ListeningExchange;
  readonly caPem: string;
  readonly folder: RunFolder;
  readonly proxyUrl: string;
  readonly trustFile: string;
  /** Takes in what the hooks have said last, and counts. */
  counts(): ReturnType<CallList['counts']>;
}

/** How often the hooks' reports are looked at while nothing else happens, so that a refusal is told when it happens. */
const LOOK_EVERY_MS = 200;

/** Sets the stage; disposing of it clears everything away. */
export async function setStage(
  rehearsal: Rehearsal,
  options: {
    readonly speed: number;
    readonly allowed: readonly string[];
    /** Folder of the certificate authority; a new one for this run unless given. */
    readonly caFolder: string | undefined;
    readonly callsFile: string | undefined;
    /** Told of every host that is refused, once. */
    readonly onRefusal: (text: string) => void;
  },
): Promise<RehearsalStage> {
  await using opened = new AsyncDisposables();
  const folder = opened.use(createRunFolder());
  const certificates = await loadOrCreateCertificates(resolve(options.caFolder ?? join(folder.path, 'ca')), {
    nowMs: Date.now(),
    alsoAtMs: rehearsal.clock.nowMs(),
  });
}
