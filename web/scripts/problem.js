/** Why something did not work: a stable code and a message for people, as the API's problem details have them. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }

  /**
   * @param {number} status
   * @param {string} body what was answered; problem details, unless something between here and Steno answered
   */
  static fromAnswer(status, body) {
    try {
      const { code, detail, errors = [] } = JSON.parse(body);
      const fields = errors.map((/** @type {{ message: string }} */ { message }) => message);
      if (typeof code !== 'string' || typeof detail !== 'string') throw new TypeError('no problem details');
      return new Problem(code, [detail, ...fields].join(' '));
    } catch {
      return new Problem(`http_${status}`, 'Something answered that is not Steno.');
    }
  }

  static unreachable() {
    return new Problem('unreachable', 'Steno does not answer. Is it still running?');
  }

  /** @param {unknown} error */
  static from(error) {
    return error instanceof Problem ? error : new Problem('page_error', String(error));
  }
}
