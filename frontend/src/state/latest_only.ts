/**
 * One request in flight, and the latest wins: what is asked for while one is under way takes the
 * place of whatever waited before it, and starts when the one under way is done.
 */
export class LatestOnly<Asked, Got> {
  private waiting: { asked: Asked } | undefined
  private busy = false

  /**
   * Args:
   *   work: Does what is asked for.
   *   done: Told each result that is still wanted, with what had been asked for.
   *   failed: Told what went wrong.
   */
  constructor(
    private readonly work: (asked: Asked) => Promise<Got>,
    private readonly done: (got: Got, asked: Asked) => void,
    private readonly failed: (error: unknown, asked: Asked) => void,
  ) {}

  /** Whether something is under way. */
  get working(): boolean {
    return this.busy
  }

  ask(asked: Asked): void {
    this.waiting = { asked }
    if (!this.busy) void this.next()
  }

  private async next(): Promise<void> {
    this.busy = true
    while (this.waiting) {
      const { asked } = this.waiting
      this.waiting = undefined
      try {
        this.done(await this.work(asked), asked)
      } catch (error) {
        this.failed(error, asked)
      }
    }
    this.busy = false
  }
}
