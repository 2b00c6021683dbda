// Short words on what just happened. Good news goes by itself; what failed stays until it is closed.

import { ref } from 'vue'

export interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
}

const showMs = 4000
let last = 0

export const toasts = ref<Toast[]>([])

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(kind: Toast['kind'], text: string): void {
  const id = ++last
  toasts.value = [...toasts.value.filter((toast) => toast.text !== text), { id, kind, text }].slice(-3)
  if (kind === 'done') setTimeout(() => closeToast(id), showMs)
}

export const toastDone = (text: string): void => show('done', text)
export const toastFailed = (text: string): void => show('failed', text)
