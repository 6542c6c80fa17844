/** Who was called over the network, and how often. */
import type { HttpTransport, SocketTransport } from '../ports.ts';
import type { HostCalls } from '../verify/check.ts';

/** Counts what passes through the transports it wraps, by host. */
export class CallCounter {
  readonly #calls = new Map<string, number>();
  readonly #sockets = new Map<string, number>();

  /** The same transport, counted; a call that gets no answer counts too. */
  http(transport: HttpTransport): HttpTransport {
    return {
      send: (request) => {
        count(this.#calls, request.url);
        return transport.send(request);
      },
    };
  }

  /** The same transport, each connection counted once. */
  sockets(transport: SocketTransport): SocketTransport {
    return {
      connect: (url, handlers) => {
        count(this.#sockets, url);
        return transport.connect(url, handlers);
      },
    };
  }

  /** One connection that is opened past a transport. */
  socket(url: string): void {
    count(this.#sockets, url);
  }

  /** In the order the hosts were first called. */
  counts(): readonly HostCalls[] {
    return [...new Set([...this.#calls.keys(), ...this.#sockets.keys()])].map((host) => ({
      host,
      calls: this.#calls.get(host) ?? 0,
      sockets: this.#sockets.get(host) ?? 0,
    }));
  }
}

function count(counts: Map<string, number>, url: string): void {
  const { host } = new URL(url);
  counts.set(host, (counts.get(host) ?? 0) + 1);
}
