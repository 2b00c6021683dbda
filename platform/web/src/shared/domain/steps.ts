// The five steps of a rescue (RS-2) and what may be tapped next on a dispatch (RS-14). Mirrors what the server decides,
// so that a page offers only what can succeed; the server's answer is what counts.

import type { Dispatch, Level, OrderState, StepRequest } from '@/shared/api/client'

export const steps = ['received', 'dispatched', 'accepted', 'arrived', 'rescued'] as const satisfies OrderState[]

export type Tap = StepRequest['step']

const nextTap: Record<OrderState, Tap | null> = {
  received: null,
  dispatched: 'accepted',
  accepted: 'arrived',
  arrived: 'rescued',
  rescued: null,
}

export function nextStep(dispatch: Dispatch): Tap | null {
  return dispatch.not_needed ? null : nextTap[dispatch.state]
}

// A closed order can be changed for 72 h from the time it happened (RS-10); until then even 救出 can be taken back.
const operableMs = 72 * 3600_000

export function canStepBack(dispatch: Dispatch, happenedMs: number, nowMs: number): boolean {
  if (dispatch.not_needed) return false
  if (dispatch.state === 'rescued') return nowMs - happenedMs <= operableMs
  return dispatch.state === 'accepted' || dispatch.state === 'arrived'
}

// I2: only while nobody has accepted.
export function canWithdraw(dispatch: Dispatch): boolean {
  return dispatch.state === 'dispatched' && !dispatch.not_needed
}

// RS-3, RS-6: what the desk can send out is every level without a dispatch that stands: none yet, or one taken back.
export function dispatchable(dispatches: readonly Dispatch[]): Level[] {
  return ([1, 2] as const).filter((level) => dispatches.every((one) => one.level !== level || one.withdrawn === true))
}

// Of these, what the card of a level's dispatch offers: its own again, and the other as long as that has no card.
export function dispatchableOn(card: Level, dispatches: readonly Dispatch[]): Level[] {
  const hasCard = (level: Level) => dispatches.some((one) => one.level === level)
  return dispatchable(dispatches).filter((level) => level === card || !hasCard(level))
}

export function reached(state: OrderState, step: OrderState): boolean {
  return steps.indexOf(state) >= steps.indexOf(step)
}

export interface StepNode {
  step: OrderState
  state: 'done' | 'current' | 'ahead'
  atMs?: number
  by?: string
  // The step's limit on this dispatch passed unmet, or was met too late.
  late: boolean
}

// The five nodes of one dispatch. 接警 belongs to the order and is shared by its dispatches.
export function stepNodes(receivedMs: number, dispatch: Dispatch | null): StepNode[] {
  const at: Record<OrderState, number | undefined> = {
    received: receivedMs,
    dispatched: dispatch?.dispatched_ms,
    accepted: dispatch?.accepted_ms,
    arrived: dispatch?.arrived_ms,
    rescued: dispatch?.rescued_ms,
  }
  const by: Partial<Record<OrderState, string | undefined>> = {
    accepted: dispatch?.accepted_by,
    arrived: dispatch?.arrived_by,
    rescued: dispatch?.rescued_by,
  }
  const state = dispatch?.state ?? 'received'
  const open = state !== 'rescued' && !dispatch?.not_needed
  return steps.map((step, index) => ({
    step,
    state: reached(state, step) ? 'done' : open && index === steps.indexOf(state) + 1 ? 'current' : 'ahead',
    ...(reached(state, step) && at[step] !== undefined ? { atMs: at[step] } : {}),
    ...(reached(state, step) && by[step] ? { by: by[step] } : {}),
    late: dispatch?.limits.some((limit) => limit.step === step && limit.fired_ms !== undefined) ?? false,
  }))
}
