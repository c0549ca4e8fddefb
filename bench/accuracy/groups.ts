import type { Recording } from '../recordings.js';

/** By what is heard, and `long` by length: a recording may be in several. */
export const GROUPS = ['clean', 'noisy', 'telephone', 'spontaneous', 'domain', 'long'] as const;
export type Group = (typeof GROUPS)[number];

/** Longer than this is a long recording. */
const LONG_SECONDS = 60;

const BELONGS: Readonly<Record<Group, (recording: Recording) => boolean>> = {
  clean: ({ set }) => ['read', 'short', 'speech'].includes(set),
  noisy: ({ tags }) => tags.includes('noisy'),
  telephone: ({ tags }) => tags.includes('phone'),
  spontaneous: ({ tags }) => tags.includes('spontaneous') || tags.includes('conversation'),
  domain: ({ tags }) => tags.includes('vocab'),
  long: ({ seconds }) => seconds > LONG_SECONDS,
};

export function groupsOf(recording: Recording): Group[] {
  return GROUPS.filter((group) => BELONGS[group](recording));
}

/**
 * English with an exact reference, but for `formats` and `edge`: these are two utterances, over and over, in forms that
 * tests of their own look at.
 */
export function isScored({ reference, lang, set, tags }: Recording): boolean {
  return (
    !!reference && lang === 'en' && !['formats', 'edge'].includes(set) && !tags.includes('approx-reference')
  );
}
