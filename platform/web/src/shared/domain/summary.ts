// A detail contains all that a row shows: the answer to a write patches the row without another request.

import type { OrderDetail, OrderSummary } from '@/shared/api/client'

export function summaryOf({ notice_counts: notices, ...detail }: OrderDetail): OrderSummary {
  return { ...detail, notices }
}

// What happened to the order that the user had not seen: the entries of the time line that are new.
export function newEntries(seen: OrderDetail, current: OrderDetail): OrderDetail['timeline'] {
  return current.timeline.slice(seen.timeline.length)
}
