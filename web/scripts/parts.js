/**
 * The markup stands in index.html; scripts find its parts (`data-part`) and fill them with text. Nothing that comes
 * from outside is ever parsed as markup.
 */

/**
 * @template {HTMLElement} T
 * @overload
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
/**
 * @overload
 * @param {string} id
 * @returns {HTMLElement}
 */
/**
 * @param {string} id
 * @param {new () => HTMLElement} type
 */
export function byId(id, type = HTMLElement) {
  return expectType(document.getElementById(id), type, `#${id}`);
}

/**
 * @template {HTMLElement} T
 * @param {Element | null} element
 * @param {new () => T} type
 * @param {string} name
 * @returns {T}
 */
function expectType(element, type, name) {
  if (element instanceof type) return element;
  throw new TypeError(`the page has no ${type.name} ${name}`);
}

/** The parts of an element by their names. */
export class Parts {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} templateId */
  static fromTemplate(templateId) {
    const { content } = byId(templateId, HTMLTemplateElement);
    const copy = document.importNode(content, true);
    return new Parts(expectType(copy.firstElementChild, HTMLElement, `of template ${templateId}`));
  }

  /**
   * @template {HTMLElement} T
   * @overload
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  /**
   * @overload
   * @param {string} name
   * @returns {HTMLElement}
   */
  /**
   * @param {string} name
   * @param {new () => HTMLElement} type
   */
  get(name, type = HTMLElement) {
    return expectType(this.root.querySelector(`[data-part="${name}"]`), type, name);
  }

  /**
   * Leaves the document alone when nothing changes: polling must disturb neither selections nor screen readers.
   *
   * @param {string} name
   * @param {string} text
   */
  text(name, text) {
    const part = this.get(name);
    if (part.textContent !== text) part.textContent = text;
  }

  /**
   * @param {string} name
   * @param {() => void} handler
   */
  onClick(name, handler) {
    this.get(name).addEventListener('click', handler);
  }

  /**
   * @param {string} name
   * @param {boolean} shown
   */
  show(name, shown) {
    this.get(name).hidden = !shown;
  }
}
