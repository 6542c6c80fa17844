/**
 * A program that trades on Dhan by fetch and a WebSocket and knows of no rehearsal: buys at the market, places, modifies and cancels an order that
 * waits, believes what the order updates say, and compares that with order book, trades and positions.
 *
 * Usage: order-client.mjs [--naive] [--serve PORT]. It believes each order's furthest state; --naive adds up the traded quantity of every message
 * instead. --serve lists what it believes at /orders and /positions until SIGTERM.
 * ORDER_REST_URL and ORDER_UPDATE_URL replace the real addresses. Exit codes: 0 agrees, 3 differs, 1 failed.
 */
import { createServer } from 'node:http';

const { WebSocket } = await import(process.env.WS_MODULE);
const rest = process.env.ORDER_REST_URL ?? 'https://api.dhan.co/v2';
const clientId = process.env.DHAN_CLIENT_ID;
const headers = { 'access-token': process.env.DHAN_ACCESS_TOKEN, 'content-type': 'application/json' };
const isNaive = process.argv.includes('--naive');
const servePort = process.argv.includes('--serve') ? Number(process.argv.at(-1)) : undefined;

/** How far an order has come; what comes late must not take it back. */
const RANK = ['TRANSIT', 'PENDING', 'PART_TRADED', 'TRADED', 'CANCELLED', 'REJECTED', 'EXPIRED'];
const orders = new Map();
let position = 0;
const waiting = [];

const socket = new WebSocket(process.env.ORDER_UPDATE_URL ?? 'wss://api-order-update.dhan.co');
await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
socket.send(
  JSON.stringify({
    LoginReq: { MsgCode: 42, ClientId: clientId, Token: headers['access-token'] },
    UserType: 'SELF',
  }),
);
socket.on('message', (text) => {
  const { Data, Type } = JSON.parse(text);
  if (Type === 'order_alert') take(Data);
  for (const each of waiting) each();
});

// The login is not answered; a call that is answered after it gives it the time to be read.
await call('GET', '/orders');

const bought = await place({ orderType: 'MARKET', price: 0, correlationId: 'buy' });
await until(() => orders.get(bought)?.status === 'TRADED', 'a trade');
const resting = await place({ orderType: 'LIMIT', price: 1, correlationId: 'rest' });
await until(() => orders.get(resting)?.status === 'PENDING', 'an order that waits');
await call('PUT', `/orders/${resting}`, {
  dhanClientId: clientId,
  orderId: resting,
  orderType: 'LIMIT',
  quantity: 65,
  price: 1.5,
  validity: 'DAY',
});
await until(() => orders.get(resting)?.price === 1.5, 'the new price');
await call('DELETE', `/orders/${resting}`);
await until(() => orders.get(resting)?.status === 'CANCELLED', 'the cancellation');

const book = await call('GET', '/orders');
const trades = await call('GET', '/trades');
const positions = await call('GET', '/positions');
const held = positions.find(({ securityId }) => securityId === '40000')?.netQty ?? 0;
const traded = trades.reduce((sum, { tradedQuantity }) => sum + tradedQuantity, 0);
const statuses = book.map(({ orderId, orderStatus }) => orders.get(orderId)?.status === orderStatus);
const agrees = statuses.every(Boolean) && position === held && held === traded;
console.log(JSON.stringify({ orders: book.length, traded, held, believed: position, agrees }));
if (servePort === undefined) {
  socket.terminate();
  process.exitCode = agrees ? 0 : 3;
} else serve(servePort);

function take({ OrderNo, Status, TradedQty, Price }) {
  const known = orders.get(OrderNo) ?? { status: 'TRANSIT', filled: 0, price: Price };
  const isOld = RANK.indexOf(Status) < RANK.indexOf(known.status) || TradedQty < known.filled;
  if (isNaive) {
    position += TradedQty;
    orders.set(OrderNo, { status: Status, filled: known.filled + TradedQty, price: Price });
  } else if (!isOld) {
    position += TradedQty - known.filled;
    orders.set(OrderNo, { status: Status, filled: TradedQty, price: Price });
  }
}

async function place(order) {
  const body = {
    dhanClientId: clientId,
    transactionType: 'BUY',
    exchangeSegment: 'NSE_FNO',
    productType: 'INTRADAY',
    validity: 'DAY',
    securityId: '40000',
    quantity: 65,
    ...order,
  };
  const { orderId } = await call('POST', '/orders', body);
  return orderId;
}

async function call(method, path, body) {
  const request = { method, headers };
  if (body) request.body = JSON.stringify(body);
  const answer = await fetch(`${rest}${path}`, request);
  const text = await answer.text();
  if (answer.status >= 300) fail(`${method} ${path}`, `${answer.status} ${text}`);
  return JSON.parse(text);
}

async function until(isMet, what) {
  const patience = setTimeout(() => fail('waiting', `${what} never came`), 20_000);
  while (!isMet()) await new Promise((resolve) => waiting.push(resolve));
  clearTimeout(patience);
}

function serve(port) {
  const lists = {
    '/orders': () => ({
      orders: [...orders].map(([id, { status, filled }]) => ({ id, status, filled })),
    }),
    '/positions': () => [{ security_id: 40000, net: position }],
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(lists[request.url]?.()));
  }).listen(port, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
  process.once('SIGTERM', () => process.exit(0));
}

function fail(what, why) {
  console.error(`order-client: ${what}: ${why}`);
  process.exit(1);
}
