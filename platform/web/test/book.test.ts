import { describe, expect, it } from 'vitest'
import { OrderBook, byUrgency, inTab, queueTabs } from '@/shared/domain/book'
import { order, page, t0 } from './orders'

const ids = (book: OrderBook) => book.list().map((one) => one.id)

describe('OrderBook', () => {
  it('adds, replaces and removes single orders', () => {
    const book = new OrderBook()
    book.load(page([order({ id: '1' })], 10))
    expect(book.patch(order({ id: '2', opened_ms: t0 + 1 }), 11)).toBe(true)
    expect(ids(book)).toEqual(['1', '2'])
    book.patch(order({ id: '1', version: 2, overdue: true }), 12)
    expect(book.get('1')?.overdue).toBe(true)
    book.patch(order({ id: '1', version: 3, state: 'rescued', closed_ms: t0 }), 13)
    expect(ids(book)).toEqual(['2'])
  })

  it('never goes back to an older version or an older change', () => {
    const book = new OrderBook()
    book.load(page([order({ version: 5 })], 10))
    expect(book.patch(order({ version: 4 }), 11)).toBe(false)
    expect(book.patch(order({ version: 5, late: true }), 9)).toBe(false)
    expect(book.get('1')?.late).toBe(false)
  })

  it('takes a change that leaves the version alone (a notice went out)', () => {
    const book = new OrderBook()
    book.load(page([order()], 10))
    expect(book.patch(order({ notices: { pending: 0, delivered: 1, failed: 0 } }), 11)).toBe(true)
    expect(book.get('1')?.notices.delivered).toBe(1)
  })

  it('keeps what came live while an older list was under way', () => {
    const book = new OrderBook()
    book.patch(order({ id: '2', version: 3 }), 12)
    book.load(page([order({ id: '1' }), order({ id: '2', version: 2 })], 11))
    expect(book.get('2')?.version).toBe(3)
    expect(ids(book).sort()).toEqual(['1', '2'])
  })

  it('drops what a newer list no longer has', () => {
    const book = new OrderBook()
    book.patch(order({ id: '2' }), 12)
    book.load(page([order({ id: '1' })], 12))
    expect(ids(book)).toEqual(['1'])
  })

  it('does not bring a finished order back by an older list or an older change', () => {
    const book = new OrderBook()
    book.load(page([order()], 10))
    book.patch(order({ version: 4, closed_ms: t0 }), 14)
    book.load(page([order({ version: 3 })], 13))
    expect(ids(book)).toEqual([])
    expect(book.patch(order({ version: 3 }), 13)).toBe(false)
    expect(ids(book)).toEqual([])
  })

  it('shows an order again whose 救出 was taken back (RS-2)', () => {
    const book = new OrderBook()
    book.patch(order({ version: 4, closed_ms: t0 }), 14)
    book.patch(order({ version: 5, state: 'arrived' }), 15)
    expect(ids(book)).toEqual(['1'])
  })

  it('shows one’s own answer at once and lets the stream’s copy of it change nothing', () => {
    const book = new OrderBook()
    book.load(page([order()], 10))
    expect(book.patch(order({ version: 2, state: 'accepted' }))).toBe(true)
    expect(book.get('1')?.state).toBe('accepted')
    book.patch(order({ version: 2, state: 'accepted' }), 11)
    expect(book.get('1')?.state).toBe('accepted')
  })
})

describe('the order of the queue', () => {
  it('puts what nobody has accepted first, then the nearest deadline, then the oldest', () => {
    const due = (ms: number) => ({ next_deadline: { level: 1 as const, step: 'accepted' as const, due_ms: t0 + ms } })
    const accepted = order({ id: '10', state: 'accepted', ...due(1) })
    const near = order({ id: '11', ...due(1000) })
    const far = order({ id: '12', ...due(2000) })
    const older = order({ id: '13', opened_ms: t0 - 9 })
    const younger = order({ id: '14' })
    expect([younger, accepted, far, older, near].sort(byUrgency).map((one) => one.id)).toEqual(['11', '12', '13', '14', '10'])
  })

  it('is the same whatever the order of arrival, also for equal times', () => {
    const [a, b] = [order({ id: '9' }), order({ id: '10' })]
    expect([a, b].sort(byUrgency)).toEqual([b, a].sort(byUrgency))
  })
})

describe('tabs', () => {
  it('put every open order into all and exactly one step', () => {
    for (const state of ['received', 'dispatched', 'accepted', 'arrived'] as const) {
      const tabs = queueTabs.filter((tab) => inTab(order({ state }), tab))
      expect(tabs).toHaveLength(2)
      expect(tabs[0]).toBe('all')
    }
  })
})
