/** Node, and the certificate authorities that programs here are told to trust. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_MIN, isNodeTooOld } from '../node-version.ts';
import { CA_FOLDER } from '../option-values.ts';
import type { Finding } from './finding.ts';

/** Whether this Node runs the package. */
export function findNode(version: string): Finding {
  const isOld = isNodeTooOld(version);
  return {
    id: 'node',
    group: 'runtime',
    status: isOld ? 'fail' : 'pass',
    observed: `Node ${version}, ${process.platform} ${process.arch}`,
    remedy: isOld
      ? `Install Node ${NODE_MIN.join('.')} or newer, or run preopen by npx in its checkout.`
      : '',
  };
}

const TRUST_VARIABLES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

/** Authorities named by a variable, and the one that `serve --tls` keeps here. */
export function findAuthorities(
  environment: Readonly<Record<string, string | undefined>>,
  nowMs: number = Date.now(),
): readonly Finding[] {
  const set = TRUST_VARIABLES.filter((name) => environment[name]);
  const files = Map.groupBy(set, (name) => environment[name]!);
  const named = [...files].map(([file, names]) =>
    authority(`ca.${names[0]}`, file, {
      nowMs,
      of: names.join(', '),
      remedy: `Correct ${names.join(' and ')}, or unset it.`,
    }),
  );
  const own = join(CA_FOLDER, 'ca.pem');
  const remedy = `Remove ${CA_FOLDER}; preopen serve --tls makes another, which clients have to trust anew.`;
  const kept = existsSync(own) ? [authority('ca.own', own, { nowMs, of: 'serve --tls', remedy })] : [];
  const findings = [...named, ...kept];
  if (findings.length > 0) return findings;
  return [
    {
      id: 'ca',
      group: 'files',
      status: 'skip',
      observed: 'no certificate authority is named or kept here',
      remedy: 'preopen serve --tls makes one; --print-env tells clients of it.',
    },
  ];
}

function authority(
  id: string,
  file: string,
  found: { readonly nowMs: number; readonly of: string; readonly remedy: string },
): Finding {
  const finding = { id, group: 'files' } as const;
  const observed = (words: string): string => `${file} (${found.of}): ${words}`;
  try {
    const { validToDate } = new X509Certificate(readFileSync(file));
    const until = validToDate.toISOString().slice(0, 10);
    return validToDate.getTime() > found.nowMs
      ? { ...finding, status: 'pass', observed: observed(`valid until ${until}`), remedy: '' }
      : { ...finding, status: 'fail', observed: observed(`expired on ${until}`), remedy: found.remedy };
  } catch {
    const was = existsSync(file) ? 'another file' : 'no file';
    const words = observed(`expected a PEM certificate, was ${was}`);
    return { ...finding, status: 'fail', observed: words, remedy: found.remedy };
  }
}
