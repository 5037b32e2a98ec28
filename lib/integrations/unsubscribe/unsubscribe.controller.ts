import {
  Controller,
  Get,
  Inject,
  Logger,
  Post,
  Query,
  Res,
  type Type,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { SuppressionList, UnsubscribeLinks } from '../../index.js';
import type { UnsubscribePage, UnsubscribeView } from './page.js';

/** The part of a response that Express and Fastify have in common. */
interface Response {
  status(code: number): Response;
  header(name: string, value: string): Response;
  send(body: string): unknown;
}

const STATUS = { ask: 200, done: 200, invalid: 400, expired: 410, later: 503 } as const;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  // The address holds the token.
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Frame-Options': 'DENY',
};

/** The controller of a path; a class of its own, because a path belongs to the class. */
export function unsubscribeController(
  path: string,
  page: UnsubscribePage,
  decorators: readonly ClassDecorator[],
): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class UnsubscribeController {
    readonly #logger = new Logger(UnsubscribeController.name);

    constructor(
      @Inject(UnsubscribeLinks) private readonly links: UnsubscribeLinks,
      @Inject(SuppressionList) private readonly suppression: SuppressionList,
    ) {}

    /** Asks: programs that look for harm in a mail open every link of it, and none may unsubscribe (RFC 8058 section 1). */
    @Get()
    async ask(@Query('token') token: unknown, @Res() response: Response): Promise<void> {
      const { status, address, list } = this.links.read(token);
      await answer(response, status === 'valid' ? { state: 'ask', address, list } : { state: status });
    }

    /**
     * Unsubscribes: from the page, or from the button of a mail program, which sends nothing but the address of the link
     * (RFC 8058 section 3.2). What the body says does not matter.
     */
    @Post()
    async confirm(@Query('token') token: unknown, @Res() response: Response): Promise<void> {
      const { status, address, list } = this.links.read(token);
      if (status !== 'valid') return answer(response, { state: status });
      try {
        await this.suppression.suppress(address, { list });
      } catch (error) {
        this.#logger.error('Somebody could not be unsubscribed: the suppression list failed.', error);
        return answer(response, { state: 'later' });
      }
      return answer(response, { state: 'done', address, list });
    }
  }

  /** By hand, so that no interceptor of the application wraps a page in JSON. */
  async function answer(response: Response, view: UnsubscribeView): Promise<void> {
    const html = await page(view);
    response.status(STATUS[view.state]);
    for (const [name, value] of Object.entries(HEADERS)) response.header(name, value);
    response.send(html);
  }

  for (const decorate of decorators) decorate(UnsubscribeController);
  return UnsubscribeController;
}
