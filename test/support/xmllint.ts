/** The validating XML parser of libxml2, where the machine has it. */
import { spawnSync } from 'node:child_process';

const isInstalled = spawnSync('xmllint', ['--version']).status === 0;

/** CI has it and must not do without. */
export const isXmllintSkipped = !isInstalled && process.env['PREOPEN_REQUIRE_SERVICES'] !== '1';

/** For the titles of tests that need it. */
export const xmllintNote = isXmllintSkipped ? ' (skipped: no xmllint; apt install libxml2-utils)' : '';

/** What xmllint says of a document given on stdin; nothing when all is well. Throws where it cannot be run. */
export function xmllintFaults(document: string, options: readonly string[]): string {
  const { error, status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', ...options, '-'], {
    input: document,
    encoding: 'utf8',
  });
  if (error) throw error;
  return status === 0 ? stderr.replace(/^- validates\n/, '') : stderr || `xmllint ended with ${status}`;
}
