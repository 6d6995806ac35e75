// Measure what `jco componentize --bundle` makes of every built-in module of Node.
//
//     npm install @bytecodealliance/jco            (in any directory)
//     node tools/measure_javascript_jco.mjs DIRECTORY > components.json
//
// One component is built per case and back end; what it imports is what a host has to offer. Modules are
// taken whole (a namespace object cannot be shaken off), single names alone. Where the build succeeds, the
// imports are listed; where it fails, the last line it said.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const home = resolve(process.argv[2] ?? '.');
const jco = join(home, 'node_modules/.bin/jco');
const only = process.argv[3];

const NAMES = {
  'path.join': "import { join } from 'node:path'; const use = () => join('a', 'b');",
  'path.resolve': "import { resolve } from 'node:path'; const use = () => resolve('a', 'b');",
  'url.URL': "import { URL } from 'node:url'; const use = () => new URL('a:b').href;",
  'url.fileURLToPath': "import { fileURLToPath } from 'node:url'; const use = () => fileURLToPath('file:///a');",
  'util.inspect': "import { inspect } from 'node:util'; const use = () => inspect({});",
  'os.EOL': "import { EOL } from 'node:os'; const use = () => EOL;",
  'process.env': 'const use = () => process.env.HOME;',
  'process.argv': 'const use = () => process.argv[2];',
  'process.platform': 'const use = () => process.platform;',
  'process.cwd': 'const use = () => process.cwd();',
  'process.exit': 'const use = () => process.exit(1);',
  'process.nextTick': 'const use = () => process.nextTick(() => 1);',
  'process.hrtime': 'const use = () => process.hrtime();',
  'process.stdout': "const use = () => process.stdout.write('a');",
  'process.on': "const use = () => process.on('SIGTERM', () => 1);",
  'process.env.NODE_ENV': "const use = () => process.env.NODE_ENV === 'production';",
  'typeof process': "const use = () => typeof process !== 'undefined';",
  'Buffer': "const use = () => Buffer.from('a').toString('hex');",
  'setImmediate': 'const use = () => setImmediate(() => 1);',
  '__dirname': 'const use = () => __dirname;',
  'require of a literal': "const use = () => require('node:events').name;",
  'require of a variable': 'let name; const use = () => require(name);',
  'import of a variable': 'let name; const use = () => import(name);',
  'require in try': "let os; try { os = require('node:os'); } catch {} const use = () => os?.EOL;",
  'Worker': "const use = () => new Worker('a');",
  'node addon': "import addon from './a.node'; const use = () => addon.x;",
};

function cases() {
  const modules = [...new Set(builtinModules.map((name) => name.replace(/^node:/, '')))];
  const found = modules
    .filter((name) => !name.startsWith('_') && !name.includes('internal'))
    .map((name) => [`node:${name}`, `import * as it from 'node:${name}'; const use = () => Object.keys(it).join(' ');`]);
  return [...found, ...Object.entries(NAMES)];
}

function build(code, backend, flags) {
  const folder = mkdtempSync(join(tmpdir(), 'jco-'));
  try {
    mkdirSync(join(folder, 'wit'));
    writeFileSync(join(folder, 'wit/world.wit'), 'package t:t; world w { export run: func() -> string; }');
    writeFileSync(join(folder, 'a.node'), '\x7fELF');
    writeFileSync(join(folder, 'a.mjs'), `${code}\nexport function run() { return String(use()); }\n`);
    const options = { cwd: folder, encoding: 'utf8', timeout: 120_000, stdio: 'pipe' };
    const call = [jco, 'componentize', 'a.mjs', '--wit', 'wit', '-n', 'w', '--bundle', '--backend', backend, '-o', 'a.wasm'];
    execFileSync(process.execPath, [...call, ...flags], options);
    const world = execFileSync(process.execPath, [jco, 'wit', 'a.wasm'], options);
    return { imports: [...world.matchAll(/^\s*import ([\w:/.@-]+);/gm)].map((match) => match[1]) };
  } catch (error) {
    const said = `${error.stderr ?? ''}${error.stdout ?? ''}`.split('\n').map((line) => line.trim());
    const wrong = said.find((line) => /error|cannot|unable|unresolved|not supported/i.test(line));
    return { failed: wrong ?? said.filter(Boolean).at(-1) ?? String(error.code ?? error.message) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const results = {};
const plain = {};
for (const backend of ['quickjs', 'starlingmonkey']) {
  plain[backend] = new Set(build('const use = () => 1;', backend, []).imports ?? []);
}
for (const [name, code] of cases()) {
  if (only && !name.includes(only)) continue;
  results[name] = {};
  for (const backend of ['quickjs', 'starlingmonkey']) {
    const variants = /^node:https?$/.test(name) ? [[], ['--with-nodejs-http-via', 'wasi-http']] : [[]];
    for (const flags of variants) {
      const built = build(code, backend, flags);
      if (built.imports) built.imports = built.imports.filter((one) => !plain[backend].has(one));
      results[name][[backend, ...flags.slice(1)].join(' ')] = built;
    }
  }
  process.stderr.write(`${name} ${JSON.stringify(results[name])}\n`);
}
process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
