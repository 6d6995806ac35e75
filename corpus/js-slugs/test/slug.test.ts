import { readFileSync } from 'node:fs';

import { slug } from '../src/index.js';

const titles = readFileSync('titles.txt', 'utf8').split('\n');
if (titles.map((title) => slug(title)).includes('')) throw new Error('an empty address');
