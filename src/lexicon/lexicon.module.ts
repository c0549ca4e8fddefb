import { Module } from '@nestjs/common';
import { LexiconService } from './lexicon.service.js';
import { LexiconRepository } from './ports/lexicon-repository.js';
import { PostgresLexiconRepository } from './persistence/postgres-lexicon.repository.js';

/** Lexicons, for the API that keeps them and for the worker that applies them. */
@Module({
  providers: [LexiconService, { provide: LexiconRepository, useClass: PostgresLexiconRepository }],
  exports: [LexiconService],
})
export class LexiconModule {}
