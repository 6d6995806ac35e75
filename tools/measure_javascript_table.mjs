// Turn what tools/measure_javascript_jco.mjs measured into the tables of rules/toolchains.
//
//     node tools/measure_javascript_table.mjs components.json rules/toolchains
//
// A module or name whose component imports an interface of Node's own is absent: no WASI host offers it and
// the component cannot be started. Where nothing is imported beyond WASI it works in the guest. What was
// tried by hand is listed below, with its own evidence.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [source, target] = process.argv.slice(2);
const measured = JSON.parse(readFileSync(source, 'utf8'));
const HEADING = 'symbol,kind,support,failure,mechanism,note,evidence';
const TERMINAL_ONLY = new Set(['node:path', 'node:path/posix', 'node:path/win32', 'node:url', 'node:test/reporters']);

const undefinedName = 'the engine does not define it';
const NAMES = [
  'Atomics', 'BroadcastChannel', 'EventSource', 'Intl', 'MessageChannel', 'SharedArrayBuffer', 'SharedWorker', 'WebAssembly',
  'WebSocket', 'Worker', 'XMLHttpRequest', 'HTMLElement', 'MutationObserver', 'OffscreenCanvas', 'alert', 'customElements',
  'document', 'indexedDB', 'localStorage', 'requestAnimationFrame', 'sessionStorage', 'window', 'fetch', 'setInterval', 'setTimeout',
];
const DEFINED = {
  jco: new Set(['fetch', 'setInterval', 'setTimeout']),
  'jco-quickjs': new Set(['SharedArrayBuffer']),
};
const COMMON = [
  ['node-addon', 'name', 'absent', 'build', '', 'a guest cannot load libraries of its host', 'nature'],
  ['node:async_hooks.AsyncLocalStorage', 'name', 'partial', '', '', 'follows synchronous scopes only', 'run'],
  ['node:async_hooks.AsyncResource', 'name', 'native', '', '', '', 'built'],
  ['node:async_hooks.createHook', 'name', 'stubbed', '', '', 'throws: the engine has no hooks into its tasks', 'run'],
  ['node:module._load', 'name', 'stubbed', '', '', 'throws: a component has no module loader', 'run'],
  ['node:module._resolveFilename', 'name', 'stubbed', '', '', 'throws: a component has no module loader', 'run'],
  ['node:module.createRequire', 'name', 'stubbed', '', '', 'the function it gives throws: a component has no module loader', 'run'],
  ['node:module.findPackageJSON', 'name', 'stubbed', '', '', 'throws: a component has no module loader', 'run'],
  ['node:module.register', 'name', 'stubbed', '', '', 'throws: a component has no module loader', 'run'],
  ['node:repl.start', 'name', 'stubbed', '', '', 'throws unless useGlobal is set: there is no second realm', 'run'],
  ['node:vm.Script.runInNewContext', 'name', 'stubbed', '', '', 'throws: there is no second realm', 'run'],
  ['node:vm.SourceTextModule', 'name', 'stubbed', '', '', 'throws: the engine shows no module records', 'run'],
  ['node:vm.createContext', 'name', 'stubbed', '', '', 'throws: there is no second realm', 'run'],
  ['node:vm.runInContext', 'name', 'stubbed', '', '', 'throws: there is no second realm', 'run'],
  ['node:vm.runInNewContext', 'name', 'stubbed', '', '', 'throws: there is no second realm', 'run'],
  ['node:process.env', 'name', 'absent', 'run', "import { getEnvironment } from 'wasi:cli/environment@0.2.12', with the import in the world",
    'process is an import of jco that no WASI host offers', 'environment'],
  // measure_javascript_process.mjs runs these.
  ...['argv', 'cwd', 'env', 'exit', 'nextTick', 'platform'].map((name) => [`process.${name}`, 'name', 'shimmed', '',
    "a prelude that sets globalThis.process from wasi:cli/environment and wasi:cli/exit, and a bundler other than jco's",
    name === 'argv' || name === 'env' ? 'in functions: while a module loads there is no environment yet' : '', 'prelude']),
  ['node:domain', 'module', 'stubbed', '', '', 'every use throws by design', 'run'],
  ['computed-module', 'name', 'absent', 'run', '', 'a bundle holds only the modules that it names', 'nature'],
];
const WORKING_CRYPTO = ['fips', 'getFips', 'getHashes', 'getRandomValues', 'randomBytes', 'randomFillSync', 'randomInt', 'randomUUID',
  'subtle', 'timingSafeEqual', 'webcrypto'];
const HALF_CRYPTO = ['Hash', 'Hmac', 'createHash', 'createHmac', 'hash'];
const REFUSED_CRYPTO = ['X509Certificate', 'createCipheriv', 'createDecipheriv', 'createDiffieHellman', 'createECDH', 'createPrivateKey',
  'createPublicKey', 'createSecretKey', 'createSign', 'createVerify', 'generateKeyPair', 'generateKeyPairSync', 'hkdf', 'hkdfSync', 'pbkdf2',
  'pbkdf2Sync'];
const MISSING_CRYPTO = ['Certificate', 'Cipheriv', 'Decipheriv', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'KeyObject', 'Sign', 'Verify',
  'argon2', 'argon2Sync', 'checkPrime', 'checkPrimeSync', 'constants', 'createDiffieHellmanGroup', 'decapsulate', 'diffieHellman', 'encapsulate',
  'generateKey', 'generateKeySync', 'generatePrime', 'generatePrimeSync', 'getCipherInfo', 'getCiphers', 'getCurves', 'getDiffieHellman',
  'privateDecrypt', 'privateEncrypt', 'publicDecrypt', 'publicEncrypt', 'randomFill', 'scrypt', 'scryptSync', 'secureHeapUsed', 'setEngine',
  'setFips', 'sign', 'verify'];
const crypto = (names, ...cells) => names.map((name) => [`node:crypto.${name}`, 'name', ...cells]);

const OWN = {
  jco: [
    ...crypto(WORKING_CRYPTO, 'native', '', '', '', 'run'),
    ...crypto(HALF_CRYPTO, 'partial', '', '', 'sha1 and sha256 only', 'run'),
    ...crypto(REFUSED_CRYPTO, 'stubbed', '', '', 'throws: use crypto.subtle', 'run'),
    ...crypto(MISSING_CRYPTO, 'absent', 'run', '', 'the stand-in has no such name', 'run'),
    ['computed-unicode-property', 'name', 'absent', 'run', '', 'SyntaxError: invalid property name in regular expression', 'run'],
    ['string-normalize', 'name', 'absent', 'run', '', 'String.prototype.normalize is not a function', 'run'],
    ['locale-argument', 'name', 'altered', '', '', 'the locale is ignored', 'run'],
    ...['http', 'https'].flatMap((name) => [
      [`node:${name}`, 'module', 'shimmed', '', '--with-nodejs-http-via wasi-http', 'a client over wasi:http', 'built'],
      ...['Agent', 'ClientRequest', 'get', 'globalAgent', 'request'].map((member) =>
        [`node:${name}.${member}`, 'name', 'shimmed', '', '--with-nodejs-http-via wasi-http', 'a client over wasi:http', 'built']),
      ...['METHODS', 'STATUS_CODES', 'validateHeaderName', 'validateHeaderValue'].map((member) =>
        [`node:${name}.${member}`, 'name', 'shimmed', '', '--with-nodejs-http-via wasi-http', '', 'built']),
      ...['Server', 'ServerResponse', 'createServer'].map((member) =>
        [`node:${name}.${member}`, 'name', 'absent', 'run', '', 'the adapter over wasi:http is a client', 'facts']),
    ]),
  ],
  'jco-quickjs': [
    ['computed-unicode-property', 'name', 'native', '', '', '', 'run'],
    ['string-normalize', 'name', 'native', '', '', '', 'run'],
    ['locale-argument', 'name', 'altered', '', '', 'the locale is ignored', 'run'],
  ],
};

function row(name, kind, built) {
  if (built.failed) return [name, kind, 'absent', 'build', '', reason(built.failed), 'built'];
  const foreign = built.imports.filter((one) => one.startsWith('jco:node/') && !one.includes('/types@'));
  if (foreign.length && TERMINAL_ONLY.has(name)) {
    return [name, kind, 'partial', '', 'an alias of the bundler', 'its stand-in brings an import of jco:node/tty along', 'built'];
  }
  if (foreign.length) {
    const wanted = foreign.map((one) => one.replace(/@.*/, '')).join(' and ');
    return [name, kind, 'absent', 'run', '', `the component imports ${wanted}; only a jco host offers it`, 'built'];
  }
  const wasi = built.imports.filter((one) => one.startsWith('wasi:sockets') || one.startsWith('wasi:http'));
  if (wasi.length) return [name, kind, 'granted', '', 'wasmtime run -S inherit-network', `through ${wasi[0].replace(/[/@].*/, '')}`, 'built'];
  return [name, kind, 'native', '', '', '', 'built'];
}

function reason(text) {
  const unresolved = /Could not resolve '([^']+)'/.exec(text);
  if (unresolved) return `cannot be bundled: ${unresolved[1]} is not there`;
  const plain = text.replace(/^.*Error: /, '').replace(/\s+/g, ' ');
  return plain.length > 90 ? `${plain.slice(0, 87)}...` : plain;
}

const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const order = (a, b) => (a[0] < b[0] ? -1 : 1);

for (const [toolchain, backend] of [['jco', 'starlingmonkey'], ['jco-quickjs', 'quickjs']]) {
  const rows = new Map();
  for (const [name, built] of Object.entries(measured)) {
    if (name.startsWith('node:')) rows.set(name, row(name, 'module', built[backend]));
    if (name === 'process.env') rows.set('process', row('process', 'name', built[backend]));
  }
  for (const name of NAMES) {
    const there = DEFINED[toolchain].has(name);
    rows.set(name, [name, 'name', there ? 'native' : 'absent', there ? '' : 'run', '', there ? '' : undefinedName, 'run']);
  }
  for (const fixed of [...COMMON, ...OWN[toolchain]]) rows.set(fixed[0], fixed);
  const lines = [...rows.values()].sort(order).map((cells) => cells.map(cell).join(','));
  writeFileSync(join(target, toolchain, 'wasip2.csv'), `${[HEADING, ...lines].join('\n')}\n`);
}
