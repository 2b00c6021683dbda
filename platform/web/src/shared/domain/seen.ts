// What a box saw, in words: 门区外困人, where the car is and why the box says so.

import type { OrderSummary } from '@/shared/api/client'
import { keyOf, t, type MessageKey } from '@/shared/i18n'

type Seen = OrderSummary['seen']

// 困人 is told apart by its reasons: outside the door zone, or at a landing whose door does not open.
function kindKey(kind: string, reasons: readonly string[]): MessageKey | null {
  if (kind !== 'trapped') return keyOf('kind', kind)
  if (reasons.includes('outside_zone')) return 'kind.trapped_outside'
  return reasons.includes('door_not_opened') ? 'kind.trapped_inside' : 'kind.trapped'
}

export function kindText(kind: string, reasons: readonly string[] = []): string {
  const key = kindKey(kind, reasons)
  return key ? t(key) : t('kind.other', { name: kind })
}

export function whatText(seen: Seen): string {
  return kindText(seen.kind, seen.reasons)
}

export function reasonText(reason: string): string {
  const key = keyOf('reason', reason)
  return key ? t(key) : t('reason.other', { name: reason })
}

// The floor alone, for a row.
export function floorText(seen: Seen): string {
  if (seen.between) return t('where.between', { from: seen.between[0] ?? '', to: seen.between[1] ?? '' })
  return seen.floor === undefined ? t('where.unknown') : t('where.floor', { floor: seen.floor })
}

export function whereText(seen: Seen): string {
  if (seen.position_m === undefined) return floorText(seen)
  return `${floorText(seen)} · ${t('where.metres', { metres: seen.position_m.toFixed(1) })}`
}
