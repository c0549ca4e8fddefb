import { byId } from './parts.js';

/**
 * Takes files that are dropped anywhere on the page, or chosen.
 *
 * @param {(files: File[], hasFolder: boolean) => void} onFiles `hasFolder`: there were folders, too, which are left out
 */
export function takeFiles(onFiles) {
  const chooser = byId('files', HTMLInputElement);
  chooser.addEventListener('change', () => {
    onFiles([...(chooser.files ?? [])], false);
    // The same file may be chosen again.
    chooser.value = '';
  });

  const highlight = (/** @type {boolean} */ on) => byId('dropzone').classList.toggle('dropping', on);
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    highlight(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) highlight(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    highlight(false);
    const items = itemsOf(event);
    const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
    onFiles(
      files.filter((file) => file !== null),
      items.some(isFolder),
    );
  });
}

/** @param {DragEvent} event */
function itemsOf({ dataTransfer }) {
  return [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
}

/**
 * A browser lists folders among the files and cannot read them as one.
 *
 * @param {DataTransferItem} item
 */
function isFolder(item) {
  return item.webkitGetAsEntry()?.isDirectory === true;
}
