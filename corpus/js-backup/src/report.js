'use strict';

/** One line per archive. A process of its own name is no process of the system. */
function describe(results) {
  const process = { exit: 0 };
  const lines = results.map(({ name, ok, size }) => `${name}: ${ok ? size : 'failed'}`);
  return `${lines.join('\n')}\nexit ${process.exit}`;
}

module.exports = { describe };
