import { Parts, byId } from './parts.js';
import { Problem } from './problem.js';
import { newJobId, upload } from './upload.js';
import { formatBytes } from './wording.js';

/** @typedef {import('./api.js').Job} Job */

/** Sends files one after the other. A file leaves the list when Steno has it; one that was refused stays. */
export class UploadList {
  #list = byId('uploads');
  /** @type {UploadRow[]} */
  #waiting = [];
  #isSending = false;
  #onAccepted;

  /** @param {(job: Job, isOnly: boolean) => void} onAccepted `isOnly`: it was given alone, with no other on its way */
  constructor(onAccepted) {
    this.#onAccepted = onAccepted;
    window.addEventListener('beforeunload', (event) => {
      if (this.#isSending) event.preventDefault();
    });
  }

  /** @param {readonly File[]} files */
  add(files) {
    for (const file of files) {
      const isOnly = files.length === 1 && this.#list.childElementCount === 0;
      const row = new UploadRow(file, {
        isOnly,
        onAgain: () => this.#enqueue(row),
        onDismissed: () => this.#remove(row),
      });
      this.#list.append(row.element);
      this.#enqueue(row);
    }
    this.#list.hidden = this.#list.childElementCount === 0;
  }

  /** @param {UploadRow} row */
  #enqueue(row) {
    this.#waiting.push(row);
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll() {
    this.#isSending = true;
    for (let row = this.#waiting.shift(); row; row = this.#waiting.shift()) {
      const job = await row.send();
      if (!job) continue;
      this.#remove(row);
      this.#onAccepted(job, row.isOnly);
    }
    this.#isSending = false;
  }

  /** @param {UploadRow} row */
  #remove(row) {
    this.#waiting = this.#waiting.filter((other) => other !== row);
    row.element.remove();
    this.#list.hidden = this.#list.childElementCount === 0;
  }
}

/** One file on its way. */
class UploadRow {
  #parts = Parts.fromTemplate('upload-row');
  #stop = new AbortController();
  #jobId = newJobId();
  #file;

  /**
   * @param {File} file
   * @param {{ isOnly: boolean, onAgain: () => void, onDismissed: () => void }} options
   */
  constructor(file, { isOnly, onAgain, onDismissed }) {
    this.#file = file;
    this.isOnly = isOnly;
    this.#parts.text('name', file.name);
    this.#parts.get('progress').ariaLabel = `Upload of ${file.name}`;
    this.#parts.onClick('dismiss', () => {
      this.#stop.abort();
      onDismissed();
    });
    this.#parts.onClick('again', () => {
      this.#showWaiting();
      onAgain();
    });
    this.#showWaiting();
  }

  get element() {
    return this.#parts.root;
  }

  /** @returns {Promise<Job | null>} null when it was refused or called off */
  async send() {
    this.#showShare(0);
    try {
      const { signal } = this.#stop;
      return await upload(this.#file, this.#jobId, { signal, onProgress: (share) => this.#showShare(share) });
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#showProblem(Problem.from(error));
      return null;
    }
  }

  #showWaiting() {
    for (const name of ['problem', 'again']) this.#parts.show(name, false);
    for (const name of ['progress', 'line']) this.#parts.show(name, true);
    this.#parts.text('dismiss', 'Cancel');
    this.#parts.text('line', `waits to be sent · ${formatBytes(this.#file.size)}`);
  }

  /** @param {number} share */
  #showShare(share) {
    const progress = this.#parts.get('progress', HTMLProgressElement);
    progress.value = share;
    const { size } = this.#file;
    const sent = share < 1 ? `${formatBytes(size * share)} of ${formatBytes(size)} sent` : 'almost there';
    this.#parts.text('line', sent);
  }

  /** @param {Problem} problem */
  #showProblem({ code, message }) {
    for (const name of ['progress', 'line']) this.#parts.show(name, false);
    for (const name of ['problem', 'again']) this.#parts.show(name, true);
    this.#parts.text('dismiss', 'Dismiss');
    this.#parts.text('code', code);
    this.#parts.text('message', message);
  }
}
