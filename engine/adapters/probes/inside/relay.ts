/** A port of this machine's loopback that leads to a port as it is seen from inside. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Tool, VantagePoint } from './vantage-point.ts';

/** Copies stdin to the port and what comes from there to stdout, until either ends. */
interface RelayTool extends Tool {
  readonly words: (host: string, port: string) => readonly string[];
}

const PYTHON = `
import os, socket, sys, threading
there = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
there.settimeout(None)
out = os.fdopen(1, 'wb', 0)
def back():
    while True:
        part = there.recv(65536)
        if not part:
            os._exit(0)
        while part:
            part = part[out.write(part):]
threading.Thread(target=back, daemon=True).start()
while True:
    part = os.read(0, 65536)
    if not part:
        break
    there.sendall(part)
`;

const NODE = `
const [host, port] = process.argv.slice(1);
const there = require('net').connect({ host, port: Number(port) });
process.stdin.pipe(there).pipe(process.stdout);
there.on('error', () => process.exit(1)).on('close', () => process.exit(0));
`;

const BASH = 'exec 3<>"/dev/tcp/$0/$1"; cat <&3 & cat >&3; kill $!';

/** In the order they are tried. */
const RELAY_TOOLS: readonly RelayTool[] = [
  {
    name: 'python3',
    test: ['python3', '-c', ''],
    words: (host, port) => ['python3', '-c', PYTHON, host, port],
  },
  { name: 'node', test: ['node', '-e', ''], words: (host, port) => ['node', '-e', NODE, host, port] },
  {
    name: '/dev/tcp of bash',
    test: ['bash', '-c', ''],
    words: (host, port) => ['bash', '-c', BASH, host, port],
  },
];

export interface Relay extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
}

/** Opens the port; each connection to it is a process inside, which ends with it. Disposing ends all. */
export async function openRelay(
  point: VantagePoint,
  { host, port }: { readonly host: string; readonly port: number },
  onUse: (tool: string) => void,
): Promise<Relay> {
  const { tool } = await point.firstTool(RELAY_TOOLS, 'pass on a connection');
  onUse(tool.name);
  const [program = '', ...words] = [...point.words, ...tool.words(host, String(port))];
  const children = new Set<ChildProcess>();
  const server = createServer((socket) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] });
    children.add(child);
    join(socket, child);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      server.close();
      await once(server, 'close');
    },
  };
}

/** Either end takes the other one with it. */
function join(socket: Socket, child: ChildProcess): void {
  socket.pipe(child.stdin!);
  child.stdout!.pipe(socket);
  const end = (): void => {
    socket.destroy();
    child.kill('SIGKILL');
  };
  socket.on('close', end).on('error', end);
  child.on('close', end).on('error', end);
  child.stdin!.on('error', end);
}
