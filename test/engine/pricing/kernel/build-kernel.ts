/** Compiles the WebAssembly kernel from its source: `npm run build:kernel` writes engine/pricing/kernel/strike-pairs-wasm.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../engine/pricing/kernel', import.meta.url));
const SOURCE = 'strike-pairs.ts';
const TARGET = join(FOLDER, 'strike-pairs-wasm.ts');
const DIGITS_PER_LINE = 96;

/** Constants stand behind the columns, which the source lays out from 0; one page of memory, never more. */
const OPTIONS =
  '-O3 --converge --noAssert --runtime stub --enable simd --memoryBase 49152 --initialMemory 1 --maximumMemory 1';

/** The text of the module that holds the compiled kernel. Errors: Error with the compiler's words. */
export function compiledKernelModule(): string {
  const bytes = compiledKernel();
  const lines = bytes.toString('hex').match(new RegExp(`.{1,${DIGITS_PER_LINE}}`, 'g')) ?? [];
  return `/**
 * The compiled kernel, two hex digits a byte: ${bytes.length} bytes. Generated from assembly/${SOURCE} by \`npm run build:kernel\`; a test
 * compiles it again and compares.
 */
export const STRIKE_PAIRS_WASM = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
}

/** The committed module's text. */
export function committedKernelModule(): string {
  return readFileSync(TARGET, 'utf8');
}

/** By the compiler's command: its types would declare integers and vectors as globals of this project. */
function compiledKernel(): Buffer {
  const compiler = join(dirname(fileURLToPath(import.meta.resolve('assemblyscript/asc'))), '../bin/asc.js');
  const folder = mkdtempSync(join(tmpdir(), 'preopen-kernel-'));
  try {
    const target = join(folder, 'kernel.wasm');
    const args = [compiler, SOURCE, '--outFile', target, ...OPTIONS.split(' ')];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: join(FOLDER, 'assembly'),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`compiling assembly/${SOURCE} ended with ${status}: ${stderr}`);
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, compiledKernelModule());
  console.log(`written: ${TARGET}`);
}
