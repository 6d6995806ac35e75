// Run calls in Pyodide under Node: one line of JSON in, one out.
// usage: node measure_pyodide.mjs NODE_MODULES GUEST DIRECTORY
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { join } from "node:path";

const [, , modules, guest, packages] = process.argv;
const { loadPyodide } = await import(join(modules, "pyodide", "pyodide.mjs"));
const pyodide = await loadPyodide({ env: { HOME: "/home/pyodide", USER: "probe" } });
const write = (text) => new Promise((done) => process.stdout.write(text, done));
pyodide.setStdout({ batched: () => {} });
pyodide.setStderr({ batched: () => {} });
pyodide.FS.mkdirTree("/measured");
pyodide.mountNodeFS("/measured", packages);
pyodide.FS.mkdirTree("/modules");
pyodide.FS.writeFile("/modules/measure_python_guest.py", await readFile(guest, "utf8"));
await pyodide.runPythonAsync(`
import sys
sys.path[:0] = ["/modules", "/measured"]
import measure_python_guest as guest
import json, os
`);
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    pyodide.globals.set("job", line);
    answer = ["answer", await pyodide.runPythonAsync(`
job = json.loads(job)
if job["do"] == "missing":
    answer = guest.missing(job["inventory"])
else:
    os.makedirs(job["facts"]["root"], exist_ok=True)
    answer = guest.run(job["code"], job["facts"], None)
json.dumps(answer)
`)];
  } catch (error) {
    answer = ["traps", String(error?.message ?? error).trim().split("\n").at(-1)];
  }
  await write("\n" + JSON.stringify(answer) + "\n");
  if (answer[0] === "traps") process.exit(0);
}
process.exit(0);
