import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Starts measuring; the result tells how many bytes the heap has grown by since then, rubbish not counted. */
export function heapGrowth(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  return () => used() - before;
}
