import { ProbeUnreachable } from '../../../verify/check.ts';
import type { PortDeclaration, PortFacts, PortProbe } from '../../../verify/declared/port-check.ts';
import { bodyExcerpt } from '../../../verify/redact.ts';
import type { ProgramEnd } from '../run-program.ts';
import type { Tool, VantagePoint } from './vantage-point.ts';

interface PortTool extends Tool {
  readonly words: (declaration: PortDeclaration) => readonly string[];
  readonly read: (end: ProgramEnd) => PortFacts | string;
}

const START_MS_MAX = 15_000;

/** Prints `open`, `refused` or `silent` and the ms it took, or `error` and why. */
const PYTHON = `
import socket, sys, time
host, port, limit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) / 1000
started, said = time.time(), 'open'
try:
    socket.create_connection((host, port), limit).close()
except socket.timeout:
    said = 'silent'
except ConnectionRefusedError:
    said = 'refused'
except OSError as error:
    said = 'error ' + str(error)
print((time.time() - started) * 1000, said)
`;

const NODE = `
const [host, port, limit] = process.argv.slice(1);
const started = Date.now();
const socket = require('net').connect({ host, port: Number(port) });
const tell = (said) => { console.log(Date.now() - started, said); process.exit(0); };
setTimeout(() => tell('silent'), Number(limit));
socket.once('connect', () => tell('open'));
socket.once('error', (error) => tell(error.code === 'ECONNREFUSED' ? 'refused' : 'error ' + error.message));
`;

const scripted = (name: string, test: readonly string[], start: readonly string[]): PortTool => ({
  name,
  test,
  words: ({ host, port, withinMs }) => [...start, host, String(port), String(withinMs)],
  read: ({ stdout, stderr }) => {
    const [, ms, state, why = ''] = /^([\d.]+) (open|refused|silent|error)(?: (.*))?$/m.exec(stdout) ?? [];
    if (state === undefined) return stderr;
    return state === 'error' ? why : { state: state as PortFacts['state'], afterMs: Number(ms) };
  },
});

/** In the order they are tried. */
const PORT_TOOLS: readonly PortTool[] = [
  scripted('python3', ['python3', '-c', ''], ['python3', '-c', PYTHON]),
  scripted('python', ['python', '-c', ''], ['python', '-c', PYTHON]),
  scripted('node', ['node', '-e', ''], ['node', '-e', NODE]),
  {
    name: '/dev/tcp of bash',
    test: ['bash', '-c', ''],
    words: ({ host, port }) => ['bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', host, String(port)],
    read: ({ exitCode, stderr, tookMs }) => readShell(exitCode === 0, stderr, tookMs),
  },
];

function readShell(isOpen: boolean, said: string, afterMs: number): PortFacts | string {
  if (isOpen) return { state: 'open', afterMs };
  if (/refused/i.test(said)) return { state: 'refused', afterMs };
  return /timed out/i.test(said) ? { state: 'silent', afterMs } : said;
}

/** Connects from there and hangs up at once. */
export function insidePort(point: VantagePoint, onUse: (tool: string) => void): PortProbe {
  return {
    async connect(declaration): Promise<PortFacts> {
      const { host, port, withinMs } = declaration;
      const { tool } = await point.firstTool(PORT_TOOLS, 'connect to a port');
      onUse(tool.name);
      const end = await point.run(tool.words(declaration), { timeoutMs: withinMs + START_MS_MAX });
      const facts = end.isTooLate ? ({ state: 'silent', afterMs: withinMs } as const) : tool.read(end);
      if (typeof facts !== 'string') return facts;
      throw new ProbeUnreachable(
        `${host}:${port}: ${bodyExcerpt(facts, 160) || 'no word why'}`,
        `Correct the host, or the network to it: ${point.shown(['getent', 'hosts', host])}`,
      );
    },
  };
}
