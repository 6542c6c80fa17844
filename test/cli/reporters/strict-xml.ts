/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN = /<\?xml [^?]*\?>\n|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITY = /&(?:(amp|lt|gt|quot|#39);)?/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Parses the small XML that reports use, and throws on anything that is not well-formed XML 1.0. */
export function parseStrictXml(xml: string): XmlElement {
  if (/[^\t\n\r\u0020-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(xml))
    throw new Error('a character that XML 1.0 does not allow');
  const top: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(xml);
    if (!match) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`);
    readToken(match, open);
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not exactly one closed root element');
  return top.children[0]!;
}

function readToken(match: RegExpExecArray, open: XmlElement[]): void {
  const [, closed, opened, attributes = '', selfClosing, text] = match;
  const parent = open.at(-1)!;
  if (closed !== undefined) {
    if (parent.name !== closed) throw new Error(`</${closed}> closes <${parent.name}>`);
    open.pop();
  } else if (opened !== undefined) {
    const element = { name: opened, attributes: attributesOf(attributes), children: [], text: '' };
    parent.children.push(element);
    if (selfClosing === '') open.push(element);
  } else if (text !== undefined) parent.text += unescape(text);
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/([\w-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, unescape(value));
  }
  return attributes;
}

function unescape(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replaceAll(ENTITY, (whole, name: string | undefined) => {
    if (name === undefined) throw new Error(`a bare & in "${text}" (${whole})`);
    return CHARACTERS[name]!;
  });
}
