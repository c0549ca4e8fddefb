/** A word that is said in a recording. Null: it is not known when it starts or ends. */
export interface KnownWord {
  readonly text: string;
  readonly startSeconds: number | null;
  readonly endSeconds: number | null;
}

export interface TimedRecording {
  readonly path: string;
  /** All that are said, in order. */
  readonly words: readonly KnownWord[];
}

/** Recordings whose word times are known in the same way. */
export interface Kind {
  readonly name: string;
  readonly recordings: readonly TimedRecording[];
}
