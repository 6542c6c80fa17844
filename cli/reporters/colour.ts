/** Colour only on a terminal, and never against --no-color or NO_COLOR. */
export function isColoured(flags: { readonly color: boolean }): boolean {
  return flags.color && process.stdout.isTTY && !process.env['NO_COLOR'];
}
