import { Module } from '@nestjs/common';
import { LexiconContentsController } from './http/lexicon-contents.controller.js';
import { LexiconsController } from './http/lexicons.controller.js';
import { LexiconModule } from './lexicon.module.js';

/** The same over HTTP. */
@Module({ imports: [LexiconModule], controllers: [LexiconsController, LexiconContentsController] })
export class LexiconApiModule {}
