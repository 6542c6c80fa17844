/** Programs that read one request as JSON on stdin, `{method, url, headers, body, timeoutS}`, and print `{status, headers, body (base64), ms}` or `{error}`. No redirect is followed. */

/** Python 3. */
export const PYTHON_REQUEST = `
import base64, json, sys, time, urllib.error, urllib.request
asked = json.load(sys.stdin)
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *a, **k):
        return None
body = asked['body']
request = urllib.request.Request(asked['url'], None if body is None else body.encode(), asked['headers'], method=asked['method'])
started = time.time()
try:
    try:
        answer = urllib.request.build_opener(Stay).open(request, timeout=asked['timeoutS'])
    except urllib.error.HTTPError as refusal:
        answer = refusal
    content = answer.read()
    print(json.dumps({'status': answer.getcode(), 'headers': answer.headers.items(), 'body': base64.b64encode(content).decode(), 'ms': (time.time() - started) * 1000}))
except Exception as error:
    print(json.dumps({'error': str(getattr(error, 'reason', None) or error) or type(error).__name__}))
`;

/** Any Node. */
export const NODE_REQUEST = `
let text = '';
const tell = (facts) => process.stdout.write(JSON.stringify(facts));
process.stdin.on('data', (part) => (text += part)).on('end', () => {
  const { method, url, headers, body, timeoutS } = JSON.parse(text);
  const started = Date.now();
  const request = require(url.startsWith('https') ? 'https' : 'http').request(url, { method, headers }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part)).on('end', () => {
      const raw = answer.rawHeaders;
      const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : []));
      tell({ status: answer.statusCode, headers: pairs, body: Buffer.concat(parts).toString('base64'), ms: Date.now() - started });
    });
  });
  request.setTimeout(timeoutS * 1000, () => request.destroy(new Error('no answer in ' + timeoutS + ' s')));
  request.on('error', (error) => tell({ error: error.message || error.code }));
  request.end(body === null ? undefined : body);
});
`;
