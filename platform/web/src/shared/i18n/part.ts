// Words that only a part loaded later shows, in both languages, kept out of the dictionary that every page waits for.
// They stand beside that part, in a file *.words.ts; the rules of the dictionaries hold for them as well.

import { fill, locale, type Locale, type Params } from './index'

export type Words<Key extends string = string> = Record<Locale, Record<Key, string>>

export function partWords<Key extends string>(words: Words<Key>): (key: Key, params?: Params) => string {
  return (key, params = {}) => fill(words[locale.value][key], params)
}
