// What a user does to the open order, one thing at a time: send, then show the answer, the clash or the refusal.

import { ref, shallowRef, type ShallowRef } from 'vue'
import type { Intention, Level, OrderDetail, StepBackRequest, StepRequest } from '@/shared/api/client'
import { Refusal, Unreachable } from '@/shared/api/errors'
import { randomUuid } from '@/shared/browser/uuid'
import { refusalText } from '@/shared/domain/refusal'
import type { Tap } from '@/shared/domain/steps'
import { newEntries } from '@/shared/domain/summary'
import { Unanswered } from '@/shared/domain/unanswered'
import { toastDone } from '@/shared/kit/toasts'
import { keyOf, t } from '@/shared/i18n'
import { api } from '../../state/session'

export type Action = Tap | 'step_back' | 'withdraw'

export interface Outcome {
  done: boolean
  // What is wrong and what to do. Absent where a dialog of its own says it: after a clash, and when the session is over.
  refusal?: string
}

export function useActions(detail: ShallowRef<OrderDetail | undefined>, show: (detail: OrderDetail) => void) {
  const busy = ref<`${Level}/${Action}` | null>(null)
  // What others did meanwhile.
  const clash = shallowRef<OrderDetail['timeline'] | null>(null)
  const unanswered = new Unanswered(randomUuid)

  async function perform(
    level: Level,
    action: Action,
    body: unknown,
    send: (order: OrderDetail, intention: Intention) => Promise<OrderDetail>,
  ): Promise<Outcome> {
    const order = detail.value
    if (!order || busy.value) return { done: false }
    busy.value = `${level}/${action}`
    const intention = unanswered.intentionFor([order.id, action, body], order.version)
    try {
      show(await send(order, intention))
      unanswered.answered()
      toastDone(t(keyOf('action.done', action)!))
      return { done: true }
    } catch (error) {
      if (!(error instanceof Unreachable)) unanswered.answered()
      return refused(error, order)
    } finally {
      busy.value = null
    }
  }

  function refused(error: unknown, order: OrderDetail): Outcome {
    if (error instanceof Refusal && error.code === 'not_logged_in') return { done: false }
    const current = error instanceof Refusal ? error.problem.current : undefined
    if (!current) return { done: false, refusal: refusalText(error) }
    clash.value = newEntries(order, current)
    show(current)
    return { done: false }
  }

  function tap(level: Level, step: Tap, closing?: StepRequest['closing']): Promise<Outcome> {
    const body: StepRequest = { level, step, ...(closing ? { closing } : {}) }
    return perform(level, step, body, (order, intention) => api.takeStep(order.id, body, intention))
  }

  function stepBack(level: Level, reason: string): Promise<Outcome> {
    const body: StepBackRequest = { level, reason }
    return perform(level, 'step_back', body, (order, intention) => api.stepBack(order.id, body, intention))
  }

  function withdraw(level: Level, reason: string): Promise<Outcome> {
    const body: StepBackRequest = { level, reason }
    return perform(level, 'withdraw', body, (order, intention) => api.withdraw(order.id, body, intention))
  }

  return { busy, clash, tap, stepBack, withdraw }
}
