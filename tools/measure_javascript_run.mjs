// Evaluate expressions in a component made by `jco componentize`, and say what came of each.
//
//     echo '{"modules": ["node:events"], "probes": {"a": "1 + 1"}}' |
//         node tools/measure_javascript_run.mjs DIRECTORY BACKEND
//
// DIRECTORY holds node_modules with @bytecodealliance/jco; BACKEND is starlingmonkey or quickjs. One
// component is built that imports the modules (they are `modules['node:events']` to the expressions),
// made into JavaScript by jco, and run under this Node with jco's own WASI. Prints JSON: probe to
// [outcome, detail]; ok with the value as text, raised with the error, trap when the guest ended.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [home, backend] = [resolve(process.argv[2]), process.argv[3]];
const { modules, probes } = JSON.parse(readFileSync(0, 'utf8'));
const jco = join(home, 'node_modules/.bin/jco');
const folder = mkdtempSync(join(tmpdir(), 'jco-'));

const WORLD = 'package measure:js; world w { export attempt: func(code: string) -> string; }';
const imports = modules.map((name, place) => `import * as m${place} from '${name}';`);
const named = modules.map((name, place) => `'${name}': m${place}`);
const PRELOAD = "import { _setPreopens } from '@bytecodealliance/preview2-shim/filesystem'; _setPreopens({ '/': '/' });";
const GUEST = `${imports.join('\n')}
globalThis.modules = { ${named.join(', ')} };
export function attempt(code) {
  try {
    return JSON.stringify(['ok', String((0, eval)(code))]);
  } catch (error) {
    return JSON.stringify(['raised', String(error)]);
  }
}
`;

function make() {
  mkdirSync(join(folder, 'wit'));
  writeFileSync(join(folder, 'wit/world.wit'), WORLD);
  writeFileSync(join(folder, 'a.mjs'), GUEST);
  // jco reads the WIT through its own WASI, which from 0.26 on grants itself no directory.
  writeFileSync(join(folder, 'grant.mjs'), PRELOAD);
  symlinkSync(join(home, 'node_modules'), join(folder, 'node_modules'));
  const options = { cwd: folder, encoding: 'utf8', timeout: 300_000, stdio: 'pipe' };
  const build = ['componentize', 'a.mjs', '--wit', 'wit', '-n', 'w', '--bundle', '--backend', backend, '-o', 'a.wasm'];
  const transpile = ['transpile', 'a.wasm', '-o', 'out', '--instantiation', 'async'];
  for (const words of [build, transpile]) {
    execFileSync(process.execPath, ['--import', './grant.mjs', jco, ...words], options);
  }
}

async function guest() {
  const { WASIShim } = await import(createRequire(join(folder, 'a.mjs')).resolve('@bytecodealliance/preview2-shim/instantiation'));
  const { instantiate } = await import(join(folder, 'out/a.js'));
  const core = (name) => WebAssembly.compile(readFileSync(join(folder, 'out', name)));
  return instantiate(core, new WASIShim().getImportObject());
}

let told = {};
try {
  make();
  for (const [name, code] of Object.entries(probes)) {
    try {
      told[name] = JSON.parse((await guest()).attempt(code));
    } catch (error) {
      told[name] = ['trap', String(error).split('\n')[0]];
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
