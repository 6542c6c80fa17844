/** Both scrip masters, read and written. */
export { parseCompactMaster, parseDetailedMaster } from './scrip-master-reader.ts';
export type { MasterReading } from './scrip-master-reader.ts';
export { expiryFlagOf, renderCompactMaster, renderDetailedMaster } from './scrip-master-writer.ts';
export type { ExpiryFlag, MasterSource } from './scrip-master-writer.ts';
