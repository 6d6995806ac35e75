// Try PHP's extensions and functions inside php-wasm and print what came of each, as JSON.
//
//     cd FOLDER && npm install @php-wasm/node-8-4 && node .../tools/measure_php.mjs FOLDER
//
// FOLDER is where the package was installed. A probe of probes/php.json is PHP code that returns
// true when the function did what it does on Linux. Every probe has a machine of its own.
// tools/measure_php.py makes the table.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2]);
const only = process.argv.slice(3);
const require = createRequire(join(folder, "x.js"));
const { getPHPLoaderModule } = require("@php-wasm/node-8-4");
const { loadPHPRuntime, PHP } = require("@php-wasm/universal");
const wanted = JSON.parse(readFileSync(new URL("probes/php.json", import.meta.url), "utf8"));

const tried = {};
for (const name of wanted.extensions) {
  tried[name] = ["module", `return extension_loaded(${JSON.stringify(name)}) ?: '(absent)';`];
}
for (const [name, code] of Object.entries(wanted.probes)) tried[name] ??= ["name", code];

let said = "";
console.error = (error) => (said = String(error?.message ?? error).split("\n")[0]);
const rows = [];
for (const [name, [kind, code]] of Object.entries(tried)) {
  if (only.length && !only.includes(name)) continue;
  rows.push([name, kind, ...(await outcome(code))]);
}
const [, php] = await outcome("return PHP_VERSION;");
const { version } = JSON.parse(
  readFileSync(join(folder, "node_modules/@php-wasm/node-8-4/package.json"), "utf8"),
);
console.log(JSON.stringify({ package: `@php-wasm/node-8-4 ${version}`, php, node: process.version, rows }));
process.exit(0);

/** What a probe did: ["ok", ""], ["value", text], ["raised", "Class: message"] or ["trap", text]. */
async function outcome(code) {
  const wrapped = `<?php
    try { $told = json_encode((function () { ${code} })()); }
    catch (\\Throwable $e) { $told = "!" . get_class($e) . ": " . $e->getMessage(); }
    echo "\\n@@", $told;`;
  said = "";
  try {
    const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule(), {}));
    const late = new Promise((_, refuse) => setTimeout(() => refuse(Error(said || "no answer in 15 s")), 15000));
    const { text } = await Promise.race([php.run({ code: wrapped }), late]);
    const told = text.slice(text.lastIndexOf("\n@@") + 3);
    if (told === "true") return ["ok", ""];
    return told.startsWith("!") ? ["raised", told.slice(1)] : ["value", told];
  } catch (error) {
    return ["trap", String(error.cause?.message ?? error.message ?? error).split("\n")[0]];
  }
}
