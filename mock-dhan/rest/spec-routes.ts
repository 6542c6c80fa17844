import type { Context, Hono } from 'hono';
import { jsonAnswer } from './answers.ts';

/**
 * The exchange described for machines, without a login: REST where Dhan has it, the sockets at a place no client of Dhan asks for. Each
 * document is made when it is first asked for, because its schemas are of no use to anything else. Source: dhan-v2-wire 1.1.
 */
export function addSpecRoutes(app: Hono): void {
  addDocument(app, '/v2/v3/api-docs', async () => (await import('../specs/openapi.ts')).renderOpenApi());
  addDocument(app, '/asyncapi.json', async () => (await import('../specs/asyncapi.ts')).renderAsyncApi());
}

function addDocument(app: Hono, path: string, render: () => Promise<string>): void {
  let rendered: Promise<string> | undefined;
  app.get(path, async (context: Context) => jsonAnswer(context, 200, await (rendered ??= render())));
}
