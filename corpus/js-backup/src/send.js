'use strict';

const { createHash } = require('crypto');

/** Put an archive into the store; the name holds its digest. */
async function send(name, archive) {
  const digest = createHash('sha256').update(archive).digest('hex');
  const answer = await fetch(`https://store.example.org/${name}-${digest}`, {
    method: 'PUT',
    body: archive,
  });
  return { name, ok: answer.ok, size: archive.length };
}

module.exports = { send };
