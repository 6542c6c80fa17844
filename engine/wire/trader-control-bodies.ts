/** Bodies of the kill switch and of exits at a profit or a loss, both directions. Source: dhan-v2-wire 4.11. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { AmountSchema, ClientIdSchema, FlagSchema, parseTradingRequest } from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** What the kill switch is told, and tells when it is asked. */
export const KillSwitchStatusSchema = z.enum(['ACTIVATE', 'DEACTIVATE']);

/** The answer to both calls of the kill switch: how it stands, or what was done. */
export const KillSwitchSchema = z.object({ dhanClientId: z.string(), killSwitchStatus: z.string() });

/** Products that an exit may be for: those of the day, and the others. */
const ExitProductsSchema = z.array(z.enum(['INTRADAY', 'DELIVERY']));

/** Body of `POST /pnlExit`; rupees. */
export const PnlExitRequestSchema = z.object({
  dhanClientId: ClientIdSchema,
  profitValue: AmountSchema,
  lossValue: AmountSchema,
  productType: ExitProductsSchema,
  enableKillSwitch: FlagSchema.default(false),
});

export type PnlExitRequestBody = z.output<typeof PnlExitRequestSchema>;

/** Reads an exit to set. */
export function parsePnlExitRequest(text: string, emptyTexts: EmptyTexts): Parsed<PnlExitRequestBody> {
  return parseTradingRequest(PnlExitRequestSchema, text, emptyTexts);
}

/** Whether a request names its client: the exchange says so when it does not. */
export function namesClient(text: string): boolean {
  return parseTradingRequest(z.object({ dhanClientId: ClientIdSchema }), text, 'accepted').ok;
}

/** What is told of an exit that was set or stopped. */
export const PnlExitAnswerSchema = z.object({
  pnlExitStatus: z.enum(['ACTIVE', 'DISABLED']),
  message: z.string(),
});

/** The exit as it stands, rupees as texts; DISABLED when there is none. */
export const PnlExitSchema = z.object({
  pnlExitStatus: z.enum(['ACTIVE', 'DISABLED']),
  profit: z.string(),
  loss: z.string(),
  productType: ExitProductsSchema,
  enable_kill_switch: z.boolean(),
});

export type PnlExitBody = z.output<typeof PnlExitSchema>;

/** The answer of `GET /killswitch`. */
export function renderKillSwitch(dhanClientId: string, isOn: boolean): string {
  return renderJavaBody(KillSwitchSchema, {
    dhanClientId,
    killSwitchStatus: isOn ? 'ACTIVATE' : 'DEACTIVATE',
  });
}

/** The answer of `POST /killswitch`. */
export function renderKillSwitchSet(dhanClientId: string, isOn: boolean): string {
  return renderJavaBody(KillSwitchSchema, {
    dhanClientId,
    killSwitchStatus: `Kill Switch has been successfully ${isOn ? 'activated' : 'deactivated'}`,
  });
}

/** The answer of `POST /pnlExit`. */
export function renderPnlExitSet(): string {
  return renderJavaBody(PnlExitAnswerSchema, {
    pnlExitStatus: 'ACTIVE',
    message: 'P&L based exit configured successfully',
  });
}

/** The answer of `DELETE /pnlExit`. */
export function renderPnlExitStopped(): string {
  return renderJavaBody(PnlExitAnswerSchema, {
    pnlExitStatus: 'DISABLED',
    message: 'P&L based exit stopped successfully',
  });
}

/** The answer of `GET /pnlExit`. */
export function renderPnlExit(exit: PnlExitBody): string {
  return renderJavaBody(PnlExitSchema, exit);
}
