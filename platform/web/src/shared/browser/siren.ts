// The alarm sound: tones made by WebAudio, repeated until told to stop. A browser lets a page sound only after a click,
// so there are three states: on, off, and blocked (wanted, but the browser has not let it).

import { ref } from 'vue'
import type { AlarmKind } from '@/shared/domain/alarms'

export type SoundState = 'on' | 'off' | 'blocked'

interface Tone {
  hz: number
  atS: number
  lastsS: number
}

// One round of each alarm, told apart by ear: a rising pair twice, three level knocks, a long fall, a soft double.
const patterns: Record<AlarmKind, readonly Tone[]> = {
  new_order: [0, 0.7].flatMap((at) => [
    { hz: 659, atS: at, lastsS: 0.26 },
    { hz: 988, atS: at + 0.28, lastsS: 0.34 },
  ]),
  unaccepted: [0, 0.3, 0.6].map((atS) => ({ hz: 784, atS, lastsS: 0.2 })),
  overtime: [
    { hz: 880, atS: 0, lastsS: 0.4 },
    { hz: 587, atS: 0.42, lastsS: 0.6 },
  ],
  desk: [0, 0.3].map((atS) => ({ hz: 523, atS, lastsS: 0.16 })),
}
const roundMs = 2400
const volume = 0.22
const rampS = 0.02

const stored = 'liftguard.sound'

export class Siren {
  readonly state = ref<SoundState>(localStorage.getItem(stored) === 'on' ? 'blocked' : 'off')
  private context: AudioContext | null = null
  private kind: AlarmKind | null = null
  private timer: ReturnType<typeof setInterval> | undefined
  private sounding: OscillatorNode[] = []
  private leads = false

  // By a click: switches on, or off.
  async toggle(): Promise<void> {
    if (this.state.value === 'on') {
      localStorage.setItem(stored, 'off')
      await this.context?.suspend()
      this.follow()
    } else {
      await this.arm()
    }
  }

  // Any click or key will do once the user has wanted sound, on this visit or an earlier one.
  async rearm(): Promise<void> {
    if (this.state.value === 'blocked') await this.arm()
  }

  // What calls for attention most, or null for silence.
  ring(kind: AlarmKind | null): void {
    if (kind === this.kind) return
    this.kind = kind
    this.restart()
  }

  private async arm(): Promise<void> {
    localStorage.setItem(stored, 'on')
    if (!this.context) {
      this.context = new AudioContext()
      this.context.addEventListener('statechange', () => this.follow())
      this.lead()
    }
    // Without a user's gesture resume() may stay pending for ever: the state says blocked meanwhile.
    this.follow()
    await this.context.resume()
    this.follow()
  }

  // Of several tabs with sound, one sounds.
  private lead(): void {
    void navigator.locks.request('liftguard-siren', () => {
      this.leads = true
      this.restart()
      return new Promise<never>(() => {}) // held until the tab closes
    })
  }

  private follow(): void {
    const wanted = localStorage.getItem(stored) === 'on'
    this.state.value = !wanted ? 'off' : this.context?.state === 'running' ? 'on' : 'blocked'
    this.restart()
  }

  private restart(): void {
    clearInterval(this.timer)
    for (const tone of this.sounding) tone.stop()
    this.sounding = []
    if (this.kind === null || this.state.value !== 'on' || !this.leads) return
    this.playRound()
    this.timer = setInterval(() => this.playRound(), roundMs)
  }

  private playRound(): void {
    const context = this.context
    if (!context || this.kind === null) return
    const start = context.currentTime + 0.03
    this.sounding = patterns[this.kind].map(({ hz, atS, lastsS }) => {
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hz })
      const gain = new GainNode(context, { gain: 0 })
      const [from, to] = [start + atS, start + atS + lastsS]
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(volume, from + rampS)
      gain.gain.setValueAtTime(volume, to - rampS)
      gain.gain.linearRampToValueAtTime(0, to)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(from)
      oscillator.stop(to)
      return oscillator
    })
  }
}
