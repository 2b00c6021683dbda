// Which alarms somebody at this browser has attended to: shared by its tabs, kept over a reload, bounded.

import { shallowRef } from 'vue'

const stored = 'liftguard.attended'
const most = 400

function read(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '[]')
    return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : []
  } catch {
    return [] // written by something else: as if nothing had been attended to, which rings rather than not
  }
}

export const attended = shallowRef<ReadonlySet<string>>(new Set(read()))

export function attend(keys: readonly string[]): void {
  const fresh = keys.filter((key) => !attended.value.has(key))
  if (fresh.length === 0) return
  const all = [...read(), ...fresh].slice(-most)
  localStorage.setItem(stored, JSON.stringify(all))
  attended.value = new Set(all)
}

window.addEventListener('storage', (event) => {
  if (event.key === stored) attended.value = new Set(read())
})
