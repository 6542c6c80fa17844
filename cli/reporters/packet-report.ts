import type {
  ExplainedField,
  ExplainedFrame,
  ExplainedPacket,
  FrameProblem,
} from '#engine/wire/explained-frame.ts';
import { type Paint, painter } from './paint.ts';

/** What `preopen packet decode` found. `packet encode --json` takes the JSON form back. */
export interface PacketReport extends ExplainedFrame {
  /** Where the bytes came from, and what they were taken for. */
  readonly source: string;
  /** Whose packets they were taken for. */
  readonly feed: string;
  readonly exitCode: number;
}

/** The report as JSON, or as one table for each packet. */
export function renderPacketReport(
  format: string,
  report: PacketReport,
  options: { readonly isColoured: boolean },
): string {
  return format === 'json'
    ? JSON.stringify(report, undefined, 2)
    : pretty(report, painter(options.isColoured));
}

function pretty(report: PacketReport, paint: Paint): string {
  const blocks = [
    ...report.packets.map((packet) => ({ offset: packet.offset, lines: packetLines(packet, paint) })),
    ...report.findings.map((finding) => ({ offset: finding.offset, lines: findingLines(finding, paint) })),
  ].toSorted((one, other) => one.offset - other.offset);
  return [
    `${report.source}: ${counted(report.length, 'byte')}`,
    ...blocks.flatMap(({ lines }) => ['', ...lines]),
    '',
    closingLine(report, paint),
  ].join('\n');
}

function packetLines({ offset, length, packet, fields }: ExplainedPacket, paint: Paint): string[] {
  const instrument =
    'securityId' in packet ? `${packet.exchangeSegment ?? 'unknown segment'} ${packet.securityId}  ` : '';
  const place = `bytes ${offset} to ${offset + length - 1}`;
  return [`${paint.strong(packet.kind)}  ${instrument}${place}`, ...table(fields)];
}

const COLUMNS: readonly {
  readonly title: string;
  readonly isRight: boolean;
  readonly textOf: (field: ExplainedField) => string;
}[] = [
  { title: 'byte', isRight: true, textOf: ({ offset }) => String(offset) },
  { title: 'hex', isRight: false, textOf: ({ bytes }) => bytes },
  { title: 'field', isRight: false, textOf: ({ field }) => field },
  { title: 'value', isRight: true, textOf: ({ value }) => String(value) },
  { title: 'unit', isRight: false, textOf: ({ unit }) => unit },
  { title: 'note', isRight: false, textOf: ({ note }) => note },
];

function table(fields: readonly ExplainedField[]): string[] {
  const columns = COLUMNS.map(({ title, isRight, textOf }) => {
    const cells = [title, ...fields.map(textOf)];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => (isRight ? cell.padStart(width) : cell.padEnd(width)));
  });
  return Array.from({ length: fields.length + 1 }, (_, row) =>
    `  ${columns.map((cells) => cells[row]).join('  ')}`.trimEnd(),
  );
}

function findingLines(
  { kind, offset, bytes, message, remedy, fields }: FrameProblem,
  paint: Paint,
): string[] {
  return [
    `${paint.status('fail')} ${kind} at byte ${offset}${bytes === '' ? '' : `: ${bytes}`}`,
    `     ${message}`,
    `     to mend  ${remedy}`,
    ...(fields.length === 0 ? [] : table(fields)),
  ];
}

function closingLine({ packets, findings, exitCode }: PacketReport, paint: Paint): string {
  const word = exitCode === 0 ? paint.good('ok') : paint.bad('failed');
  return `${word}, ${counted(packets.length, 'packet')}, ${counted(findings.length, 'finding')}, exit ${exitCode}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
