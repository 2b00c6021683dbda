// When a page must say that what it shows may be out of date.

// The server sends at least a comment every 15 s.
export const silenceMs = 20_000

export function isSilent(heardAt: number, now: number): boolean {
  return now - heardAt > silenceMs
}

// Waiting time before attempt n (0, 1, 2 ...) to reconnect: about 1 s at first, at most 4 s, spread so that a server
// that comes back does not meet all browsers in one instant. `random` in [0, 1).
export function reconnectDelayMs(attempt: number, random: number): number {
  const base = Math.min(4000, 1000 * 2 ** Math.min(attempt, 2))
  return base * (0.75 + random * 0.5)
}
