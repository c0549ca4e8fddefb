import { DomainError } from '../errors/domain-error.js';

export class AudioTooLargeError extends DomainError {
  readonly code = 'audio_too_large';
  constructor(maxBytes: number) {
    super(`The recording is larger than ${maxBytes} bytes (MAX_UPLOAD_BYTES).`);
  }
}

export class EmptyAudioError extends DomainError {
  readonly code = 'audio_empty';
  constructor() {
    super('The recording is empty: 0 bytes.');
  }
}

/** Says the same of a path that is outside of the roots whether it exists or not. */
export class AudioPathError extends DomainError {
  readonly code = 'audio_path_not_allowed';
  constructor() {
    super('audio_file_path has to be a file under one of the folders in AUDIO_ROOTS.');
  }
}

export class AudioStoreFullError extends DomainError {
  readonly code = 'audio_store_full';
  constructor(options?: ErrorOptions) {
    super('There is no disk space left for the recording. Nothing was accepted; try again later.', options);
  }
}

export type AudioErrorCode = (
  AudioTooLargeError | EmptyAudioError | AudioPathError | AudioStoreFullError
)['code'];
