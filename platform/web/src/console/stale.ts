// A part of the pages that cannot be loaded: the server is away for a moment, or has a new release whose files have other
// names. The first passes by trying again, the second by one reload.

const tries = 5
const pauseMs = 1000
const stored = 'liftguard.reloaded'
// A reload that did not help is not repeated for so long, so that nobody's page spins.
const reloadAgainMs = 60_000

export function retryOrReload(error: Error, retry: () => void, fail: () => void, attempts: number): void {
  if (attempts < tries) {
    setTimeout(retry, pauseMs)
    return
  }
  if (!reloadOnce(location.href)) {
    console.error(error)
    fail()
  }
}

export function reloadOnce(url: string): boolean {
  const last = Number(sessionStorage.getItem(stored) ?? 0)
  if (Date.now() - last < reloadAgainMs) return false
  sessionStorage.setItem(stored, String(Date.now()))
  location.assign(url)
  return true
}
