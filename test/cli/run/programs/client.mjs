/** A program that calls Dhan by fetch and a WebSocket and knows of no rehearsal; then a host that is none of Dhan's. */
const headers = {
  'access-token': process.env.DHAN_ACCESS_TOKEN,
  'client-id': process.env.DHAN_CLIENT_ID,
  'content-type': 'application/json',
};

const profile = await fetch('https://api.dhan.co/v2/profile', { headers });
say({ profile: profile.status, clientId: (await profile.json()).dhanClientId });

const master = await fetch('https://images.dhan.co/api-data/api-scrip-master.csv');
say({ master: master.status, head: (await master.text()).slice(0, 15) });

const { WebSocket } = await import(process.env.WS_MODULE);
const feed = new WebSocket(
  `wss://api-feed.dhan.co?version=2&token=${headers['access-token']}&clientId=${headers['client-id']}&authType=2`,
);
feed.on('open', () =>
  feed.send(
    '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
  ),
);
const codes = await new Promise((resolve, reject) => {
  const heard = [];
  feed.on('error', reject);
  feed.on('message', (packet) => {
    heard.push(packet[0]);
    if (heard.length === 2) resolve(heard);
  });
});
feed.terminate();
say({ codes });

say({ other: await fetch('https://example.org/').catch((error) => error.cause.message) });
say({ kept: process.env.NODE_OPTIONS.endsWith('--no-warnings'), year: new Date().getFullYear() });

function say(fact) {
  console.log(JSON.stringify(fact));
}
