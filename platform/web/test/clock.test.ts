import { beforeEach, describe, expect, it } from 'vitest'
import { ServerClock } from '@/shared/live/clock'

let monotonic = 0
let wall = 0
let clock: ServerClock

const server = 1_800_000_000_000

beforeEach(() => {
  monotonic = 1000
  wall = server - 600_000 // the seat's clock is ten minutes slow
  clock = new ServerClock({ monotonic: () => monotonic, wall: () => wall })
})

function pass(ms: number): void {
  monotonic += ms
  wall += ms
}

describe('ServerClock (house rule 5, fault row D9)', () => {
  it('uses the computer’s clock only until the first sample', () => {
    expect(clock.now()).toBe(server - 600_000)
    clock.sample({ sentAt: 1000, receivedAt: 1000, serverMs: server })
    expect(clock.now()).toBe(server)
  })

  it('takes the middle of the round trip and runs on the monotonic clock', () => {
    clock.sample({ sentAt: 1000, receivedAt: 1040, serverMs: server })
    monotonic = 1020
    expect(clock.now()).toBe(server)
    pass(5000)
    expect(clock.now()).toBe(server + 5000)
  })

  it('is not moved by a wall clock that is set while the page is open', () => {
    clock.sample({ sentAt: 1000, receivedAt: 1000, serverMs: server })
    wall += 3_600_000
    expect(clock.now()).toBe(server)
  })

  it('keeps a quick sample against a slow one, until it is old', () => {
    clock.sample({ sentAt: 1000, receivedAt: 1010, serverMs: server })
    pass(1000)
    clock.sample({ sentAt: 1000, receivedAt: 2000, serverMs: server + 9000 }) // 500 ms of doubt
    expect(clock.now()).toBe(server - 5 + 1000)
    pass(3_600_000) // an hour at 200 ppm is 720 ms of doubt
    clock.sample({ sentAt: monotonic - 1000, receivedAt: monotonic, serverMs: server + 3_601_000 })
    expect(clock.now()).toBe(server + 3_601_500)
  })

  it('says once that the computer slept, and then takes any sample', () => {
    clock.sample({ sentAt: 1000, receivedAt: 1000, serverMs: server })
    expect(clock.jumped()).toBe(false)
    wall += 60_000 // the monotonic clock stood still
    expect(clock.jumped()).toBe(true)
    expect(clock.jumped()).toBe(false)
    clock.sample({ sentAt: monotonic - 900, receivedAt: monotonic, serverMs: server + 60_000 })
    expect(clock.now()).toBe(server + 60_450)
  })

  it('tolerates a small correction of the wall clock', () => {
    wall += 1500
    expect(clock.jumped()).toBe(false)
  })
})
