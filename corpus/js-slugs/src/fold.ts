const MARKS = /[\u0300-\u036f]/g;

/** A text in lower case, without accents. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase();
}
