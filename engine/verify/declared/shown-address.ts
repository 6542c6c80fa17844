/** Addresses and commands of declared checks, as a report may show them. */

/** `postgres://app@db:5432/ticks`: an address without its password. */
export function shownUrl(url: string): string {
  return url
    .replace(/^(\w[\w+.-]*:\/\/)([^/?#:@]*):.*@/, (_whole, scheme: string, user: string) =>
      user === '' ? scheme : `${scheme}${user}@`,
    )
    .replaceAll(/([?&](?:password|sslpassword)=)[^&#]*/gi, '$1[hidden]');
}

/** A word as a POSIX shell takes it: quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
