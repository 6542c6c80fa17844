/** Transports that keep what passes, for evidence. */
import type { HttpRequest, HttpResponse, HttpTransport, SocketTransport } from '../ports.ts';

/** Hears what passes. */
export interface TransportListener {
  /** `response` is undefined when none came. */
  onCall(request: HttpRequest, response: HttpResponse | undefined): void;
  /** One message of a socket; binary bytes are only valid during the call. */
  onFrame(url: string, direction: 'in' | 'out', message: Uint8Array | string): void;
}

/** The same transport; each call is told once it has ended. */
export function recordedHttp<Transport extends HttpTransport>(
  http: Transport,
  listener: TransportListener,
): Transport {
  return {
    ...http,
    async send(request) {
      try {
        const response = await http.send(request);
        listener.onCall(request, response);
        return response;
      } catch (error) {
        listener.onCall(request, undefined);
        throw error;
      }
    },
  };
}

/** The same transport; each message of its sockets is told. */
export function recordedSockets(sockets: SocketTransport, listener: TransportListener): SocketTransport {
  return {
    async connect(url, handlers) {
      const connection = await sockets.connect(url, {
        ...handlers,
        onMessage(message) {
          listener.onFrame(url, 'in', message);
          handlers.onMessage(message);
        },
        onClose: (close) => handlers.onClose(close),
      });
      return {
        send(text) {
          listener.onFrame(url, 'out', text);
          connection.send(text);
        },
        close: () => connection.close(),
      };
    },
  };
}
