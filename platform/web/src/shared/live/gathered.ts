// Many reasons for one and the same piece of work: it runs a while after the first of them (at once, where nobody should
// see the old state beside the reason), and goes on doing so at that pace for as long as reasons keep coming. It never runs beside itself, so that a slow run is not overtaken for ever.

export interface Gathered {
  ask: () => void
  stop: () => void // what was asked for and has not begun is dropped
}

export function gathered(work: () => Promise<void>, paceMs: number, firstAfterMs = paceMs): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let askedMeanwhile = false
  let lastBegan = -Infinity

  function ask(): void {
    if (running) askedMeanwhile = true
    else timer ??= setTimeout(() => void run(), Math.max(firstAfterMs, Math.min(paceMs, lastBegan + paceMs - Date.now())))
  }

  async function run(): Promise<void> {
    timer = undefined
    running = true
    lastBegan = Date.now()
    try {
      await work()
    } finally {
      running = false
      if (askedMeanwhile) ask()
      askedMeanwhile = false
    }
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
    askedMeanwhile = false
  }

  return { ask, stop }
}
