import { destination, pino } from 'pino';
import type { LogSink } from '../ports.ts';

const STDERR = 2;

/** How much is written, and for whom. */
export interface PinoLogOptions {
  /** Least level that is written; default `info`. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Coloured lines for people instead of JSON; default: when stderr is a terminal. */
  readonly isPretty?: boolean;
}

/** The log on stderr: stdout carries the report only. */
export function createPinoLog(options: PinoLogOptions = {}): LogSink {
  const level = options.level ?? 'info';
  const isPretty = options.isPretty ?? process.stderr.isTTY;
  const logger = isPretty
    ? pino({
        level,
        transport: {
          target: 'pino-pretty',
          options: { destination: STDERR, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' },
        },
      })
    : pino({ level, base: null }, destination({ fd: STDERR, sync: true }));
  return { line: (lineLevel, text) => logger[lineLevel](text) };
}
