import { byId } from './parts.js';

/**
 * Takes files that are dropped anywhere on the page, or chosen.
 *
 * @param {(files: File[]) => void} onFiles
 */
export function takeFiles(onFiles) {
  const chooser = byId('files', HTMLInputElement);
  chooser.addEventListener('change', () => {
    onFiles([...(chooser.files ?? [])]);
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
    onFiles(filesOf(event));
  });
}

/**
 * Without folders, which a browser lists among the files and cannot read as one.
 *
 * @param {DragEvent} event
 * @returns {File[]}
 */
function filesOf({ dataTransfer }) {
  return [...(dataTransfer?.items ?? [])]
    .filter((item) => item.kind === 'file' && !item.webkitGetAsEntry()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}
