// Orders to test with: one plain order, and what differs.
import type { Dispatch, OrderPage, OrderSummary } from '@/shared/api/client'

export const t0 = Date.UTC(2026, 10, 22, 6, 32, 5) // 14:32:05 in Shanghai

export function dispatch(differs: Partial<Dispatch> = {}): Dispatch {
  return {
    level: 1,
    unit_id: '9',
    unit_name: '湖州安达电梯维保有限公司',
    state: 'dispatched',
    dispatched_ms: t0,
    not_needed: false,
    limits: [{ step: 'accepted', due_ms: t0 + 180_000 }],
    ...differs,
  }
}

export function order(differs: Partial<OrderSummary> = {}): OrderSummary {
  return {
    id: '1',
    version: 1,
    elevator: { id: '5', code: '104329', place: '办公楼1号梯', district: '南太湖新区', estate: '科创大厦', in_city_centre: true },
    state: 'dispatched',
    tag: 'normal',
    source: 'monitor',
    late: false,
    happened_ms: t0 - 500,
    opened_ms: t0,
    seen: { kind: 'trapped', reasons: ['outside_zone', 'occupied'] },
    dispatches: [dispatch()],
    overdue: false,
    notices: { pending: 0, delivered: 0, failed: 0 },
    ...differs,
  }
}

export function page(orders: OrderSummary[], changeSeq: number): OrderPage {
  return { orders, change_seq: changeSeq, now_ms: t0 }
}
