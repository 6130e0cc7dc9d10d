// How fast something grows, by its last seconds.

const WINDOW_MS = 8_000;

export class Rate {
  #seen = [];

  note(amount) {
    const now = performance.now();
    this.#seen.push([now, amount]);
    while (now - this.#seen[0][0] > WINDOW_MS) this.#seen.shift();
  }

  /** `null` for as long as there is too little to tell by. */
  get perSecond() {
    const [first, last] = [this.#seen.at(0), this.#seen.at(-1)];
    if (!first || last[0] - first[0] < 500 || last[1] <= first[1]) return null;
    return ((last[1] - first[1]) / (last[0] - first[0])) * 1000;
  }
}
