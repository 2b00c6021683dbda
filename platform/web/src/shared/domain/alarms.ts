// What must be heard and seen until somebody attends to it: new orders, passed limits, desk alerts. Pure.

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

// Alerts about an open order repeat what its own alarms say; only the others ring by themselves.
export function pendingAlarms(
  orders: readonly OrderSummary[],
  alerts: readonly DeskAlert[],
  attended: ReadonlySet<string>,
): Alarm[] {
  const open = new Set(orders.map((order) => order.id))
  const all = [
    ...orders.flatMap(alarmsOf),
    ...alerts
      .filter((alert) => alert.order_id === undefined || !open.has(alert.order_id))
      .map((alert): Alarm => ({ key: `alert/${alert.id}`, kind: 'desk', sinceMs: alert.raised_ms, alert })),
  ]
  return all
    .filter((alarm) => !attended.has(alarm.key))
    .sort((a, b) => alarmKinds.indexOf(a.kind) - alarmKinds.indexOf(b.kind) || b.sinceMs - a.sinceMs)
}
