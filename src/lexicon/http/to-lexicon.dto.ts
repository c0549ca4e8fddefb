import type { CorrectedTexts } from '../applied-lexicon.js';
import type { LexiconContent, LexiconEntry, LexiconSummary } from '../domain/lexicon.js';
import type { LexiconDto, LexiconEntryDto, LexiconExportDto } from './dto/lexicon.dto.js';
import type { PreviewResultDto } from './dto/preview.dto.js';

export function toLexiconDto({ id, version, description, termCount, createdAt }: LexiconSummary): LexiconDto {
  return {
    lexicon_id: id,
    version,
    description,
    term_count: termCount,
    created_at: createdAt.toISOString(),
  };
}

export function toEntryDto({
  term,
  soundsLike,
  boost,
  case: termCase,
  wholeWord,
}: LexiconEntry): LexiconEntryDto {
  return { term, sounds_like: [...soundsLike], boost, case: termCase, whole_word: wholeWord };
}

export function toExportDto(lexicon: LexiconSummary & LexiconContent): LexiconExportDto {
  return Object.assign(toLexiconDto(lexicon), { entries: lexicon.entries.map(toEntryDto) });
}

export function toPreviewDto({ revisions, corrections }: CorrectedTexts): PreviewResultDto {
  return {
    text: revisions.map(({ text }) => text).join(' '),
    corrections: corrections.map(({ from, to, score }) => ({ from, to, score })),
  };
}
