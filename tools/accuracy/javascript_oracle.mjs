// What a second reader sees in JavaScript and TypeScript: uses of Node's modules and of globals, by Babel.
//
//     npm install @babel/parser @babel/traverse          (in any directory)
//     node tools/accuracy/javascript_oracle.mjs DIRECTORY REPOSITORY > uses.json
//
// It shares no code with the product. Every name is resolved through Babel's scopes to all values it may be
// given; a use is the longest chain of members. Output: {path: [[line, kind, symbol], ...], ...}; files that
// Babel cannot parse are null.

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

const [tools, repository] = process.argv.slice(2).map((path) => resolve(path));
const load = createRequire(join(tools, 'index.js'));
const { parse } = load('@babel/parser');
const traverse = load('@babel/traverse').default;

const SUFFIX = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/;
const PLAIN = new Set(builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:')));
const GLOBALS = new Set(`process Buffer Worker SharedWorker WebAssembly SharedArrayBuffer Atomics Intl WebSocket EventSource
MessageChannel BroadcastChannel document window XMLHttpRequest localStorage sessionStorage indexedDB fetch setTimeout setInterval
requestAnimationFrame customElements HTMLElement OffscreenCanvas MutationObserver alert`.split(/\s+/));
const NEUTRAL = new Set(Object.getOwnPropertyNames(globalThis)); // as members of a holder they are no part of a page
const HOLDERS = new Set(['globalThis', 'global', 'self', 'window']);
const MODULES = new Set(['node:fs.promises', 'node:dns.promises', 'node:path.posix', 'node:path.win32', 'node:timers.promises',
  'node:stream.promises', 'node:readline.promises', 'node:util.types', 'node:assert.strict']);
const INTEROP = /^(?:\w+\.)?(?:_*interop_?[rR]equire\w*|__importStar|__importDefault|_*toESM\d*)$/;
const HANDING_ON = new Set(['promisify', 'promisifyAll', 'callbackify', 'bind', 'denodeify', 'pify']);

const named = (specifier) => (PLAIN.has(specifier) ? `node:${specifier}` : specifier);
const local = (specifier) => /^(?:\.|\/)/.test(specifier);

function member(symbol, name) {
  if (name === 'default') return symbol;
  if (HOLDERS.has(symbol)) return GLOBALS.has(name) ? name : NEUTRAL.has(name) ? null : symbol === 'window' ? `window.${name}` : null;
  const full = `${symbol}.${name}`;
  return MODULES.has(full) ? full.replace(/\.(?=\w+$)/, '/') : full;
}

function propertyName(node) {
  const key = node.property ?? node.key;
  if (!node.computed && key.type === 'Identifier') return key.name;
  return key.type === 'StringLiteral' ? key.value : null;
}

function literal(node) {
  if (node?.type === 'StringLiteral') return node.value;
  if (node?.type === 'TemplateLiteral' && node.quasis.length === 1) return node.quasis[0].value.cooked;
  return null;
}

class File {
  constructor(typed) {
    this.typed = typed;
    this.uses = [];
    this.asking = new Set();
    this.known = new Map();
  }

  // All symbols that an expression may stand for.
  values(path) {
    const { node } = path;
    if (!node || this.asking.has(node)) return [];
    this.asking.add(node);
    try {
      return this.valuesOf(path, node);
    } finally {
      this.asking.delete(node);
    }
  }

  valuesOf(path, node) {
    switch (node.type) {
      case 'Identifier': return this.named(path, node.name);
      case 'MemberExpression': case 'OptionalMemberExpression': {
        const name = propertyName(node);
        if (name === null) return [];
        return this.values(path.get('object')).map((symbol) => member(symbol, name)).filter(Boolean);
      }
      case 'AwaitExpression': {
        const inner = path.get('argument');
        const specifier = inner.isCallExpression() && inner.node.callee.type === 'Import' ? literal(inner.node.arguments[0]) : null;
        return specifier === null ? this.values(inner) : local(specifier) ? [] : [named(specifier)];
      }
      case 'CallExpression': return this.called(path, node);
      case 'ConditionalExpression': return [...this.values(path.get('consequent')), ...this.values(path.get('alternate'))];
      case 'LogicalExpression': return [...this.values(path.get('left')), ...this.values(path.get('right'))];
      case 'SequenceExpression': return this.values(path.get('expressions').at(-1));
      case 'TSAsExpression': case 'TSNonNullExpression': case 'TSSatisfiesExpression': case 'TSTypeAssertion': case 'ParenthesizedExpression':
        return this.values(path.get('expression'));
      default: return [];
    }
  }

  called(path, node) {
    if (this.isRequire(path)) {
      const specifier = literal(node.arguments[0]);
      return specifier === null || local(specifier) ? [] : [named(specifier)];
    }
    const text = path.get('callee').toString();
    const first = path.get('arguments.0');
    if (first && (INTEROP.test(text) || HANDING_ON.has(text.split('.').at(-1)))) return this.values(first);
    return [];
  }

  isRequire(path) {
    const callee = path.get('callee');
    if (!callee.isIdentifier()) return false;
    const binding = path.scope.getBinding(callee.node.name);
    if (!binding) return callee.node.name === 'require';
    const init = binding.path.isVariableDeclarator() ? binding.path.get('init') : null;
    return Boolean(init?.isCallExpression() && this.values(init.get('callee')).includes('node:module.createRequire'));
  }

  named(path, name) {
    const binding = path.scope.getBinding(name);
    if (!binding) return GLOBALS.has(name) || HOLDERS.has(name) ? [name] : [];
    if (this.known.has(binding)) return this.known.get(binding);
    this.known.set(binding, []);
    const found = this.bound(binding.path, binding.identifier);
    for (const change of binding.constantViolations) {
      if (change.isAssignmentExpression() && change.node.operator === '=') {
        found.push(...this.taken(change.get('left'), change.node.left, this.values(change.get('right')), name));
      }
    }
    const symbols = [...new Set(found)].filter((symbol) => !/^(?:node:[\w/]+\.\w+|process\.\w+)\.\w/.test(symbol)); // values read from it are data
    this.known.set(binding, symbols);
    return symbols;
  }

  bound(path, identifier) {
    const parent = path.parentPath;
    if (path.isImportDefaultSpecifier() || path.isImportNamespaceSpecifier() || path.isImportSpecifier()) {
      const specifier = parent.node.source.value;
      if (local(specifier) || parent.node.importKind === 'type' || path.node.importKind === 'type') return [];
      const { imported } = path.node;
      return [imported ? member(named(specifier), imported.name ?? imported.value) : named(specifier)];
    }
    if (path.node.type === 'TSImportEqualsDeclaration') {
      const specifier = path.node.moduleReference.expression?.value;
      return specifier && !local(specifier) ? [named(specifier)] : [];
    }
    if (path.isVariableDeclarator() && path.node.init) {
      return this.taken(path.get('id'), path.node.id, this.values(path.get('init')), identifier.name);
    }
    if (path.isAssignmentPattern() && path.node.left === identifier) return this.values(path.get('right'));
    return [];
  }

  // What a name of a pattern gets when the pattern is given these symbols.
  taken(path, pattern, symbols, name) {
    if (pattern.type === 'Identifier') return pattern.name === name ? symbols : [];
    if (pattern.type === 'AssignmentPattern') return this.taken(path.get('left'), pattern.left, symbols, name);
    if (pattern.type !== 'ObjectPattern') return [];
    return pattern.properties.flatMap((part) => {
      if (part.type === 'RestElement') return part.argument.name === name ? symbols : [];
      const key = propertyName(part);
      if (key === null) return [];
      return this.taken(null ?? { get: () => null }, part.value, symbols.map((symbol) => member(symbol, key)).filter(Boolean), name);
    });
  }

  add(path, kind, symbol) {
    this.uses.push([path.node.loc.start.line, kind, symbol]);
  }

  // A name or a loaded module, with the members behind it.
  head(path, symbols) {
    let at = path;
    let chain = symbols;
    const lines = [path.node.loc.start.line];
    for (;;) {
      const parent = at.parentPath;
      const { node } = parent;
      const through = /^(?:TSAs|TSNonNull|TSSatisfies|TSTypeAssertion|Parenthesized|Sequence|Await)/.test(node.type)
        || (parent.isCallExpression() && at.listKey === 'arguments' && at.key === 0 && INTEROP.test(parent.get('callee').toString()));
      if (node.type === 'SequenceExpression' && at.key !== node.expressions.length - 1) break;
      if (through) { at = parent; continue; }
      if (!/^(?:Optional)?MemberExpression$/.test(node.type) || at.key !== 'object') break;
      const name = propertyName(node);
      if (name === null) break;
      chain = chain.map((symbol) => member(symbol, name)).filter(Boolean);
      lines.push(node.property.loc.start.line);
      at = parent;
    }
    for (const symbol of chain) this.uses.push([lines, this.kind(at), symbol]);
  }

  kind(at) {
    const parent = at.parentPath;
    const { node } = parent;
    if ((parent.isCallExpression() || parent.isOptionalCallExpression() || parent.isNewExpression()) && at.key === 'callee') return 'call';
    if (parent.isTaggedTemplateExpression() && at.key === 'tag') return 'call';
    if (parent.isClass() && at.key === 'superClass') return 'base';
    if (parent.isAssignmentExpression() && at.key === 'left') return 'store';
    if (parent.isUnaryExpression()) return node.operator === 'delete' ? 'store' : /^(?:typeof|!)$/.test(node.operator) ? 'test' : 'value';
    if (parent.isBinaryExpression() && /^(?:instanceof|in|[!=]==?)$/.test(node.operator)) return 'test';
    if (parent.isLogicalExpression() && at.key === 'left' && node.operator !== '??') return 'test';
    if ((parent.isIfStatement() || parent.isConditionalExpression() || parent.isWhileStatement()) && at.key === 'test') return 'test';
    return this.isExported(at) ? 'import' : 'value';
  }

  isExported(at) {
    let above = at.parentPath;
    if (above.isObjectProperty()) above = above.parentPath;
    if (above.isObjectExpression()) above = above.parentPath;
    return above.isAssignmentExpression() && /^(?:module\.exports|exports\.)/.test(above.get('left').toString());
  }
}

function read(text, path) {
  const typed = /\.[cm]?tsx?$/.test(path);
  const plugins = [typed ? 'typescript' : 'flow', 'decorators-legacy', 'explicitResourceManagement'];
  if (!/\.[cm]?ts$/.test(path)) plugins.push('jsx');
  const options = { sourceType: 'unambiguous', allowReturnOutsideFunction: true, errorRecovery: true, plugins };
  const file = new File(typed);
  const inType = (path_) => Boolean(path_.findParent((p) => p.isTSType() || p.isFlow() || p.isTSTypeParameterInstantiation()
    || /^(?:TSInterface|TSTypeAlias|TSExpressionWithTypeArguments|TSTypeQuery|TSClassImplements)/.test(p.node.type) || p.node.declare === true));
  traverse(parse(text, options), {
    ImportDeclaration(path_) {
      const { source, specifiers, importKind } = path_.node;
      if (importKind === 'type' || local(source.value)) return;
      const alive = specifiers.filter((one) => {
        const binding = path_.scope.getBinding(one.local.name);
        return !typed || one.importKind === 'type' ? false : binding?.referencePaths.some((p) => !inType(p));
      });
      if (typed && specifiers.length && !alive.length) return;
      file.uses.push([source.loc.start.line, 'import', named(source.value)]);
    },
    ExportAllDeclaration(path_) {
      if (path_.node.exportKind !== 'type' && !local(path_.node.source.value)) file.uses.push([path_.node.source.loc.start.line, 'import', named(path_.node.source.value)]);
    },
    ExportNamedDeclaration(path_) {
      const { source, exportKind } = path_.node;
      if (source && exportKind !== 'type' && !local(source.value)) file.uses.push([source.loc.start.line, 'import', named(source.value)]);
    },
    CallExpression(path_) {
      const dynamic = path_.node.callee.type === 'Import';
      if (!dynamic && !file.isRequire(path_)) return;
      const specifier = literal(path_.node.arguments[0]);
      if (specifier === null || local(specifier)) return;
      file.uses.push([path_.node.arguments[0].loc.start.line, 'import', named(specifier)]);
      if (!dynamic || path_.parentPath.isAwaitExpression()) file.head(path_, [named(specifier)]);
    },
    TSImportEqualsDeclaration(path_) {
      const specifier = path_.node.moduleReference.expression?.value;
      const used = path_.scope.getBinding(path_.node.id.name)?.referencePaths.some((p) => !inType(p));
      if (specifier && used && !local(specifier)) file.uses.push([path_.node.moduleReference.expression.loc.start.line, 'import', named(specifier)]);
    },
    'Identifier|JSXIdentifier'(path_) {
      if (!path_.isReferencedIdentifier() || inType(path_)) return;
      if (path_.parentPath.isExportSpecifier() || path_.parentPath.isExportDefaultDeclaration()) return;
      const symbols = file.named(path_, path_.node.name);
      if (symbols.length) file.head(path_, symbols);
    },
  });
  return file.uses;
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.git')) yield* files(path);
    else if (entry.isFile() && SUFFIX.test(entry.name)) yield path;
  }
}

const found = {};
for (const path of files(repository)) {
  const name = relative(repository, path);
  try {
    found[name] = read(readFileSync(path, 'utf8'), path);
  } catch (error) {
    found[name] = null;
    process.stderr.write(`${name}: ${String(error.message).split('\n')[0]}\n`);
  }
}
process.stdout.write(`${JSON.stringify(found)}\n`);
