/** Every committed page that is rendered from the code's own tables. */
import { checksPage } from './checks-page.ts';
import { coveragePage } from './coverage-page.ts';
import { indicatorsPage } from './indicators-page.ts';
import { renderReportSchema } from '#cli/reporters/report-schema.ts';
import { renderAsyncApi } from '#mock-dhan/specs/asyncapi.ts';
import { renderControlOpenApi } from '#mock-dhan/specs/control-openapi.ts';
import { renderOpenApi } from '#mock-dhan/specs/openapi.ts';
import { renderScenarioSchema } from '#scenarios/json-schema.ts';
import { renderSuiteSchema } from '#scenarios/suites/suite-json-schema.ts';
import { detectionPage } from './detection-page.ts';
import { packetPage } from './packet-page.ts';
import { scenariosPage } from './scenarios-page.ts';
import { verifyMatrixPage } from './verify-matrix-page.ts';
import { wirePage } from './wire-page.ts';

export interface GeneratedPage {
  /** Below docs/. */
  readonly name: string;
  /** The whole text, ending with a line feed. */
  readonly render: () => string;
}

export const GENERATED_PAGES: readonly GeneratedPage[] = [
  { name: 'openapi.json', render: renderOpenApi },
  { name: 'control-openapi.json', render: renderControlOpenApi },
  { name: 'asyncapi.json', render: renderAsyncApi },
  { name: 'scenario.schema.json', render: renderScenarioSchema },
  { name: 'suite.schema.json', render: renderSuiteSchema },
  { name: 'verify-report.schema.json', render: renderReportSchema },
  { name: 'wire-packets.md', render: packetPage },
  { name: 'wire-profiles.md', render: wirePage },
  { name: 'coverage.md', render: coveragePage },
  { name: 'scenarios.md', render: scenariosPage },
  { name: 'detection.md', render: detectionPage },
  { name: 'verify-matrix.md', render: verifyMatrixPage },
  { name: 'checks.md', render: checksPage },
  { name: 'indicators.md', render: indicatorsPage },
];

export function pageUrl({ name }: GeneratedPage): URL {
  return new URL(`../../docs/${name}`, import.meta.url);
}
