import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gathered } from '@/shared/live/gathered'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('work with many reasons', () => {
  it('runs once for reasons that come together, and not without one', async () => {
    const work = vi.fn(() => Promise.resolve())
    const { ask } = gathered(work, 1000)
    for (let i = 0; i < 20; i++) ask()
    await pass(999)
    expect(work).not.toHaveBeenCalled()
    await pass(10_000)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('runs the first time of a quiet while at once where that is asked for, and then keeps its pace', async () => {
    const work = vi.fn(() => Promise.resolve())
    const { ask } = gathered(work, 1000, 0)
    ask()
    await pass(1)
    expect(work).toHaveBeenCalledTimes(1)
    ask()
    await pass(900)
    expect(work).toHaveBeenCalledTimes(1)
    await pass(100)
    expect(work).toHaveBeenCalledTimes(2)
    await pass(5000)
    ask()
    await pass(1)
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('goes on at its pace while reasons never stop coming', async () => {
    const work = vi.fn(() => Promise.resolve())
    const { ask } = gathered(work, 1000)
    for (let ms = 0; ms < 10_000; ms += 100) {
      ask()
      await pass(100)
    }
    expect(work.mock.calls.length).toBeGreaterThanOrEqual(9)
  })

  it('never runs beside itself, and runs again for a reason that came meanwhile', async () => {
    let atOnce = 0
    let most = 0
    const work = vi.fn(async () => {
      most = Math.max(most, ++atOnce)
      await new Promise((done) => setTimeout(done, 3000))
      atOnce--
    })
    const { ask } = gathered(work, 1000)
    for (let ms = 0; ms < 10_000; ms += 100) {
      ask()
      await pass(100)
    }
    expect(most).toBe(1)
    expect(work).toHaveBeenCalledTimes(3)
    await pass(20_000)
    expect(work).toHaveBeenCalledTimes(4)
  })

  it('does nothing more when stopped', async () => {
    const work = vi.fn(() => Promise.resolve())
    const { ask, stop } = gathered(work, 1000)
    ask()
    stop()
    await pass(5000)
    expect(work).not.toHaveBeenCalled()
  })
})
