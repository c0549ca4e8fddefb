import type {} from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ValidationFailedError } from '../../errors/validation-failed.error.js';
import { MalformedFormError, UnsupportedContentTypeError } from '../../http/http.errors.js';
import { validated } from '../../http/validation.js';
import { isJobId } from '../domain/job-id.js';
import { JOB_RULES } from '../domain/job-rules.js';
import type { Job, Start } from '../domain/job.js';
import type { JobSubmission } from '../job-submission.js';
import { AudioStore, type ReceivedAudio } from '../ports/audio-store.js';
import { TranscriptionService } from '../transcription.service.js';
import { CreateJobDto } from './dto/create-job.dto.js';

interface JobForm {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly upload: ReceivedAudio | null;
}

/** From the request for a job, a form with a file or JSON with a path, to the accepted job. */
@Injectable()
export class JobIntake {
  constructor(
    private readonly service: TranscriptionService,
    private readonly audio: AudioStore,
  ) {}

  async accept(request: FastifyRequest): Promise<{ job: Job; created: boolean }> {
    const key = idempotencyKey(request);
    if (request.isMultipart()) return await this.acceptForm(await this.readForm(request, key), key);
    if (request.body === null || typeof request.body !== 'object') throw new UnsupportedContentTypeError();
    return await this.acceptForm({ fields: request.body as Record<string, unknown>, upload: null }, key);
  }

  private async acceptForm(
    { fields, upload }: JobForm,
    key: string | undefined,
  ): Promise<{ job: Job; created: boolean }> {
    try {
      const dto = await validated(CreateJobDto, key === undefined ? fields : { job_id: key, ...fields });
      if (key !== undefined && dto.job_id !== key) throw refused('job_id', TWO_IDS);
      if (dto.delay !== undefined && dto.scheduled_at !== undefined)
        throw refused('scheduled_at', TWO_STARTS);
      if ((upload === null) === (dto.audio_file_path === undefined)) throw refused('file', ONE_RECORDING);
      const audio = upload?.audio ?? (await this.audio.admit(dto.audio_file_path as string));
      return await this.service.submit(toSubmission(dto), audio, upload ? () => upload.keep() : undefined);
    } finally {
      await upload?.discard();
    }
  }

  /**
   * Fields may come before or after the file, which goes to the disk as it comes. When the service is full, only a
   * `job_id` before the file tells in time that it asks for no new job.
   */
  private async readForm(request: FastifyRequest, key: string | undefined): Promise<JobForm> {
    // Of a client that hung up already no part ever comes, nor an error.
    if (request.raw.destroyed) throw new MalformedFormError();
    const fields: Record<string, unknown> = {};
    let upload: ReceivedAudio | null = null;
    try {
      for await (const part of request.parts()) {
        if (part.type === 'field') {
          if (part.fieldname === 'file') throw refused('file', FILE_AS_TEXT);
          fields[part.fieldname] = part.value;
        } else if (part.fieldname === 'file' && upload === null) {
          await this.service.admit(typeof fields['job_id'] === 'string' ? fields['job_id'] : key);
          upload = await this.audio.receive(part.file, unescapedName(part.filename));
        } else {
          throw refused('file', ONE_RECORDING);
        }
      }
      return { fields, upload };
    } catch (error) {
      await upload?.discard();
      throw isOfTheParser(error) ? new MalformedFormError({ cause: error }) : error;
    }
  }
}

/** Browsers escape these three characters, and no others, in the file names of a form (HTML, multipart/form-data). */
function unescapedName(name: string): string {
  return name.replaceAll('%22', '"').replaceAll(/%0[DA]/g, ' ');
}

/** The parser's errors have no code, nor a class of their own: a boundary that is missing or too long, an early end. */
function isOfTheParser(error: unknown): boolean {
  return (
    error instanceof Error && /multipart|^The needle|Content-Type/i.test(error.message) && !('code' in error)
  );
}

const FILE_AS_TEXT = '`file` arrived as text, not as an upload: use -F file=@path';
const ONE_RECORDING = 'give one recording: an upload in the form field `file`, or `audio_file_path`';
const TWO_IDS = 'job_id and the header Idempotency-Key mean the same: give one of them';
const TWO_STARTS = 'give a `delay` or a time in `scheduled_at`, not both';

function refused(field: string, message: string): ValidationFailedError {
  return new ValidationFailedError([{ field, message }]);
}

/** What the header `Idempotency-Key` says means the same as `job_id`. It may stand in quotes, as its draft has it. */
function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const value = headers['idempotency-key'];
  if (value === undefined) return undefined;
  const key = String(value).replace(/^"(.*)"$/, '$1');
  if (isJobId(key)) return key;
  throw refused('Idempotency-Key', `the key is taken as a job_id: ${JOB_RULES.jobId.expected}`);
}

function startOf({ delay, scheduled_at }: CreateJobDto): Start | undefined {
  if (scheduled_at !== undefined) return { at: new Date(scheduled_at) };
  return delay === undefined ? undefined : { delaySeconds: delay };
}

function toSubmission(dto: CreateJobDto): JobSubmission {
  return {
    jobId: dto.job_id,
    priority: dto.priority,
    timeoutSeconds: dto.timeout,
    retryCount: dto.retry_count,
    retryDelaysSeconds: dto.retry_delay,
    retryBackoff: dto.retry_backoff,
    model: dto.model,
    language: dto.language,
    channels: dto.channels,
    lexiconId: dto.lexicon_id,
    apiKeyId: dto.api_key_id,
    meta: dto.meta,
    dependsOn: dto.depends_on,
    start: startOf(dto),
    resultTtlSeconds: dto.result_ttl,
    failureTtlSeconds: dto.failure_ttl,
  };
}
