/** Compiles the WebAssembly kernels from their sources: `npm run build:kernel` writes engine/pricing/kernel/*-wasm.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../engine/pricing/kernel', import.meta.url));
const DIGITS_PER_LINE = 96;

/** Constants stand behind the columns, which the sources lay out from 0; three pages of memory, never more. */
const OPTIONS =
  '-O3 --converge --noAssert --runtime stub --enable simd --memoryBase 155648 --initialMemory 3 --maximumMemory 3';

/** The kernels, by the names of their sources. */
export const KERNELS = ['strike-pairs', 'pair-greeks'] as const;
export type KernelName = (typeof KERNELS)[number];

/** The text of the module that holds a compiled kernel. Errors: Error with the compiler's words. */
export function compiledKernelModule(name: KernelName): string {
  const bytes = compiledKernel(name);
  const lines = bytes.toString('hex').match(new RegExp(`.{1,${DIGITS_PER_LINE}}`, 'g')) ?? [];
  return `/**
 * The compiled kernel, two hex digits a byte: ${bytes.length} bytes. Generated from assembly/${name}.ts by \`npm run build:kernel\`; a test
 * compiles it again and compares.
 */
export const ${name.replace('-', '_').toUpperCase()}_WASM = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
}

/** The committed module's text. */
export function committedKernelModule(name: KernelName): string {
  return readFileSync(targetOf(name), 'utf8');
}

function targetOf(name: KernelName): string {
  return join(FOLDER, `${name}-wasm.ts`);
}

/** By the compiler's command: its types would declare integers and vectors as globals of this project. */
function compiledKernel(name: KernelName): Buffer {
  const compiler = join(dirname(fileURLToPath(import.meta.resolve('assemblyscript/asc'))), '../bin/asc.js');
  const folder = mkdtempSync(join(tmpdir(), 'preopen-kernel-'));
  try {
    const target = join(folder, 'kernel.wasm');
    const args = [compiler, `${name}.ts`, '--outFile', target, ...OPTIONS.split(' ')];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: join(FOLDER, 'assembly'),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`compiling assembly/${name}.ts ended with ${status}: ${stderr}`);
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const name of KERNELS) {
    writeFileSync(targetOf(name), compiledKernelModule(name));
    console.log(`written: ${targetOf(name)}`);
  }
