import type { Hono } from 'hono';
import { jsonAnswer } from './answers.ts';
import { ROUTES } from './route-table.ts';

/** The surfaces of the real exchange that this one does not have: 501 with their name, so that no client takes silence for data. */
export function addOutOfScopeRoutes(app: Hono): void {
  for (const { path, answer, name } of ROUTES)
    if (answer === 'out-of-scope')
      app.all(path, (context) =>
        jsonAnswer(context, 501, JSON.stringify({ error: `${name}: not simulated` })),
      );
}
