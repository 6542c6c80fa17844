/** Everything `preopen doctor` looks at, in the order of its report. */
import { findFiles } from './files.ts';
import type { ConfigReader } from './files.ts';
import type { Finding } from './finding.ts';
import { findClock } from './clock-skew.ts';
import { findCredentials } from './credentials.ts';
import { findPorts } from './ports.ts';
import { findPrograms } from './programs.ts';
import { findAuthorities, findNode } from './runtime.ts';
import { findServices } from './services.ts';

/** Looks at this machine and at targets on it; no other host is asked but the services that a suite names. */
export async function examine(readConfig: ConfigReader): Promise<readonly Finding[]> {
  const { findings: files, setup } = await findFiles(readConfig, process.env);
  const [ports, credentials, services, clock] = await Promise.all([
    findPorts(setup),
    findCredentials(setup, process.env),
    findServices(setup),
    findClock(setup),
  ]);
  return [
    findNode(process.versions.node),
    ...ports,
    ...files,
    ...findAuthorities(process.env),
    credentials,
    ...services,
    ...clock,
    ...findPrograms(process.env),
  ];
}
