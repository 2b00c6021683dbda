// The limits of one dispatch (RS-5, RS-14) as a page shows them. Deadlines are the server's; nothing is reckoned here
// but on which side of one we are.

import type { Dispatch, OrderState } from '@/shared/api/client'
import type { Mark } from './states'

type Limit = Dispatch['limits'][number]

export type LimitStatus = 'running' | 'passed' | 'met' | 'met_late' | 'expired'

export const limitMarks: Record<LimitStatus, Mark> = {
  running: { label: 'limit.running', tone: 'run', icon: 'clock' },
  passed: { label: 'limit.fired', tone: 'warn', icon: 'alert' },
  met: { label: 'limit.met', tone: 'ok', icon: 'check' },
  met_late: { label: 'limit.met_late', tone: 'warn', icon: 'clock' },
  expired: { label: 'limit.expired', tone: 'quiet', icon: 'clock' },
}

export interface LimitRow {
  step: OrderState
  dueMs: number
  status: LimitStatus
}

// Inclusive: at exactly `due_ms` a step is in time. A fired limit stays fired (RS-2), whatever was tapped later.
export function limitStatus(limit: Limit, running: boolean, nowMs: number): LimitStatus {
  const passed = limit.fired_ms !== undefined
  if (limit.met_ms !== undefined) return passed || limit.met_ms > limit.due_ms ? 'met_late' : 'met'
  if (passed || (running && nowMs > limit.due_ms)) return 'passed'
  return running ? 'running' : 'expired'
}

// One row a step: of several rounds (RS-4) the latest.
export function limitRows(dispatch: Dispatch, nowMs: number): LimitRow[] {
  const latest = new Map<OrderState, Limit>()
  for (const limit of dispatch.limits) {
    const known = latest.get(limit.step)
    if (!known || limit.due_ms >= known.due_ms) latest.set(limit.step, limit)
  }
  const running = !dispatch.not_needed && dispatch.state !== 'rescued'
  return [...latest.values()].map((limit) => ({
    step: limit.step,
    dueMs: limit.due_ms,
    status: limitStatus(limit, running, nowMs),
  }))
}
