// What the TypeScript compiler sees: uses of Node's modules, of packages and of globals, bound and typed by its checker.
//
//     npm install typescript@6 @types/node               (in any directory)
//     node tools/accuracy/typescript_oracle.mjs DIRECTORY REPOSITORY > uses.json
//
// It shares no code with the product. A name counts as what the checker binds it to: an import, a require(), a
// global that nothing shadows; or as what its type says it is: a function, class or module that @types/node declares
// (so values are followed through parameters, fields, containers and other files). Types are no uses, and imports
// that serve as types only are none. Output: {path: [[lines, kind, symbol], ...], ...}.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

const [tools, repository] = process.argv.slice(2).map((path) => realpathSync(resolve(path)));
const ts = createRequire(join(tools, 'index.js'))('typescript');

const SUFFIX = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/;
const PLAIN = new Set(builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:')));
const GLOBALS = new Set(`process Buffer Worker SharedWorker WebAssembly SharedArrayBuffer Atomics Intl WebSocket EventSource
MessageChannel BroadcastChannel document window XMLHttpRequest localStorage sessionStorage indexedDB fetch setTimeout setInterval
requestAnimationFrame customElements HTMLElement OffscreenCanvas MutationObserver alert`.split(/\s+/));
const HOLDERS = new Set(['globalThis', 'global', 'self', 'window']);
const MODULES = new Set(['node:fs.promises', 'node:dns.promises', 'node:path.posix', 'node:path.win32', 'node:timers.promises',
  'node:stream.promises', 'node:readline.promises', 'node:util.types', 'node:assert.strict']);

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.git')) yield* files(path);
    else if (entry.isFile() && SUFFIX.test(entry.name)) yield path;
  }
}

const program = ts.createProgram([...files(repository)], {
  allowJs: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler, moduleDetection: ts.ModuleDetectionKind.Force, jsx: ts.JsxEmit.Preserve, maxNodeModuleJsDepth: 0,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'], types: ['node'], typeRoots: [join(tools, 'node_modules/@types')],
});
const checker = program.getTypeChecker();

const named = (specifier) => (PLAIN.has(specifier) ? `node:${specifier}` : specifier);
const local = (specifier) => /^(?:\.|\/)/.test(specifier);
const expando = (node) => ts.isIdentifier(node) || ts.isBinaryExpression(node) || ts.isPropertyAccessExpression(node); // x.y = ... declares y
const declarationsOf = (symbol) => (symbol?.declarations ?? []).filter((one) => !expando(one));
const foreign = (node) => /@types\/node\/|\/lib\.[\w.]+\.d\.ts$/.test(node.getSourceFile().fileName);

function member(symbol, name) {
  if (name === 'default') return symbol;
  if (HOLDERS.has(symbol)) return GLOBALS.has(name) ? name : symbol === 'window' ? `window.${name}` : null;
  const full = `${symbol}.${name}`;
  return MODULES.has(full) ? full.replace(/\.(?=\w+$)/, '/') : full;
}

const INTEROP = /^(?:\w+\.)?(?:_*interop_?[rR]equire\w*|__importStar|__importDefault|_*toESM\d*)$/;

// The specifier that a require(), import() or import-equals names, as a module outside of the repository.
function loaded(node) {
  if (!node) return null;
  if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) return loaded(node.expression);
  if (!ts.isCallExpression(node) || !node.arguments.length) return null;
  if (INTEROP.test(node.expression.getText())) return loaded(node.arguments[0]);
  if (!ts.isStringLiteralLike(node.arguments[0])) return null;
  const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (!dynamic && !isRequire(node.expression)) return null;
  const specifier = node.arguments[0].text;
  return local(specifier) ? null : named(specifier);
}

function isRequire(node) {
  if (!ts.isIdentifier(node) || node.text !== 'require') return ts.isIdentifier(node) && isMade(node);
  const declarations = declarationsOf(checker.getSymbolAtLocation(node));
  return declarations.every(foreign) || isMade(node);
}

function isMade(node) {
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : null;
  return Boolean(value && ts.isCallExpression(value) && /createRequire$/.test(value.expression.getText()));
}

// Where a declaration that @types/node or lib.d.ts makes can be reached: node:fs.watch, Buffer; null for members of objects.
function declared(symbol) {
  const names = [];
  for (let at = symbol; at; at = at.parent) {
    const name = at.escapedName;
    if (/^".*"$/.test(name)) {
      const module = name.slice(1, -1).replace(/^node:/, '');
      if (/^\/|^\w:/.test(module)) return null;
      return names.filter((one) => one !== 'export=' && one !== 'default').reduce(member, PLAIN.has(module) ? `node:${module}` : module);
    }
    if (at.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeLiteral) && !(at.flags & ts.SymbolFlags.Value)) return null;
    if (at !== symbol && at.flags & ts.SymbolFlags.Class) return null;
    names.unshift(name);
  }
  return names.length === 1 && GLOBALS.has(names[0]) ? names[0] : null;
}

const VALUES = ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.ValueModule;

// A function, class or module by its type alone.
function typed(node) {
  const type = checker.getTypeAtLocation(node);
  const { symbol } = type;
  if (!symbol || !(symbol.flags & VALUES) || !(type.objectFlags & ts.ObjectFlags.Anonymous)) return null;
  return declarationsOf(symbol).every(foreign) ? declared(symbol) : null;
}

const WRAPPERS = new Set([ts.SyntaxKind.ParenthesizedExpression, ts.SyntaxKind.AsExpression, ts.SyntaxKind.NonNullExpression,
  ts.SyntaxKind.SatisfiesExpression, ts.SyntaxKind.TypeAssertionExpression, ts.SyntaxKind.AwaitExpression]);

const CHOICES = new Set([ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.QuestionQuestionToken]);
const busy = new Set();
const list = (one) => (one === null || one === undefined ? [] : [one]);

// All symbols an expression may stand for.
function meanings(node) {
  if (busy.has(node)) return [];
  busy.add(node);
  try {
    return [...new Set(meaningsOf(node))];
  } finally {
    busy.delete(node);
  }
}

function meaningsOf(node) {
  if (WRAPPERS.has(node.kind)) return meanings(node.expression);
  if (ts.isConditionalExpression(node)) return [...meanings(node.whenTrue), ...meanings(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.CommaToken) return meanings(node.right);
    return CHOICES.has(kind) ? [...meanings(node.left), ...meanings(node.right)] : [];
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const name = ts.isPropertyAccessExpression(node) ? node.name.text
      : ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null;
    const bases = meanings(node.expression);
    if (bases.length) return name === null ? [] : bases.flatMap((base) => list(member(base, name)));
    return list(typed(node));
  }
  if (ts.isCallExpression(node)) return list(loaded(node));
  return ts.isIdentifier(node) ? nameMeanings(node) : [];
}

function nameMeanings(node) {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
  const declarations = declarationsOf(symbol);
  if (!symbol || !declarations.length) return HOLDERS.has(node.text) || (GLOBALS.has(node.text) && !symbol) ? [node.text] : [];
  if (declarations.every(foreign) && !(symbol.flags & ts.SymbolFlags.Alias)) return HOLDERS.has(node.text) ? [node.text] : list(declared(symbol));
  const found = declarations.flatMap(bound);
  return found.length ? found : list(typed(node));
}

// What a declaration of the repository binds: a name of an import, or of a require().
function bound(declaration) {
  if (ts.isImportSpecifier(declaration)) {
    const specifier = declaration.parent.parent.parent.moduleSpecifier.text;
    if (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly || local(specifier)) return [];
    return list(member(named(specifier), (declaration.propertyName ?? declaration.name).text));
  }
  if (ts.isNamespaceImport(declaration) || ts.isImportClause(declaration)) {
    const clause = ts.isImportClause(declaration) ? declaration : declaration.parent;
    const specifier = clause.parent.moduleSpecifier.text;
    return clause.isTypeOnly || local(specifier) ? [] : [named(specifier)];
  }
  if (ts.isImportEqualsDeclaration(declaration)) {
    const specifier = declaration.moduleReference.expression?.text;
    return specifier && !local(specifier) ? [named(specifier)] : [];
  }
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer ? names(meanings(declaration.initializer)) : [];
  return ts.isBindingElement(declaration) ? names(taken(declaration)) : [];
}

// Names of modules and of what they hand out; what was read from them, or from process, is data like any other.
const names = (symbols) => symbols.filter((one) => !/^process\.|^node:process\.|^node:[\w/]+\.\w+\.\w/.test(one));

function taken(element) {
  const pattern = element.parent;
  const owner = pattern.parent;
  if (!ts.isObjectBindingPattern(pattern) || element.dotDotDotToken) return [];
  const key = element.propertyName ?? element.name;
  if (!ts.isIdentifier(key) && !ts.isStringLiteral(key)) return [];
  const from = ts.isVariableDeclaration(owner) ? (owner.initializer ? meanings(owner.initializer) : [])
    : ts.isBindingElement(owner) ? taken(owner) : [];
  return from.flatMap((one) => list(member(one, key.text)));
}

function inType(node) {
  for (let at = node; at; at = at.parent) {
    if (ts.isExpressionWithTypeArguments(at)) {
      if (at.parent.token !== ts.SyntaxKind.ExtendsKeyword || !ts.isClassLike(at.parent.parent)) return true;
      if (at.expression !== node && !contains(at.expression, node)) return true;
      continue;
    }
    if (ts.isTypeNode(at) || ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at)) return true;
    if (ts.canHaveModifiers(at) && at.modifiers?.some((one) => one.kind === ts.SyntaxKind.DeclareKeyword)) return true;
    if (ts.isStatement(at) && !ts.isBlock(at.parent ?? at)) continue;
  }
  return Boolean(ts.findAncestor(node, ts.isJSDoc));
}

const contains = (outer, inner) => outer.pos <= inner.pos && inner.end <= outer.end;

function outermost(node) {
  let at = node;
  const isInterop = ({ parent }) => ts.isCallExpression(parent) && parent.arguments[0] === at && INTEROP.test(parent.expression.getText());
  while (WRAPPERS.has(at.parent.kind) || isInterop(at)) at = at.parent;
  return at;
}

// The alternatives of a choice: what is done with the choice is done with them.
function isPassedOn(node) {
  const { parent } = node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (!ts.isBinaryExpression(parent)) return false;
  const sign = parent.operatorToken.kind;
  return parent.right === node && (CHOICES.has(sign) || sign === ts.SyntaxKind.CommaToken);
}

function kind(node) {
  let at = outermost(node);
  while (isPassedOn(at)) at = outermost(at.parent);
  const { parent } = at;
  const sign = parent.operatorToken?.kind;
  const S = ts.SyntaxKind;
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === at) return 'call';
  if (ts.isTaggedTemplateExpression(parent) && parent.tag === at) return 'call';
  if (ts.isExpressionWithTypeArguments(parent)) return 'base';
  if (ts.isBinaryExpression(parent)) {
    if (parent.left === at && sign >= S.FirstAssignment && sign <= S.LastAssignment) return 'store';
    if ([S.InstanceOfKeyword, S.InKeyword, S.EqualsEqualsToken, S.EqualsEqualsEqualsToken, S.ExclamationEqualsToken,
      S.ExclamationEqualsEqualsToken].includes(sign)) return 'test';
    if (parent.left === at && [S.AmpersandAmpersandToken, S.BarBarToken].includes(sign)) return 'test';
  }
  if (ts.isDeleteExpression(parent)) return 'store';
  if (ts.isTypeOfExpression(parent) || (ts.isPrefixUnaryExpression(parent) && parent.operator === S.ExclamationToken)) return 'test';
  if ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === at) return 'test';
  if (ts.isConditionalExpression(parent) && parent.condition === at) return 'test';
  return 'value';
}

class Reader {
  constructor(source) {
    this.source = source;
    this.uses = [];
    this.living = new Set();
    this.typed = /\.[cm]?tsx?$/.test(source.fileName);
    this.starts = [...source.text.matchAll(/\n/g)].map((match) => match.index);
  }

  line(node) {
    const at = node.getStart(this.source);
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < at) low = middle + 1; else high = middle;
    }
    return low + 1;
  }

  read() {
    this.visit(this.source);
    for (const statement of this.source.statements) this.statement(statement);
    return this.uses;
  }

  // A reference, with the members behind it.
  head(node, lines) {
    let best = meanings(node);
    let at = node;
    const seen = [...lines];
    for (;;) {
      let outer = outermost(at);
      while (isPassedOn(outer)) outer = outermost(outer.parent);
      const { parent } = outer;
      const access = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
      if (!access || parent.expression !== outer) break;
      const next = meanings(parent);
      if (best.length && !next.length) break;
      best = next;
      at = parent;
      seen.push(this.line(ts.isPropertyAccessExpression(parent) ? parent.name : parent.argumentExpression));
    }
    if (at === node && ts.isCallExpression(node) && kind(at) === 'value') return; // the load itself: told already
    for (const one of best) this.uses.push([seen, kind(at), one]);
  }

  visit(node) {
    if (ts.isCallExpression(node)) {
      const module = loaded(node);
      if (module !== null) {
        this.uses.push([this.line(node.arguments[0]), 'import', module]);
        this.head(node, [this.line(node)]);
      }
    }
    if (ts.isIdentifier(node) && this.isReference(node) && !inType(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol) this.living.add(symbol);
      if (ts.isShorthandPropertyAssignment(node.parent)) this.living.add(checker.getShorthandAssignmentValueSymbol(node.parent));
      this.head(node, [this.line(node)]);
    }
    ts.forEachChild(node, (child) => this.visit(child));
  }

  isReference(node) {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
    if (ts.isShorthandPropertyAssignment(parent)) return true;
    if (ts.isExportSpecifier(parent)) {
      this.living.add(checker.getExportSpecifierLocalTargetSymbol(parent));
      return false;
    }
    if (ts.isExportAssignment(parent)) {
      this.living.add(checker.getSymbolAtLocation(node));
      return false;
    }
    if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent) || ts.isImportEqualsDeclaration(parent)) return false;
    return !(parent.name === node || parent.propertyName === node || parent.label === node) && !ts.isJsxAttribute(parent);
  }

  statement(statement) {
    if (ts.isImportEqualsDeclaration(statement)) {
      const specifier = statement.moduleReference.expression;
      if (specifier && this.living.has(checker.getSymbolAtLocation(statement.name)) && !local(specifier.text)) this.brought(specifier);
    }
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) this.brought(statement.moduleSpecifier);
    if (!ts.isImportDeclaration(statement)) return;
    const { importClause: clause } = statement;
    if (clause?.isTypeOnly) return;
    const named_ = clause?.namedBindings;
    const names = [clause?.name, ...(named_ ? (ts.isNamespaceImport(named_) ? [named_.name] : named_.elements.filter((one) => !one.isTypeOnly).map((one) => one.name)) : [])];
    const symbols = names.filter(Boolean).map((name) => checker.getSymbolAtLocation(name));
    if (this.typed && clause && !symbols.some((symbol) => this.living.has(symbol))) return;
    this.brought(statement.moduleSpecifier);
  }

  brought(specifier) {
    if (!local(specifier.text)) this.uses.push([this.line(specifier), 'import', named(specifier.text)]);
  }
}

const found = {};
for (const path of files(repository)) {
  const name = relative(repository, path);
  const source = program.getSourceFile(path);
  found[name] = source && !source.parseDiagnostics?.length ? new Reader(source).read() : null;
  if (found[name] === null) process.stderr.write(`${name}: ${source?.parseDiagnostics?.[0]?.messageText ?? 'not read'}\n`);
}
process.stdout.write(`${JSON.stringify(found)}\n`);
