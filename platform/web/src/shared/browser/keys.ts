// Single-key shortcuts, and sequences such as `g r`. Never while typing, in a dialog, or with a modifier held; can be
// switched off, because they get in the way of speech control.

import { onBeforeUnmount, onMounted, ref } from 'vue'

export type KeyMap = Record<string, () => void>

const stored = 'liftguard.keys'
const sequenceMs = 1200

export const keysEnabled = ref(localStorage.getItem(stored) !== 'off')

export function setKeysEnabled(on: boolean): void {
  keysEnabled.value = on
  localStorage.setItem(stored, on ? 'on' : 'off')
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null
}

// Enter and the arrows mean something to a focused control; it keeps them.
function belongsToControl(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && event.target instanceof Element && event.target.closest('a, button') !== null
}

export function useKeys(map: KeyMap): void {
  let prefix = ''
  let prefixAt = 0

  function onKey(event: KeyboardEvent): void {
    if (!keysEnabled.value || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (isTyping(event.target) || belongsToControl(event) || document.querySelector('dialog[open]')) return
    const sequence = prefix && event.timeStamp - prefixAt < sequenceMs ? `${prefix} ${event.key}` : ''
    const action = map[sequence] ?? map[event.key]
    prefix = action ? '' : event.key
    prefixAt = event.timeStamp
    if (!action) return
    event.preventDefault()
    action()
  }

  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
