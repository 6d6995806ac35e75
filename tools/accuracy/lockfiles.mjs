// What parsers of the package managers themselves read from a lockfile: one line "name version" per entry,
// and one line "name version > name version" per edge. Run as: node lockfiles.mjs KIND FILE, with NODE_PATH-like
// resolution from the folder in the environment variable PARSERS.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const require = createRequire(join(process.env.PARSERS, 'package.json'));
const [kind, file] = process.argv.slice(2);
const lines = new Set();
const tell = (name, version) => lines.add(`${name} ${version}`);
const edge = (from, to) => lines.add(`${from} > ${to}`);

const readers = {
  async npm() {
    const Arborist = require('@npmcli/arborist');
    const tree = await new Arborist({ path: dirname(file) }).loadVirtual();
    for (const node of tree.inventory.values()) {
      if (node.isLink || !node.location.includes('node_modules')) continue;
      const own = `${node.packageName} ${node.version}`;
      tell(node.packageName, node.version);
      for (const one of node.edgesOut.values()) {
        const to = one.to?.target;
        const optional = one.type === 'peerOptional';
        if (to && !optional && to.location.includes('node_modules')) edge(own, `${to.packageName} ${to.version}`);
      }
    }
  },
  async yarn1() {
    const found = require('@yarnpkg/lockfile').parse(readFileSync(file, 'utf8')).object;
    const name = (spec) => {
      const at = spec.indexOf('@', 1);
      const range = spec.slice(at + 1);
      return range.startsWith('npm:') ? range.slice(4, range.indexOf('@', 5)) : spec.slice(0, at);
    };
    for (const [spec, entry] of Object.entries(found)) {
      const own = `${name(spec)} ${entry.version}`;
      tell(name(spec), entry.version);
      for (const [to, range] of Object.entries({ ...entry.dependencies, ...entry.optionalDependencies })) {
        const target = found[`${to}@${range}`];
        if (target) edge(own, `${name(`${to}@${range}`)} ${target.version}`);
      }
    }
  },
  async berry() {
    const { parseSyml } = require('@yarnpkg/parsers');
    const found = parseSyml(readFileSync(file, 'utf8'));
    const bySpec = {};
    const name = (entry) => entry.resolution.slice(0, entry.resolution.indexOf('@', 1));
    const local = (entry) => /@(workspace|link|portal):/.test(entry.resolution);
    for (const [heading, entry] of Object.entries(found)) {
      if (heading !== '__metadata') for (const spec of heading.split(/ *, */)) bySpec[spec] = entry;
    }
    for (const [heading, entry] of Object.entries(found)) {
      if (heading === '__metadata' || local(entry)) continue;
      tell(name(entry), entry.version);
      for (const [to, range] of Object.entries(entry.dependencies ?? {})) {
        const target = bySpec[`${to}@${range}`] ?? bySpec[`${to}@npm:${range}`];
        if (target && !local(target)) edge(`${name(entry)} ${entry.version}`, `${name(target)} ${target.version}`);
      }
    }
  },
  async pnpm() {
    // Versions before 9 are read by the last parser that knew them, installed under names of its own.
    const old = !/lockfileVersion: '?9/.test(readFileSync(file, 'utf8'));
    const { readWantedLockfile } = require(old ? 'old-file' : '@pnpm/lockfile.fs');
    const { nameVerFromPkgSnapshot } = require(old ? 'old-utils' : '@pnpm/lockfile.utils');
    const { refToRelative } = require(old ? 'old-path' : '@pnpm/dependency-path');
    const lock = await readWantedLockfile(dirname(file), { ignoreIncompatible: false });
    const known = (key) => nameVerFromPkgSnapshot(key, lock.packages[key]);
    for (const [key, snapshot] of Object.entries(lock.packages)) {
      const { name, version } = known(key);
      if (!version) continue; // a folder of the repository
      tell(name, version);
      for (const [to, ref] of Object.entries({ ...snapshot.dependencies, ...snapshot.optionalDependencies })) {
        const target = refToRelative(ref, to);
        if (target && lock.packages[target]) {
          const there = known(target);
          if (there.version) edge(`${name} ${version}`, `${there.name} ${there.version}`);
        }
      }
    }
  },
  async deno() {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    for (const group of ['npm', 'jsr']) {
      for (const key of Object.keys(found[group] ?? {})) {
        const at = key.indexOf('@', 1);
        tell(key.slice(0, at), key.slice(at + 1).replace(/_.*$/, ''));
      }
    }
  },
};

await readers[kind]();
process.stdout.write(`${[...lines].sort().join('\n')}\n`);
