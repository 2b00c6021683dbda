// What calls for somebody: the pending alarms, and their ways to be noticed (sound, title; banner and bell read `pending`).

import { computed, watch, watchEffect } from 'vue'
import { attend, attended } from '@/shared/browser/attended'
import { Siren } from '@/shared/browser/siren'
import { pendingAlarms, type Alarm } from '@/shared/domain/alarms'
import { placeText } from '@/shared/domain/place'
import { keyOf, locale, t } from '@/shared/i18n'
import { alerts, orders } from './feed'

export const siren = new Siren()

export const pending = computed(() => pendingAlarms(orders.value, alerts.value, attended.value))

export function alarmTitle(alarm: Alarm): string {
  return t(keyOf('alarm.title', alarm.kind)!)
}

export function attendAlert(id: string): void {
  attend([`alert/${id}`])
}

// Any first click or key lets the browser sound, when the user has wanted sound before.
function rearmOnGesture(): void {
  for (const gesture of ['pointerdown', 'keydown']) window.addEventListener(gesture, () => void siren.rearm())
}

// While something is pending the title alternates, so that it is seen among other tabs.
function alternateTitle(pageTitle: () => string): void {
  let timer: ReturnType<typeof setInterval> | undefined
  watch(
    [pending, locale, pageTitle],
    () => {
      clearInterval(timer)
      const first = pending.value[0]
      const plain = pageTitle()
      if (!first) {
        document.title = plain
        return
      }
      const call = `【${alarmTitle(first)}】${first.order ? placeText(first.order.elevator) : ''}`
      let shown = false
      const swap = () => {
        shown = !shown
        document.title = shown ? call : plain
      }
      swap()
      timer = setInterval(swap, 1000)
    },
    { immediate: true },
  )
}

export function startAttention(pageTitle: () => string): void {
  rearmOnGesture()
  watchEffect(() => siren.ring(pending.value[0]?.kind ?? null))
  alternateTitle(pageTitle)
}
