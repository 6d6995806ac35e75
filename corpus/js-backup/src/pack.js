'use strict';

const zlib = require('node:zlib');
const { readFile } = require('fs').promises;
const { promisify } = require('util');
const { Worker } = require('worker_threads');

const gzip = promisify(zlib.gzip);

/** Compress a folder's listing; large ones in a worker. */
async function pack(folder) {
  const data = await readFile(`${folder}/list.txt`);
  if (data.length > 1_000_000) {
    return inWorker(data);
  }
  return gzip(data);
}

function inWorker(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker('./src/gzip-worker.js', { workerData: data });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

module.exports = { pack };
