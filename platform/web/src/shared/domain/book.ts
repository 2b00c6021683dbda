// The open orders that a page shows, patched row by row as changes come in. Pure; pages wrap it in what they render with.

import type { OrderPage, OrderSummary } from '@/shared/api/client'

interface Entry {
  order: OrderSummary
  seq: number // of the newest change that it contains
}

export class OrderBook {
  private entries = new Map<string, Entry>()
  private closed = new Map<string, number>() // id -> seq, so that an older list cannot bring a finished order back
  private listSeq = 0

  // A fetched list of all open orders. What arrived live since it was made stays.
  load(page: OrderPage): void {
    const kept = [...this.entries.values()].filter((entry) => entry.seq > page.change_seq)
    const listed = page.orders
      .filter((order) => (this.closed.get(order.id) ?? 0) <= page.change_seq)
      .map((order): Entry => ({ order, seq: page.change_seq }))
    this.entries = new Map([...listed, ...kept].map((entry) => [entry.order.id, entry]))
    this.listSeq = page.change_seq
    for (const [id, seq] of this.closed) if (seq <= page.change_seq) this.closed.delete(id)
  }

  // A live change, or the answer to one's own write (which has no number: its version decides alone).
  // False: nothing newer than what is shown.
  patch(order: OrderSummary, seq?: number): boolean {
    const known = this.entries.get(order.id)
    const at = seq ?? known?.seq ?? this.listSeq
    if (known && (known.order.version > order.version || at < known.seq)) return false
    if (this.closed.has(order.id) && at < this.closed.get(order.id)!) return false
    if (order.closed_ms === undefined) {
      this.closed.delete(order.id)
      this.entries.set(order.id, { order, seq: at })
    } else {
      this.closed.set(order.id, at)
      this.entries.delete(order.id)
    }
    return true
  }

  get(id: string): OrderSummary | undefined {
    return this.entries.get(id)?.order
  }

  // The most urgent first.
  list(): OrderSummary[] {
    return [...this.entries.values()].map((entry) => entry.order).sort(byUrgency)
  }
}

// Nobody under way before somebody under way; then by the next deadline; then the oldest alarm.
export function byUrgency(a: OrderSummary, b: OrderSummary): number {
  return (
    Number(isUnderWay(a)) - Number(isUnderWay(b)) ||
    dueOf(a) - dueOf(b) ||
    a.opened_ms - b.opened_ms ||
    a.id.length - b.id.length ||
    (a.id < b.id ? -1 : 1)
  )
}

function dueOf(order: OrderSummary): number {
  return order.next_deadline?.due_ms ?? Number.MAX_SAFE_INTEGER
}

// Somebody has accepted on some level.
export function isUnderWay(order: OrderSummary): boolean {
  return order.state === 'accepted' || order.state === 'arrived'
}

export const queueTabs = ['all', 'waiting', 'accepted', 'arrived', 'overdue'] as const
export type QueueTab = (typeof queueTabs)[number]

export function inTab(order: OrderSummary, tab: QueueTab): boolean {
  switch (tab) {
    case 'all':
      return true
    case 'waiting':
      return !isUnderWay(order)
    case 'accepted':
    case 'arrived':
      return order.state === tab
    case 'overdue':
      return order.overdue
  }
}
