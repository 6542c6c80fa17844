/** The browser's half of a consent: where the real exchange asks for a login, the mock asks for one click. */
import type { Context } from 'hono';

/**
 * A page with one button, which asks for the same address again with `auto=1`. `query` is what the button sends along:
 * ids of this exchange and of the scenario, never a word of the visitor's.
 */
export function consentPage(
  context: Context,
  { clientId, query }: { readonly clientId: string; readonly query: Readonly<Record<string, string>> },
): Response {
  const fields = Object.entries({ ...query, auto: '1' })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('');
  return context.html(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simulated login</title></head><body>' +
      `<h1>Simulated exchange</h1><form method="get">${fields}` +
      `<button type="submit">Log in as ${clientId}</button></form></body></html>`,
  );
}
