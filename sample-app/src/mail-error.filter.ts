import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { MailError, MailParseError, MailSendError } from 'nestjs-spring-mail';

/** The caller's mistake, a failure that may pass, or one that will not pass by itself. */
function statusOf(error: MailError): HttpStatus {
  if (error instanceof MailParseError) return HttpStatus.BAD_REQUEST;
  if (error instanceof MailSendError && error.permanent !== true) return HttpStatus.SERVICE_UNAVAILABLE;
  return HttpStatus.BAD_GATEWAY;
}

/** Answers a mail error with its code and its advice, and keeps the stack in the log. */
@Catch(MailError)
export class MailErrorFilter implements ExceptionFilter<MailError> {
  readonly #logger = new Logger(MailErrorFilter.name);

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: MailError, host: ArgumentsHost): void {
    const statusCode = statusOf(error);
    const { code, message, advice } = error;
    if (statusCode !== HttpStatus.BAD_REQUEST) this.#logger.error(message, error.stack);

    const field = error instanceof MailParseError ? { field: error.field } : {};
    const body = { statusCode, code, ...field, message, advice };
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, statusCode);
  }
}
