import { describe, expect, it } from 'vitest'
import { isSilent, reconnectDelayMs } from '@/shared/live/liveness'
import { ResumePoint } from '@/shared/live/resume'

const hello = (seq: number) => ({ event: 'hello', data: JSON.stringify({ now_ms: 5, change_seq: seq }) })
const change = (seq: number) => ({ id: String(seq), event: 'change', data: JSON.stringify({ seq, kind: 'order_changed' }) })
const resync = (seq: number) => ({ event: 'resync', data: JSON.stringify({ now_ms: 5, change_seq: seq }) })
const kinds = (news: { kind: string }[]) => news.map((one) => one.kind)

describe('ResumePoint', () => {
  it('starts where a first hello says', () => {
    const point = new ResumePoint()
    expect(point.lastEventId).toBeNull()
    point.take(hello(41))
    expect(point.lastEventId).toBe('41')
  })

  it('goes on from the list that the page has, not from the hello', () => {
    const point = new ResumePoint()
    point.adopt(40)
    expect(kinds(point.take(hello(42)))).toEqual(['hello'])
    expect(point.lastEventId).toBe('40')
    expect(kinds(point.take(change(41)))).toEqual(['change'])
    expect(point.lastEventId).toBe('41')
  })

  it('passes a change on once, however often it is sent', () => {
    const point = new ResumePoint()
    point.adopt(40)
    expect(kinds(point.take(change(41)))).toEqual(['change'])
    expect(point.take(change(41))).toEqual([])
    expect(point.take(change(40))).toEqual([])
  })

  it('asks for everything when the server says so, and goes on from there', () => {
    const point = new ResumePoint()
    point.adopt(3)
    expect(kinds(point.take(resync(900)))).toEqual(['resync'])
    expect(point.lastEventId).toBe('900')
  })

  it('asks for everything when the server counts from an older past (a restored database)', () => {
    const point = new ResumePoint()
    point.adopt(500)
    expect(kinds(point.take(hello(200)))).toEqual(['hello', 'resync'])
    expect(kinds(point.take(change(201)))).toEqual(['change'])
  })

  it('ignores events of a newer server', () => {
    expect(new ResumePoint().take({ event: 'weather', data: '{}' })).toEqual([])
  })
})

describe('liveness', () => {
  it('is silent after more than 20 s', () => {
    expect(isSilent(0, 20_000)).toBe(false)
    expect(isSilent(0, 20_001)).toBe(true)
  })

  it('reconnects after about a second, later more slowly, never all at once', () => {
    expect(reconnectDelayMs(0, 0)).toBe(750)
    expect(reconnectDelayMs(0, 0.999)).toBeCloseTo(1249.5)
    expect(reconnectDelayMs(2, 0.5)).toBe(4000)
    expect(reconnectDelayMs(50, 0.5)).toBe(8000)
  })
})
