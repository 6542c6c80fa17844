/** Colour only on a terminal, and never against --no-color or NO_COLOR. */
export function isColoured(
  flags: { readonly color: boolean },
  stream: { readonly isTTY?: boolean } = process.stdout,
): boolean {
  return flags.color && stream.isTTY === true && !process.env['NO_COLOR'];
}
