// The server's time as this page knows it. Every countdown and age is reckoned with it, so that a wrong clock on the
// seat's computer shows no wrong limit. Between samples it runs on the monotonic clock, never on the wall clock.

export interface ClockSample {
  // Monotonic milliseconds just before the request left and just after the answer came.
  sentAt: number
  receivedAt: number
  // The server's time in the answer, milliseconds UTC.
  serverMs: number
}

export interface ClockSources {
  monotonic: () => number
  wall: () => number
}

// How fast a cheap quartz may drift: an old sample loses this much certainty per millisecond of age.
const driftPerMs = 200e-6
// A difference between wall and monotonic clock beyond this means that the computer slept or its clock was set.
const jumpMs = 1500

export class ServerClock {
  private offset: number | null = null // server time minus monotonic time
  private uncertainty = Infinity
  private takenAt = 0
  private wallMinusMonotonic: number

  constructor(private readonly sources: ClockSources = { monotonic: () => performance.now(), wall: () => Date.now() }) {
    this.wallMinusMonotonic = this.readGap()
  }

  // Takes a sample unless the one in use is still the better one. The server read its clock somewhere between sending
  // and receiving: the middle is wrong by at most half the round trip.
  sample({ sentAt, receivedAt, serverMs }: ClockSample): void {
    const uncertainty = (receivedAt - sentAt) / 2
    const aged = this.uncertainty + (receivedAt - this.takenAt) * driftPerMs
    if (this.offset !== null && uncertainty > aged) return
    this.offset = serverMs - (sentAt + receivedAt) / 2
    this.uncertainty = uncertainty
    this.takenAt = receivedAt
  }

  // Milliseconds UTC on the server. Before the first sample: the computer's own clock.
  now(): number {
    return this.offset === null ? this.sources.wall() : this.sources.monotonic() + this.offset
  }

  // True once after the computer slept or its clock was set: the monotonic clock may have stood still, so the next
  // sample is taken whatever its certainty, and the caller should fetch one.
  jumped(): boolean {
    const gap = this.readGap()
    const jumped = Math.abs(gap - this.wallMinusMonotonic) > jumpMs
    this.wallMinusMonotonic = gap
    if (jumped) this.uncertainty = Infinity
    return jumped
  }

  private readGap(): number {
    return this.sources.wall() - this.sources.monotonic()
  }
}
