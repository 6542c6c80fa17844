import { UpstreamError } from '../../../errors.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from '../../../ports.ts';
import { bodyExcerpt } from '../../../verify/redact.ts';
import { ANSWER_S_MAX } from './http-limits.ts';
import { HTTP_TOOLS } from './http-tools.ts';
import type { VantagePoint } from './vantage-point.ts';

/** For the way in and out, beside the answer itself. */
const START_MS_MAX = 15_000;

/** HTTP by whatever can speak it there. Errors: UpstreamError (`transport`) when no answer came, VantageUnreachable when nothing there can ask. */
export function insideHttp(point: VantagePoint, onUse: (tool: string) => void): HttpTransport {
  return {
    async send(request): Promise<HttpResponse> {
      const able = HTTP_TOOLS.filter(({ carries }) => carries(request));
      const { tool, said } = await point.firstTool(able, `make an HTTP request${secrecyOf(request)}`);
      onUse(tool.name);
      const { words, ...running } = tool.ask(request, said);
      const end = await point.run(words, { ...running, timeoutMs: ANSWER_S_MAX * 1000 + START_MS_MAX });
      const answer = end.isTooLate ? `no answer in ${ANSWER_S_MAX} s` : tool.read(end);
      if (typeof answer !== 'string') return answer;
      const { origin, pathname } = new URL(request.url);
      throw new UpstreamError(
        `${request.method} ${origin}${pathname}: expected an answer, was none (${bodyExcerpt(answer, 160)})`,
        { failure: 'transport', endpoint: pathname },
      );
    },
  };
}

/** wget would have to be given them on its command line, where every user there could read them. */
function secrecyOf({ headers, body }: HttpRequest): string {
  return Object.keys(headers).length > 0 || body !== undefined ? ' whose headers and body stay secret' : '';
}
