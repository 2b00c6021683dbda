import { describe, expect, it } from 'vitest'
import { canStepBack, canWithdraw, dispatchableOn, nextStep, stepNodes, steps } from '@/shared/domain/steps'
import { dispatch, t0 } from './orders'

describe('what may be tapped next (RS-2, RS-14)', () => {
  it.each([
    ['dispatched', 'accepted'],
    ['accepted', 'arrived'],
    ['arrived', 'rescued'],
    ['rescued', null],
  ] as const)('%s leads to %s', (state, next) => {
    expect(nextStep(dispatch({ state }))).toBe(next)
    expect(nextStep(dispatch({ state, not_needed: true }))).toBeNull()
  })

  it('a step can be taken back, 救出 for 72 h (RS-10)', () => {
    const hours72 = 72 * 3600_000
    expect(canStepBack(dispatch(), t0, t0)).toBe(false)
    expect(canStepBack(dispatch({ state: 'arrived' }), t0, t0 + 10 * hours72)).toBe(true)
    expect(canStepBack(dispatch({ state: 'rescued' }), t0, t0 + hours72)).toBe(true)
    expect(canStepBack(dispatch({ state: 'rescued' }), t0, t0 + hours72 + 1)).toBe(false)
    expect(canStepBack(dispatch({ state: 'accepted', not_needed: true }), t0, t0)).toBe(false)
  })

  it('I2: a dispatch can be withdrawn until somebody accepts it, and once', () => {
    expect(canWithdraw(dispatch())).toBe(true)
    expect(canWithdraw(dispatch({ not_needed: true, withdrawn: true }))).toBe(false)
    for (const state of ['accepted', 'arrived', 'rescued'] as const) expect(canWithdraw(dispatch({ state }))).toBe(false)
  })
})

describe('what the desk can send out (RS-3, RS-6): every level without a dispatch that stands', () => {
  const withdrawn = { withdrawn: true, not_needed: true }
  const [first, second] = [dispatch(), dispatch({ level: 2 })]
  it.each([
    ['the second beside the first, from the beginning', 1, [first], [2]],
    ['the first after the second alone was sent', 2, [second], [1]],
    ['the second and the first again, where the first was taken back', 1, [dispatch(withdrawn)], [1, 2]],
    ['the first again, on its own card', 1, [dispatch(withdrawn), second], [1]],
    ['nothing, where the other card offers it', 2, [dispatch(withdrawn), second], []],
    ['the second again, on its own card', 2, [first, dispatch({ level: 2, ...withdrawn })], [2]],
    ['nothing, while both stand', 1, [first, second], []],
    ['nothing of what stands and is done or not needed', 2, [first, dispatch({ level: 2, not_needed: true })], []],
  ] as const)('%s', (_, card, dispatches, levels) => expect(dispatchableOn(card, dispatches)).toEqual(levels))
})

describe('the five nodes', () => {
  it('are 接警 派单 接单 到达 救出, with time and person on each that is done', () => {
    const nodes = stepNodes(t0, dispatch({ state: 'accepted', accepted_ms: t0 + 60_000, accepted_by: '维保人员01' }))
    expect(nodes.map((node) => node.step)).toEqual(steps)
    expect(nodes.map((node) => node.state)).toEqual(['done', 'done', 'done', 'current', 'ahead'])
    expect(nodes[2]).toMatchObject({ atMs: t0 + 60_000, by: '维保人员01', late: false })
    expect(nodes[3]!.atMs).toBeUndefined()
  })

  it('mark a step whose limit has fired', () => {
    const late = dispatch({ limits: [{ step: 'accepted', due_ms: t0, fired_ms: t0 + 1 }] })
    expect(stepNodes(t0, late).filter((node) => node.late).map((node) => node.step)).toEqual(['accepted'])
  })

  it('show nothing under way on a dispatch that is not needed', () => {
    const nodes = stepNodes(t0, dispatch({ state: 'accepted', not_needed: true }))
    expect(nodes.some((node) => node.state === 'current')).toBe(false)
  })

  it('show an order that waits for its dispatch', () => {
    expect(stepNodes(t0, null).map((node) => node.state)).toEqual(['done', 'current', 'ahead', 'ahead', 'ahead'])
  })
})
