import type { ReadStream } from 'node:fs';

import { fold } from './fold.js';
import { words } from './words.js';

export type Source = string | ReadStream;

/** The address of a title. */
export function slug(title: string, separator = '-'): string {
  return words(fold(title)).join(separator);
}

export { compare } from './order.js';
