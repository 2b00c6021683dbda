// Where a lift is, in one line: 爱山广场 A座1号客梯.

import type { OrderSummary } from '@/shared/api/client'

export function placeText({ estate, place }: OrderSummary['elevator']): string {
  return estate ? `${estate} ${place}` : place
}
