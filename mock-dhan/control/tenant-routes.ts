import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { PreopenError } from '#engine/errors.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { Tenant, TenantDirectory } from '../tenants/tenant-directory.ts';

/** What `POST /tenants` takes: the client id, or nothing for the next free one. */
export const TenantRequestSchema = z.strictObject({
  clientId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});

/**
 * `GET /tenants` lists the clients that have an exchange of their own, `POST /tenants` `{clientId?}` opens one and tells its credentials,
 * `DELETE /tenants/{clientId}` closes it, and everything below `/tenants/{clientId}/` is that tenant's own control port: `/clock`, `/faults` and so on.
 * Errors: 400 for a body that is none, 404 for an id that no tenant has, 409 for one that is taken, and where there are no tenants.
 * `controlOf`: a tenant's control port, past the token.
 */
export function addTenantRoutes(
  app: Hono,
  tenants: TenantDirectory | undefined,
  controlOf: (tenant: Tenant) => Pick<Hono, 'fetch'>,
): void {
  app.get('/tenants', (context) => context.json({ tenants: (tenants?.all() ?? []).map(told) }));
  app.post('/tenants', async (context) => open(context, tenants));
  app.delete('/tenants/:clientId', (context) => {
    const clientId = context.req.param('clientId');
    return tenants?.close(clientId) ? context.json({ closed: clientId }) : unknown(context, clientId);
  });
  app.all('/tenants/:clientId/*', (context) => {
    const clientId = context.req.param('clientId');
    const tenant = tenants?.find(clientId);
    if (!tenant) return unknown(context, clientId);
    const url = new URL(context.req.url);
    url.pathname = url.pathname.slice(`/tenants/${clientId}`.length);
    return controlOf(tenant).fetch(new Request(url, context.req.raw));
  });
}

async function open(context: Context, tenants: TenantDirectory | undefined): Promise<Response> {
  if (!tenants) return context.json({ error: NO_TENANTS }, 409);
  const request = TenantRequestSchema.safeParse(await context.req.json().catch(() => ({}))).data;
  if (!request) return context.json({ error: NO_REQUEST }, 400);
  try {
    const tenant = tenants.open(request.clientId);
    return context.json({ ...told(tenant), accessToken: tenant.credentials.accessToken }, 201);
  } catch (error) {
    if (error instanceof PreopenError) return context.json({ error: `control port: ${error.message}` }, 409);
    throw error;
  }
}

function told({ clientId, exchange, driver }: Tenant): object {
  return {
    clientId,
    now: istIso(exchange.clock.nowMs()),
    speed: driver.speed,
    connections: exchange.connections().length,
  };
}

function unknown(context: Context, clientId: string): Response {
  const error = `control port: expected the client id of a tenant, was "${clientId}". GET /tenants lists them.`;
  return context.json({ error }, 404);
}

const NO_TENANTS =
  'control port: expected an exchange with tenants, was one without. Serve it with --tenants.';
const NO_REQUEST = 'control port: expected {"clientId"?: "2000000001"}, digits as text.';
