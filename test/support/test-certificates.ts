/** Certificates of an authority that this test process made for itself. */
import { DHAN_HOSTS, LOCAL_HOSTS } from '#mock-dhan/dhan-hosts.ts';
import { createCertificates } from '#mock-dhan/tls.ts';
import type { Certificates } from '#mock-dhan/tls.ts';

let made: Promise<Certificates> | undefined;

/** The same ones for every test of a file. */
export function testCertificates(): Promise<Certificates> {
  made ??= createCertificates({ hosts: [...DHAN_HOSTS, ...LOCAL_HOSTS], nowMs: Date.now() });
  return made;
}
