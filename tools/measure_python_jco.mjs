// Run one probe in a transpiled WASI component under Node, with the network granted.
// usage: node measure_python_jco.mjs MODULE DIRECTORY < argument
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { WASIShim } from "@bytecodealliance/preview2-shim/instantiation";

const [, , module, directory] = process.argv;
const { instantiate } = await import(module);
const core = async (name) =>
  WebAssembly.compile(await readFile(new URL(name, `file://${module}`)));
const shim = new WASIShim({ sandbox: { preopens: { "/tmp": directory }, env: { HOME: "/tmp", USER: "probe" } } });
let answer;
try {
  const instance = await instantiate(core, shim.getImportObject());
  answer = ["answer", instance.probe(readFileSync(0, "utf8"))];
} catch (error) {
  answer = ["traps", String(error?.message ?? error).split("\n")[0]];
}
process.stdout.write("\n" + JSON.stringify(answer) + "\n", () => process.exit(0));
