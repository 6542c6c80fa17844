/** Both scrip masters, read and written. */
export { parseCompactMaster, parseDetailedMaster } from './scrip-master-reader.ts';
export {
  expiryFlagOf,
  masterColumns,
  renderCompactMaster,
  renderDetailedMaster,
} from './scrip-master-writer.ts';
export type { MasterSource } from './scrip-master-writer.ts';
