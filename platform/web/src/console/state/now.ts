// One ticking for all countdowns and ages of the page, in the server's time.

import { ref } from 'vue'
import { clock } from './session'

const tickMs = 500

export const nowMs = ref(clock.now())

// `onJump` is called when the computer slept or its clock was set.
export function startTicking(onJump: () => void): void {
  setInterval(() => {
    if (clock.jumped()) onJump()
    nowMs.value = clock.now()
  }, tickMs)
}
