/** Kill switch and exits at a profit or a loss. Source: dhan-v2-wire 4.11; 11.2, rows 52 and 66. */
import {
  KillSwitchStatusSchema,
  namesClient,
  parsePnlExitRequest,
  renderKillSwitch,
  renderKillSwitchSet,
  renderPnlExit,
  renderPnlExitSet,
  renderPnlExitStopped,
} from '#engine/wire/trader-control-bodies.ts';
import { rupees, toPaise } from '../../world/portfolio/paise.ts';
import { inputError } from '../answers.ts';
import { answered, outcomeAnswer, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const TRADER_CONTROL_ANSWERS: TradingAnswers = {
  'POST /v2/killswitch': setKillSwitch,
  'GET /v2/killswitch': (call) =>
    answered(call, renderKillSwitch(call.clientId, call.floor.control.isKillSwitchOn(call.clientId))),
  'POST /v2/pnlExit': setPnlExit,
  'GET /v2/pnlExit': pnlExit,
  'DELETE /v2/pnlExit': (call) => {
    call.floor.control.stopPnlExit(call.clientId);
    return answered(call, renderPnlExitStopped());
  },
};

/** The documents call it a header and show it in the query. */
function setKillSwitch(call: TradingCall): Response {
  const { context, clientId, floor } = call;
  const said = context.req.query('killSwitchStatus') ?? context.req.header('killSwitchStatus');
  const status = KillSwitchStatusSchema.safeParse(said);
  if (!status.success) return inputError(context);
  const set = floor.control.setKillSwitch(clientId, status.data === 'ACTIVATE');
  return outcomeAnswer(call, set, (isOn) => renderKillSwitchSet(clientId, isOn));
}

async function setPnlExit(call: TradingCall): Promise<Response> {
  if (!namesClient(await call.context.req.text()))
    return inputError(call.context, 'dhanClientId is required');
  return withRequest(call, parsePnlExitRequest, ({ profitValue, lossValue, productType, enableKillSwitch }) =>
    outcomeAnswer(
      call,
      call.floor.control.setPnlExit(call.clientId, {
        profitPaise: toPaise(profitValue),
        lossPaise: toPaise(lossValue),
        productTypes: productType,
        enableKillSwitch,
      }),
      renderPnlExitSet,
    ),
  );
}

function pnlExit(call: TradingCall): Response {
  const limits = call.floor.control.pnlExit(call.clientId);
  return answered(
    call,
    renderPnlExit({
      pnlExitStatus: limits ? 'ACTIVE' : 'DISABLED',
      profit: rupees(limits?.profitPaise ?? 0).toFixed(2),
      loss: rupees(limits?.lossPaise ?? 0).toFixed(2),
      productType: [...(limits?.productTypes ?? [])],
      enable_kill_switch: limits?.enableKillSwitch ?? false,
    }),
  );
}
