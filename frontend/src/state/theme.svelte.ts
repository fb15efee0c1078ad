/** Light, dark, or as the system has it. */

type Choice = 'system' | 'light' | 'dark'
const KEY = 'evenhand-colours'
const ORDER: Choice[] = ['system', 'light', 'dark']

class Theme {
  choice = $state<Choice>('system')

  constructor() {
    const kept = read()
    if (kept) this.choice = kept
    this.put()
  }

  get words(): string {
    return { system: 'as the system', light: 'light', dark: 'dark' }[this.choice]
  }

  next(): void {
    this.choice = ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length]!
    this.put()
    try {
      localStorage.setItem(KEY, this.choice)
    } catch {
      // Private windows may keep nothing; the choice then lasts as long as the page.
    }
  }

  private put(): void {
    if (this.choice === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.choice
  }
}

function read(): Choice | undefined {
  try {
    const kept = localStorage.getItem(KEY)
    return ORDER.find((one) => one === kept)
  } catch {
    return undefined
  }
}

export const theme = new Theme()
