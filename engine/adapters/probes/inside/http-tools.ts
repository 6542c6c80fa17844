/** Programs that can make one HTTP request: what each is given on stdin, and how its answer is read. */
import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../../ports.ts';
import type { ProgramEnd, RunningOptions } from '../run-program.ts';
import { curlConfig, readCurl } from './curl-request.ts';
import { joinedHeaders } from './http-head.ts';
import { ANSWER_S_MAX } from './http-limits.ts';
import { NODE_REQUEST, PYTHON_REQUEST } from './request-scripts.ts';
import type { Tool } from './vantage-point.ts';
import { readWget, wgetWords } from './wget-request.ts';

/** What is run for one request. Headers, bodies and addresses are never words of a command, where every user could read them, but what wget is given. */
export interface ToolRequest extends Pick<RunningOptions, 'input' | 'encoding'> {
  readonly words: readonly string[];
}

export interface HttpTool extends Tool {
  /** False for a request that it could make only by showing a secret. */
  readonly carries: (request: HttpRequest) => boolean;
  /** `said`: what the tool says of itself. */
  readonly ask: (request: HttpRequest, said: string) => ToolRequest;
  /** The answer, or why there is none. */
  readonly read: (end: ProgramEnd) => HttpResponse | string;
}

const scriptAnswer = z.union([
  z.object({
    status: z.number(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.string(),
    ms: z.number(),
  }),
  z.object({ error: z.string() }),
]);

function scripted(name: string, test: readonly string[], words: readonly string[]): HttpTool {
  return {
    name,
    test,
    carries: () => true,
    ask: ({ method, url, headers, body }) => ({
      words,
      input: JSON.stringify({ method, url, headers, body: body ?? null, timeoutS: ANSWER_S_MAX }),
    }),
    read: ({ stdout, stderr }) => {
      const result = scriptAnswer.safeParse(parsed(stdout));
      if (!result.success) return stderr.trim().split('\n').at(-1) || 'no answer that can be read';
      if ('error' in result.data) return result.data.error;
      const { status, headers, body, ms } = result.data;
      return {
        status,
        headers: joinedHeaders(headers),
        body: Buffer.from(body, 'base64').toString('utf8'),
        latencyMs: ms,
      };
    },
  };
}

/** In the order they are tried. */
export const HTTP_TOOLS: readonly HttpTool[] = [
  {
    name: 'curl',
    test: ['curl', '--version'],
    carries: () => true,
    ask: (request) => ({ words: ['curl', '-q', '-K', '-'], input: curlConfig(request), encoding: 'latin1' }),
    read: readCurl,
  },
  {
    name: 'wget',
    test: ['wget', '--help'],
    carries: ({ method, url, headers, body }) => {
      const { search, username } = new URL(url);
      const isPlain = Object.keys(headers).every((name) => name.toLowerCase() === 'accept');
      return method === 'GET' && body === undefined && isPlain && search === '' && username === '';
    },
    ask: (request, said) => ({ words: wgetWords(request, said), encoding: 'latin1' }),
    read: readWget,
  },
  scripted('python3', ['python3', '-c', ''], ['python3', '-c', PYTHON_REQUEST]),
  scripted('python', ['python', '-c', ''], ['python', '-c', PYTHON_REQUEST]),
  scripted('node', ['node', '-e', ''], ['node', '-e', NODE_REQUEST]),
];

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
