/** An id that a URL holds as it is; `.` and `..` would be folders in it. */
export const JOB_ID = /^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,128}$/;

/** Whether a job can have this id. */
export function isJobId(text: string): boolean {
  return JOB_ID.test(text);
}
