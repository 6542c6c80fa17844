/**
 * Leads Dhan's hosts to the rehearsal's exchange and refuses the rest of the world, in every Node that `preopen run` starts. Loaded by
 * NODE_OPTIONS=--import before the program, in its child processes and worker threads too; stands in a folder of the run with its
 * settings (settings.json). Node 18.18 and newer. Everything that connects goes through net.Socket's connect: http, https, http2, tls,
 * fetch, WebSocket, and every package built on them.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

const settings = JSON.parse(readFileSync(new URL('settings.json', import.meta.url), 'utf8'));
const authority = readFileSync(settings.caFile, 'utf8');
const REPORTS_MAX = 10_000;
/** Each host has an address of its own on this machine, so that a connect by address is known by what name was looked up. */
const MARKER = '127.68.72.';
/** Addresses that local and allowed names turned out to have. */
const resolved = new Map();
let reports = 0;

patchConnects();
patchTrust();
patchLookups(dns.lookup);
patchResolvers();
patchDatagrams();
syncBuiltinESMExports();

function destinationOf(host) {
  const name = plain(host);
  if (settings.hosts.includes(name) || name.startsWith(MARKER)) return 'exchange';
  const known = resolved.get(name);
  if (known !== undefined) return known;
  if (name === '' || settings.localNames.includes(name) || name.endsWith('.localhost')) return 'local';
  if (['::1', '::', '0.0.0.0'].includes(name)) return 'local';
  if (net.isIP(name) !== 0 && /^(?:::ffff:)?127\./.test(name)) return 'local';
  return settings.allowed.includes(name) ? 'allowed' : 'refused';
}

function plain(host) {
  return String(host ?? '')
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** Notes the call; the error is for whoever made it. */
function refusal(method, host) {
  const name = plain(host);
  report(method, name, 'refused');
  const kind = name === 'dhan.co' || name.endsWith('.dhan.co') ? 'dhan' : 'other';
  const error = new Error(settings.refusals[kind].replaceAll('{host}', name));
  return Object.assign(error, { code: 'ECONNREFUSED', syscall: 'connect', hostname: name });
}

/** Written at once, so that it stands there even if the program ends by this. */
function report(method, host, outcome) {
  reports += 1;
  if (reports <= REPORTS_MAX)
    appendFileSync(settings.reportsFile, `${JSON.stringify({ method, host, outcome })}\n`);
}

function patchConnects() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function redirected(...args) {
    // net.connect and tls.connect hand over their arguments as one list already.
    const isList = Array.isArray(args[0]);
    const options = isList ? args[0][0] : optionsOf(args);
    if (options.path || options.socket) return connect.apply(this, args);
    const host = options.host ?? 'localhost';
    const destination = destinationOf(host);
    if (destination === 'local') return connect.apply(this, args);
    if (destination === 'refused') {
      const error = refusal('CONNECT', host);
      process.nextTick(() => this.destroy(error));
      return this;
    }
    if (destination === 'allowed') {
      report('CONNECT', plain(host), 'allowed');
      return connect.apply(this, args);
    }
    const { lookup: _, ...rest } = options;
    const onConnect = isList ? args[0][1] : args.findLast((arg) => typeof arg === 'function');
    return connect.call(
      this,
      { ...rest, host: '127.0.0.1', port: settings.exchangePort },
      onConnect ?? undefined,
    );
  };
}

/** The options of connect(options), connect(port, host) and connect(path). */
function optionsOf([first, second]) {
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first, host: typeof second === 'string' ? second : 'localhost' };
}

/** A client that brings its own authorities trusts the rehearsal's too; for all others NODE_EXTRA_CA_CERTS says it. */
function patchTrust() {
  const { createSecureContext } = tls;
  tls.createSecureContext = (options = {}) =>
    createSecureContext(options.ca ? { ...options, ca: [options.ca, authority].flat() } : options);
}

function patchLookups(lookup) {
  dns.lookup = function redirected(host, ...args) {
    const destination = net.isIP(plain(host)) === 0 ? destinationOf(host) : 'local';
    const callback = args.at(-1);
    if (destination === 'refused') {
      const error = refusal('LOOKUP', host);
      process.nextTick(callback, error);
      return {};
    }
    const done = (error, address, ...family) => {
      if (!error) remember(destination, address);
      callback(error, address, ...family);
    };
    return lookup(destination === 'exchange' ? markerOf(host) : host, ...args.slice(0, -1), done);
  };
  const promised = dns.promises.lookup;
  dns.promises.lookup = async function redirected(host, ...args) {
    const destination = net.isIP(plain(host)) === 0 ? destinationOf(host) : 'local';
    if (destination === 'refused') throw refusal('LOOKUP', host);
    const answer = await promised(destination === 'exchange' ? markerOf(host) : host, ...args);
    remember(destination, Array.isArray(answer) ? answer : answer.address);
    return answer;
  };
}

function markerOf(host) {
  return MARKER + (settings.hosts.indexOf(plain(host)) + 1);
}

function remember(destination, addresses) {
  if (destination !== 'local' && destination !== 'allowed') return;
  for (const entry of [addresses].flat()) resolved.set(plain(entry?.address ?? entry), destination);
}

/** resolve4, resolveSrv and the like ask name servers themselves: only for hosts that are allowed. */
function patchResolvers() {
  for (const owner of [dns, dns.Resolver.prototype])
    patchEach(owner, (error, callback) => process.nextTick(callback, error));
  for (const owner of [dns.promises, dns.promises.Resolver.prototype])
    patchEach(owner, async (error) => {
      throw error;
    });
}

function patchEach(owner, refuse) {
  const names = Object.getOwnPropertyNames(owner).filter((name) => /^(?:resolve|reverse)/.test(name));
  for (const name of names) {
    const real = owner[name];
    owner[name] = function asked(host, ...args) {
      if (isOpenTo(host)) return real.call(this, host, ...args);
      return refuse(refusal('LOOKUP', host), args.at(-1));
    };
  }
}

function patchDatagrams() {
  const { send, connect } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function guarded(...args) {
    // send(message, [offset, length,] [port] [, address] [, callback]); a message may be text too.
    const address = args.slice(1).find((arg) => typeof arg === 'string' && !/^\d+$/.test(arg));
    if (address === undefined || isOpenTo(address)) return send.apply(this, args);
    const error = refusal('DATAGRAM', address);
    const callback = args.at(-1);
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => this.emit('error', error));
  };
  dgram.Socket.prototype.connect = function guarded(port, address, ...rest) {
    if (typeof address !== 'string' || isOpenTo(address)) return connect.call(this, port, address, ...rest);
    throw refusal('DATAGRAM', address);
  };
}

function isOpenTo(address) {
  const destination = destinationOf(address);
  return destination === 'local' || destination === 'allowed';
}
