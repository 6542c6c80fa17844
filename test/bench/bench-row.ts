/** One line of the benchmark table: a measured value beside a fair plain implementation's, in the same run. */
export interface BenchRow {
  name: string;
  unit: string;
  candidate: number;
  baseline: number;
  ratio: number;
  note: string;
}
