/** The sockets beside the live feed. */
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { ExchangeTarget, ExtraSocket } from '../targets.ts';

/** Twenty levels of depth of one option at the money. */
export const feedDepth20 = socketCheck('depth-20', 'The depth feed of 20 levels lets us in and sends');

/** Two hundred levels. */
export const feedDepth200 = socketCheck('depth-200', 'The depth feed of 200 levels lets us in and sends');

/** The account's order updates: no order is placed, so nothing but the login is judged. */
export const feedOrderUpdates = socketCheck('order-updates', 'The order-update socket accepts the login');

function socketCheck(socket: ExtraSocket, title: string): Check<ExchangeTarget> {
  const isDepth = socket !== 'order-updates';
  return {
    id: `feed.${socket}`,
    title,
    asserts: isDepth
      ? 'The socket stands and, while NSE is open, sends a decodable packet of an option at the money.'
      : 'The socket stands a second after the login; a refused login is reset without a word. No order is placed.',
    group: 'feed',
    severity: 'warn',
    tags: ['feed', 'sockets'],
    dependsOn: isDepth ? ['feed.connects', 'chain.complete'] : ['exchange.login'],
    run: (target) => judgeSocket(target, socket),
  };
}

async function judgeSocket(target: ExchangeTarget, socket: ExtraSocket): Promise<Judgement> {
  const facts = await target.openSocket(socket);
  const expected =
    socket === 'order-updates'
      ? `${facts.url} keeps a socket that has logged in`
      : `a packet of an option at the money from ${facts.url}`;
  const measurements: Measurement[] =
    facts.firstPacketAfterMs === undefined
      ? []
      : [{ name: 'first packet', value: facts.firstPacketAfterMs, unit: 'ms' }];
  const remedy =
    'Close other sockets of this client id (five of each kind are allowed) and renew the token on web.dhan.co; the 200-level feed refuses tokens made for an app.';
  if (facts.ended !== undefined) return { ...failed(expected, facts.ended, remedy), measurements };
  if (facts.findings.length > 0)
    return { ...failed(expected, `undecodable: ${listed(facts.findings, 2)}`, remedy), measurements };
  if (socket === 'order-updates')
    return { ...passed(expected, `still open after ${facts.watchedMs} ms`), measurements };
  if (facts.firstPacketAfterMs !== undefined)
    return {
      ...passed(expected, `${facts.instrument} after ${Math.round(facts.firstPacketAfterMs)} ms`),
      measurements,
    };
  if (facts.instrument === undefined)
    return notJudged(expected, 'the socket stands; no NSE chain names an option to ask for');
  const { isOpen, description } = await target.market('NSE');
  if (!isOpen) return notJudged(expected, `the socket stands; no packet, because ${description}`);
  return failed(
    expected,
    `nothing of ${facts.instrument} in ${Math.round(facts.watchedMs / 1000)} s`,
    remedy,
  );
}
