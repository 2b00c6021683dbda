import { describe, expect, it } from 'vitest'
import { alarmsOf, attendedElsewhere, pendingAlarms } from '@/shared/domain/alarms'
import type { DeskAlert } from '@/shared/api/client'
import { dispatch, order, t0 } from './orders'

const kinds = (...args: Parameters<typeof pendingAlarms>) => pendingAlarms(...args).map((alarm) => alarm.kind)
const fired = { step: 'accepted', due_ms: t0, fired_ms: t0 + 1 } as const
const alert = (differs: Partial<DeskAlert> = {}): DeskAlert => ({
  id: '7', kind: 'alarm_button', raised_ms: t0, text_zh: '报警按钮', text_en: 'Alarm button', ...differs,
})

describe('what rings', () => {
  it('a new order, until somebody accepts it', () => {
    expect(alarmsOf(order()).map((alarm) => alarm.kind)).toEqual(['new_order'])
    expect(alarmsOf(order({ state: 'accepted' }))).toEqual([])
  })

  it('a new cause on an open order rings again (RS-4)', () => {
    const first = alarmsOf(order())[0]!.key
    expect(alarmsOf(order({ happened_ms: t0 + 60_000 }))[0]!.key).not.toBe(first)
  })

  it('a passed accept limit apart from other passed limits (RS-6)', () => {
    const late = order({ state: 'accepted', dispatches: [dispatch({ limits: [{ step: 'rescued', due_ms: t0, fired_ms: t0 + 1 }] })] })
    expect(kinds([late], [], new Set())).toEqual(['overtime'])
    const unaccepted = order({ dispatches: [dispatch({ limits: [fired] })] })
    expect(kinds([unaccepted], [], new Set())).toEqual(['new_order', 'unaccepted'])
  })

  it('not for a limit that was met since, nor on a dispatch that is not needed (RS-14)', () => {
    const met = dispatch({ limits: [{ ...fired, met_ms: t0 + 5 }] })
    const spare = dispatch({ level: 2, not_needed: true, limits: [fired] })
    expect(alarmsOf(order({ state: 'accepted', dispatches: [met, spare] }))).toEqual([])
  })

  it('not for what has been attended to, and again for what comes later', () => {
    const attended = new Set(alarmsOf(order()).map((alarm) => alarm.key))
    expect(kinds([order()], [], attended)).toEqual([])
    expect(kinds([order({ dispatches: [dispatch({ limits: [fired] })] })], [], attended)).toEqual(['unaccepted'])
  })

  it('not for the test orders of self-tests', () => expect(alarmsOf(order({ tag: 'test' }))).toEqual([]))

  it('a desk alert, unless it repeats what an order shows itself', () => {
    expect(kinds([], [alert()], new Set())).toEqual(['desk'])
    expect(kinds([], [alert({ kind: 'no_phone', order_id: '1' })], new Set())).toEqual(['desk'])
    for (const kind of ['new_order', 'new_cause', 'limit_passed'])
      expect(kinds([order()], [alert({ kind, order_id: '1' })], new Set())).toEqual(['new_order'])
  })

  it('nothing that another desk has attended to: its alert is no longer open', () => {
    const late = order({ dispatches: [dispatch({ limits: [fired] })] })
    const before = alarmsOf(late)
    const open = (kind: string) => alert({ kind, order_id: '1' })
    expect(attendedElsewhere(before, [open('new_order'), open('limit_passed')])).toEqual([])
    expect(attendedElsewhere(before, [open('new_cause')])).toEqual([before[1]!.key])
    expect(attendedElsewhere(before, [open('limit_passed')])).toEqual([before[0]!.key])
    expect(attendedElsewhere(before, [alert({ kind: 'new_order', order_id: '2' })])).toHaveLength(2)
  })

  it('the most urgent first, the newest of a kind before the older', () => {
    const old = order({ id: '1' })
    const young = order({ id: '2', opened_ms: t0 + 5 })
    const pending = pendingAlarms([old, young], [alert()], new Set())
    expect(pending.map((alarm) => alarm.order?.id ?? alarm.kind)).toEqual(['2', '1', 'desk'])
  })
})
