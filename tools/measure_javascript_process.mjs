// Measure what a prelude can give of Node's `process`: a global object made from interfaces of WASI.
//
//     node tools/measure_javascript_process.mjs DIRECTORY BACKEND
//
// DIRECTORY holds node_modules with @bytecodealliance/jco; BACKEND is starlingmonkey or quickjs; the Node
// that runs this has to know WebAssembly.Suspending (24). Two components are built, without --bundle: one
// evaluates expressions inside its export, one reads process.env while it loads. Both run with jco's own
// WASI. Prints JSON: expression to [outcome, detail].

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [home, backend] = [resolve(process.argv[2]), process.argv[3]];
const jco = join(home, 'node_modules/.bin/jco');
const wit = join(home, 'node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12');
const folder = mkdtempSync(join(tmpdir(), 'jco-'));

const WORLD = `package measure:process;
world w {
  import wasi:cli/environment@0.2.12;
  import wasi:cli/exit@0.2.12;
  export run: func(what: string) -> string;
}`;
const GRANT = "import { _setPreopens } from '@bytecodealliance/preview2-shim/filesystem'; _setPreopens({ '/': '/' });";
const PRELUDE = `import { getArguments, getEnvironment, initialCwd } from 'wasi:cli/environment@0.2.12';
import { exit } from 'wasi:cli/exit@0.2.12';
globalThis.process = {
  get env() { return Object.fromEntries(getEnvironment()); },
  get argv() { return ['', '', ...getArguments().slice(1)]; },
  cwd: () => initialCwd() ?? '/',
  exit: (code) => exit(code ? { tag: 'err' } : { tag: 'ok' }),
  nextTick: (call, ...rest) => queueMicrotask(() => call(...rest)),
  platform: 'wasi',
};
`;
const INSIDE = `${PRELUDE}export function run(what) { return String((0, eval)(what)); }\n`;
const LOADING = `${PRELUDE}const told = process.env.TOLD;\nexport function run() { return String(told); }\n`;
const PROBES = ['process.env.TOLD', 'process.argv.join()', 'process.cwd()', 'process.platform', 'process.nextTick(() => 1)'];

function make(name, source) {
  writeFileSync(join(folder, `${name}.mjs`), source);
  const options = { cwd: folder, encoding: 'utf8', timeout: 300_000, stdio: 'pipe', env: { ...process.env, TOLD: 'when built' } };
  const build = ['componentize', `${name}.mjs`, '--wit', 'wit', '-n', 'w', '--backend', backend, '-o', `${name}.wasm`];
  const transpile = ['transpile', `${name}.wasm`, '-o', name, '--instantiation', 'async', '--name', 'c'];
  for (const words of [build, transpile]) {
    execFileSync(process.execPath, ['--import', './grant.mjs', jco, ...words], options);
  }
}

async function asked(name, expression) {
  const { WASIShim } = await import(createRequire(join(folder, 'a.mjs')).resolve('@bytecodealliance/preview2-shim/instantiation'));
  const { instantiate } = await import(join(folder, name, 'c.js'));
  const core = (file) => WebAssembly.compile(readFileSync(join(folder, name, file)));
  const guest = await instantiate(core, new WASIShim().getImportObject());
  return String(await guest.run(expression));
}

async function outcome(attempt) {
  try {
    return ['ok', await attempt()];
  } catch (error) {
    const said = `${error.stderr ?? ''}${error}`.split('\n').map((line) => line.trim()).filter(Boolean);
    return ['raised', said.find((line) => /trapped|exit/i.test(line)) ?? said[0]];
  }
}

// jco's WASI ends this very process when the guest calls exit: what was found is printed on the way out.
const told = {};
process.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  if (told['process.exit(1)'] === null) told['process.exit(1)'] = ['ended', `with ${code}`];
  writeSync(1, `${JSON.stringify(told, null, 1)}\n`);
});

mkdirSync(join(folder, 'wit'));
writeFileSync(join(folder, 'wit/world.wit'), WORLD);
cpSync(wit, join(folder, 'wit/deps'), { recursive: true });
writeFileSync(join(folder, 'grant.mjs'), GRANT);
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
symlinkSync(join(home, 'node_modules'), join(folder, 'node_modules'));
make('inside', INSIDE);
process.env.TOLD = 'when run';
for (const probe of PROBES) told[probe] = await outcome(() => asked('inside', probe));
told['process.env.TOLD, while it loads'] = await outcome(async () => {
  make('loading', LOADING);
  return asked('loading', '');
});
told['process.exit(1)'] = null;
told['process.exit(1)'] = await outcome(() => asked('inside', 'process.exit(1)'));
