const BUSY_MS = 1000;
const IDLE_MAX_MS = 15_000;

/** @typedef {'moves' | 'rests' | 'ended'} Answer 'ended': nothing will change any more */

/**
 * Asks one question again and again, never twice at once: every second while something moves, ever more rarely, to
 * once in 15 seconds, while nothing does, nobody looks at the page, or there is no answer.
 */
export class Poller {
  /** @type {AbortController | null} */
  #running = null;
  #wake = () => {};
  #isNudged = false;
  #ask;
  #onAnswer;

  /**
   * @param {(signal: AbortSignal) => Promise<Answer>} ask
   * @param {(failure: unknown) => void} onAnswer the failure, or undefined when there was none
   */
  constructor(ask, onAnswer) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.nudge();
    });
  }

  /** Starts afresh: what was asked before is no longer waited for. */
  start() {
    this.stop();
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  stop() {
    this.#running?.abort();
    this.#wake();
  }

  /** Asks now. */
  nudge() {
    this.#isNudged = true;
    this.#wake();
  }

  /** @param {AbortSignal} signal */
  async #run(signal) {
    let delayMs = BUSY_MS;
    while (!signal.aborted) {
      this.#isNudged = false;
      const answer = await this.#answer(signal);
      if (answer === 'ended') return;
      delayMs = answer === 'moves' && !document.hidden ? BUSY_MS : Math.min(delayMs * 2, IDLE_MAX_MS);
      if (!signal.aborted && !this.#isNudged) await this.#pause(delayMs);
      if (this.#isNudged) delayMs = BUSY_MS;
    }
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Answer>}
   */
  async #answer(signal) {
    try {
      const answer = await this.#ask(signal);
      if (!signal.aborted) this.#onAnswer(undefined);
      return answer;
    } catch (failure) {
      if (!signal.aborted) this.#onAnswer(failure);
      return 'rests';
    }
  }

  /** @param {number} delayMs */
  async #pause(delayMs) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}
