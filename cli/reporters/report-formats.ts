/** The names `--format` takes for a verification; kept apart so that the command line knows them without loading a renderer. */
export const REPORT_FORMATS = [
  'pretty',
  'json',
  'ndjson',
  'junit',
  'tap',
  'github',
  'nagios',
  'prometheus',
  'health',
  'html',
] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];
