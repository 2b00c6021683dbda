// Two languages, switched without reload; only the one in use is loaded. Keys are checked by the compiler: English must
// have exactly Chinese's keys.

import { ref, shallowRef, watchEffect } from 'vue'
import type { zh } from './zh'

export type Locale = 'zh' | 'en'
export type MessageKey = keyof typeof zh
export type Dictionary = Record<MessageKey, string>
export type Params = Record<string, string | number>

const loaders: Record<Locale, () => Promise<Dictionary>> = {
  zh: async () => (await import('./zh')).zh,
  en: async () => (await import('./en')).en,
}
const stored = 'liftguard.locale'

// Set by setLocale alone, always together with its dictionary.
export const locale = ref<Locale>('zh')
const dictionary = shallowRef<Partial<Dictionary>>({})

export function storedLocale(): Locale {
  return localStorage.getItem(stored) === 'en' ? 'en' : 'zh'
}

export async function setLocale(next: Locale): Promise<void> {
  dictionary.value = await loaders[next]()
  locale.value = next
  localStorage.setItem(stored, next)
}

// Keeps the document's language in step, for screen readers and line breaking.
export function followLocale(): void {
  watchEffect(() => {
    document.documentElement.lang = locale.value === 'zh' ? 'zh-CN' : 'en'
  })
}

export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

export function t(key: MessageKey, params: Params = {}): string {
  return fill(dictionary.value[key] ?? '', params)
}

// For names that come from the server and may be newer than this page: the key if there is one.
export function keyOf(prefix: string, name: string): MessageKey | null {
  const key = `${prefix}.${name}`
  return Object.prototype.hasOwnProperty.call(dictionary.value, key) ? (key as MessageKey) : null
}
