import { Module } from '@nestjs/common';
import { AudioStore } from '../transcription/ports/audio-store.js';
import { FileAudioStore } from './file-audio-store.js';

/** Where recordings are kept. */
@Module({
  providers: [{ provide: AudioStore, useClass: FileAudioStore }],
  exports: [AudioStore],
})
export class AudioModule {}
