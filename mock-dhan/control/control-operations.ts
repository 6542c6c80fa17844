/** Every route of the control port, with what it takes and answers. The OpenAPI document is made of this. */
import type { z } from 'zod';
import {
  ClockSchema,
  ClosedTenantSchema,
  ConnectionsSchema,
  CountersSchema,
  DisconnectedSchema,
  DocumentSchema,
  ExpectationsSchema,
  ExplanationSchema,
  FaultListSchema,
  FaultRemovedSchema,
  FaultRequestSchema,
  FaultSchema,
  JournalSchema,
  OpenedTenantSchema,
  ResetSchema,
  TenantListSchema,
} from './answer-schemas.ts';
import { ClockRequestSchema } from './clock-routes.ts';
import { DisconnectSchema } from './connection-routes.ts';
import { ExplainQuerySchema } from './explain-routes.ts';
import { JournalQuerySchema } from './journal-routes.ts';
import { TenantRequestSchema } from './tenant-routes.ts';

export interface ControlOperation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/faults/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201;
  /** Statuses of refusals, besides 401. */
  readonly refusals?: readonly (400 | 404 | 409)[];
}

export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  {
    method: 'GET',
    path: '/clock',
    id: 'readClock',
    summary: 'The time of the exchange, and how fast it runs',
    answer: ClockSchema,
  },
  {
    method: 'POST',
    path: '/clock',
    id: 'moveClock',
    summary: 'Another speed, pause, resume, so many timers while paused, or on to a later time of the day',
    body: ClockRequestSchema,
    answer: ClockSchema,
    refusals: [400, 409],
  },
  {
    method: 'GET',
    path: '/faults',
    id: 'listFaults',
    summary: 'Every planned fault and how often it struck',
    answer: FaultListSchema,
  },
  {
    method: 'POST',
    path: '/faults',
    id: 'planFault',
    summary:
      'Plans one more, as a scenario file would; one that strikes at a moment strikes at once unless it says when',
    body: FaultRequestSchema,
    answer: FaultSchema,
    status: 201,
    refusals: [400, 409],
  },
  {
    method: 'DELETE',
    path: '/faults/{id}',
    id: 'removeFault',
    summary: 'Takes a fault out of the plan',
    answer: FaultRemovedSchema,
    refusals: [404],
  },
  {
    method: 'GET',
    path: '/counters',
    id: 'readCounters',
    summary: 'What the exchange was asked, refused and sent so far',
    answer: CountersSchema,
  },
  {
    method: 'GET',
    path: '/connections',
    id: 'listConnections',
    summary: 'Every open session of every feed',
    answer: ConnectionsSchema,
  },
  {
    method: 'POST',
    path: '/connections/disconnect',
    id: 'disconnect',
    summary: 'Ends sessions as the exchange does for that reason',
    body: DisconnectSchema,
    answer: DisconnectedSchema,
    refusals: [400],
  },
  {
    method: 'GET',
    path: '/journal',
    id: 'readJournal',
    summary: 'What clients did and what became of it, oldest first; `next` is what to send as `after`',
    query: JournalQuerySchema,
    answer: JournalSchema,
    refusals: [400],
  },
  {
    method: 'GET',
    path: '/expectations',
    id: 'listExpectations',
    summary: 'What a correct client does in the scenario, and how it stands',
    answer: ExpectationsSchema,
  },
  {
    method: 'GET',
    path: '/explain',
    id: 'explain',
    summary: "Why a client's feed got no tick of an instrument, or no order update, hop by hop",
    query: ExplainQuerySchema,
    answer: ExplanationSchema,
    refusals: [400, 409],
  },
  {
    method: 'POST',
    path: '/reset',
    id: 'reset',
    summary: 'Everything as it was when the exchange was first served',
    answer: ResetSchema,
    refusals: [409],
  },
  {
    method: 'GET',
    path: '/tenants',
    id: 'listTenants',
    summary:
      'The clients that have an exchange of their own; below /tenants/{clientId} stand all of these routes for one of them',
    answer: TenantListSchema,
  },
  {
    method: 'POST',
    path: '/tenants',
    id: 'openTenant',
    summary:
      'An exchange of its own for a client id, the next free one unless given; the answer has its token',
    body: TenantRequestSchema,
    answer: OpenedTenantSchema,
    status: 201,
    refusals: [400, 409],
  },
  {
    method: 'DELETE',
    path: '/tenants/{clientId}',
    id: 'closeTenant',
    summary: "Ends a tenant's sessions and forgets it",
    answer: ClosedTenantSchema,
    refusals: [404],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    id: 'readDocument',
    summary: 'This document',
    answer: DocumentSchema,
  },
];
