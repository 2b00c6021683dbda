// What must be heard and seen until somebody attends to it: new orders, passed limits, desk alerts. Pure.
//
// An order's own state says what is wrong with it, at once and to everybody who sees it. The desk's alerts say what
// nobody at any desk has attended to: once an order's alert is acknowledged at one seat, the others fall silent.

import type { DeskAlert, OrderSummary } from '@/shared/api/client'
import { isUnderWay } from './book'

// In order of urgency; each has its own tone.
export const alarmKinds = ['new_order', 'unaccepted', 'overtime', 'desk'] as const
export type AlarmKind = (typeof alarmKinds)[number]

export interface Alarm {
  // Unique by cause, the same in every tab and after a reload: attending to it is remembered under this key.
  key: string
  kind: AlarmKind
  sinceMs: number
  order?: OrderSummary
  alert?: DeskAlert
}

// The alerts that repeat what an order itself shows.
const newOrderAlerts: ReadonlySet<string> = new Set(['new_order', 'new_cause'])
const limitAlerts: ReadonlySet<string> = new Set(['limit_passed'])

export function repeatsOrder(alert: DeskAlert): boolean {
  return newOrderAlerts.has(alert.kind) || limitAlerts.has(alert.kind)
}

// The alarms that one open order gives rise to. An accepted order is no longer new; a limit that was met since, or
// belongs to a dispatch that is not needed, no longer calls.
export function alarmsOf(order: OrderSummary): Alarm[] {
  const alarms: Alarm[] = []
  if (order.tag === 'test') return alarms
  if (!isUnderWay(order))
    alarms.push({ key: `${order.id}/new/${order.happened_ms}`, kind: 'new_order', sinceMs: order.opened_ms, order })
  for (const dispatch of order.dispatches) {
    if (dispatch.not_needed) continue
    for (const limit of dispatch.limits) {
      if (limit.fired_ms === undefined || limit.met_ms !== undefined) continue
      alarms.push({
        key: `${order.id}/limit/${dispatch.level}/${limit.step}/${limit.due_ms}`,
        kind: limit.step === 'accepted' ? 'unaccepted' : 'overtime',
        sinceMs: limit.fired_ms,
        order,
      })
    }
  }
  return alarms
}

export function pendingAlarms(
  orders: readonly OrderSummary[],
  alerts: readonly DeskAlert[],
  attended: ReadonlySet<string>,
): Alarm[] {
  const all = [
    ...orders.flatMap(alarmsOf),
    ...alerts
      .filter((alert) => !repeatsOrder(alert))
      .map((alert): Alarm => ({ key: `alert/${alert.id}`, kind: 'desk', sinceMs: alert.raised_ms, alert })),
  ]
  return all
    .filter((alarm) => !attended.has(alarm.key))
    .sort((a, b) => alarmKinds.indexOf(a.kind) - alarmKinds.indexOf(b.kind) || b.sinceMs - a.sinceMs)
}

// Which of the alarms known *before* the open alerts were asked for have been attended to at some desk: those whose
// alert, written in the same transaction, is not open any more. An alarm that came in between is left to ring.
export function attendedElsewhere(before: readonly Alarm[], openAlerts: readonly DeskAlert[]): string[] {
  const isOpen = ({ kind, order }: Alarm) =>
    openAlerts.some((alert) => alert.order_id === order?.id && (kind === 'new_order' ? newOrderAlerts : limitAlerts).has(alert.kind))
  return before.filter((alarm) => alarm.order && !isOpen(alarm)).map((alarm) => alarm.key)
}
