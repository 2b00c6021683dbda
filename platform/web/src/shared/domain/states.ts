// Every state that a user sees, in one table a family: its label, its tone and its icon. A tone is never the only mark.
// Adding a value to the contract without a row here does not compile.

import type { components } from '@/shared/api/schema'
import type { Closing, OrderState, OrderSummary } from '@/shared/api/client'
import type { IconName } from '@/shared/kit/icons'
import { keyOf, type MessageKey } from '@/shared/i18n'

export type Tone = 'danger' | 'warn' | 'ok' | 'run' | 'quiet'

export interface Mark {
  label: MessageKey
  tone: Tone
  icon: IconName
}

type Schemas = components['schemas']

export const orderStates: Record<OrderState, Mark> = {
  received: { label: 'state.received', tone: 'danger', icon: 'siren' },
  dispatched: { label: 'state.dispatched', tone: 'danger', icon: 'siren' },
  accepted: { label: 'state.accepted', tone: 'run', icon: 'route' },
  arrived: { label: 'state.arrived', tone: 'run', icon: 'pin' },
  rescued: { label: 'state.rescued', tone: 'ok', icon: 'check' },
}

export const notNeeded: Mark = { label: 'state.not_needed', tone: 'quiet', icon: 'check' }
export const overdueMark: Mark = { label: 'mark.overdue', tone: 'warn', icon: 'clock' }
export const lateMark: Mark = { label: 'mark.late', tone: 'warn', icon: 'history' }
export const recoveredMark: Mark = { label: 'mark.recovered', tone: 'ok', icon: 'check' }
export const compliantMark: Mark = { label: 'order.compliant_yes', tone: 'ok', icon: 'check' }
export const notCompliantMark: Mark = { label: 'order.compliant_no', tone: 'warn', icon: 'clock' }
export const maintenanceMark: Mark = { label: 'mark.maintenance', tone: 'run', icon: 'key' }
export const secondLevelMark: Mark = { label: 'level.2', tone: 'warn', icon: 'users' }
export const noticeFailedMark: Mark = { label: 'mark.notice_failed', tone: 'danger', icon: 'message' }

export const tags: Record<OrderSummary['tag'], Mark> = {
  normal: { label: 'tag.normal', tone: 'quiet', icon: 'lift' },
  drill: { label: 'tag.drill', tone: 'run', icon: 'alert' },
  test: { label: 'tag.test', tone: 'run', icon: 'alert' },
}

export const sources: Record<OrderSummary['source'], Mark> = {
  monitor: { label: 'source.monitor', tone: 'quiet', icon: 'device' },
  public: { label: 'source.public', tone: 'quiet', icon: 'users' },
  desk: { label: 'source.desk', tone: 'quiet', icon: 'phone' },
}

export const occupancies: Record<NonNullable<Schemas['Seen']['occupancy']>, Mark> = {
  occupied: { label: 'occupancy.occupied', tone: 'danger', icon: 'users' },
  empty: { label: 'occupancy.empty', tone: 'quiet', icon: 'users' },
  unknown: { label: 'occupancy.unknown', tone: 'warn', icon: 'users' },
}

export const noticeStates: Record<Schemas['Notice']['state'], Mark> = {
  pending: { label: 'notice.pending', tone: 'quiet', icon: 'clock' },
  sending: { label: 'notice.sending', tone: 'run', icon: 'message' },
  delivered: { label: 'notice.delivered', tone: 'ok', icon: 'check' },
  failed: { label: 'notice.failed', tone: 'danger', icon: 'alert' },
  superseded: { label: 'notice.superseded', tone: 'quiet', icon: 'check' },
  no_phone: { label: 'notice.no_phone', tone: 'danger', icon: 'alert' },
  sent: { label: 'notice.sent', tone: 'run', icon: 'message' },
  merged: { label: 'notice.merged', tone: 'quiet', icon: 'message' },
}

// Can the limits still be met? Nothing is said of an order that is on time.
export const prospects: Record<Schemas['Forecast']['prospect'], Mark> = {
  on_time: { label: 'forecast.on_time', tone: 'ok', icon: 'check' },
  at_risk: { label: 'forecast.at_risk', tone: 'warn', icon: 'clock' },
  lost: { label: 'forecast.lost', tone: 'danger', icon: 'clock' },
}
export const incidentMark: Mark = { label: 'incident.mark', tone: 'danger', icon: 'users' }

// RS-8, in the manual's order.
export const results: Record<Closing['result'], MessageKey> = {
  trapped: 'result.trapped',
  false_alarm: 'result.false_alarm',
  commissioning: 'result.commissioning',
  cleaning: 'result.cleaning',
  maintenance: 'result.maintenance',
  repair: 'result.repair',
  installation: 'result.installation',
}

// RS-16.
export const causes = {
  mains_lost: 'cause.mains_lost',
  main_supply_off: 'cause.main_supply_off',
  door_vane_gap: 'cause.door_vane_gap',
  machine_room_hot: 'cause.machine_room_hot',
  door_closing_too_long: 'cause.door_closing_too_long',
  levelling_sensor: 'cause.levelling_sensor',
  other: 'cause.other',
} as const satisfies Record<string, MessageKey>
export type Cause = keyof typeof causes

export function resultLabel(result: string): MessageKey {
  return keyOf('result', result) ?? 'order.undecided'
}

export const contactRoles: Record<Schemas['Contact']['role'], MessageKey> = {
  manager: 'contact.manager',
  rescuer: 'contact.rescuer',
}
