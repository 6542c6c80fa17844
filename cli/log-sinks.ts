import type { LogSink } from '#engine/ports.ts';

/** Every line to both. */
export function bothLogs(first: LogSink, second: LogSink): LogSink {
  return {
    line(level, text) {
      first.line(level, text);
      second.line(level, text);
    },
  };
}
