/** Lower-case names; what comes twice is joined. */
export function joinedHeaders(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`;
  }
  return joined;
}

/** The lines of a head, its status line first; status 0 when that is none. */
export function readHead(lines: readonly string[]): {
  readonly status: number;
  readonly headers: Record<string, string>;
} {
  const [first = '', ...rest] = lines;
  return {
    status: Number(/^HTTP\/[\d.]+ (\d{3})/.exec(first)?.[1] ?? 0),
    headers: joinedHeaders(
      rest.flatMap((line) => {
        const at = line.indexOf(':');
        return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const] : [];
      }),
    ),
  };
}
