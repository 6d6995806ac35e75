#!/usr/bin/env node
'use strict';

const { run } = require('../src/run');

run().catch((error) => {
  console.error(error.message);
});
