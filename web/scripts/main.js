import { takeFiles } from './dropzone.js';
import { HomeView } from './home-view.js';
import { JobView } from './job-view.js';
import { announce, complain, report } from './notices.js';
import { Problem } from './problem.js';
import { UploadList } from './upload-list.js';

/** With the alphabet that the API gives ids. */
const JOB_HASH = /^#\/jobs\/([\w.:-]+)$/;

const FOLDER_DROPPED = new Problem(
  'folder_dropped',
  'A folder cannot be dropped here: drop the recordings in it, or send it with “steno submit”.',
);

const home = new HomeView();
const jobView = new JobView();

/** `#/jobs/ID` is a job, all else the list. */
function route() {
  const id = JOB_HASH.exec(location.hash)?.[1];
  report(undefined);
  complain(undefined);
  home.close();
  jobView.close();
  if (id === undefined) home.open();
  else jobView.open(id);
}

const uploads = new UploadList((job, isOnly) => {
  announce(`${job.audio.name} is sent.`);
  if (isOnly && !JOB_HASH.test(location.hash)) location.hash = `#/jobs/${job.job_id}`;
  else home.refresh();
});

takeFiles((files, hasFolder) => {
  if (files.length > 0 && JOB_HASH.test(location.hash)) location.hash = '#/';
  uploads.add(files);
  complain(hasFolder ? FOLDER_DROPPED : undefined);
});

window.addEventListener('hashchange', route);
route();
